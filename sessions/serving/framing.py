"""The frames that go out, made once for all the pages that get the same news."""

from functools import lru_cache


@lru_cache(maxsize=32)
def framed(content: str | bytes) -> bytes:
    """A message in one frame, as RFC 6455 has it. Kept a moment: the same news goes to many pages."""
    payload = content.encode() if isinstance(content, str) else content
    first, length = (b"\x81" if isinstance(content, str) else b"\x82"), len(payload)
    if length < 126:
        return first + length.to_bytes(1, "big") + payload
    if length < 65_536:
        return first + b"\x7e" + length.to_bytes(2, "big") + payload
    return first + b"\x7f" + length.to_bytes(8, "big") + payload
