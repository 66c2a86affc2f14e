"""Codes that people copy by hand: in Crockford's base 32, without I, L, O and U, which are mistaken for others."""

import base64

_ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def spelled(raw: bytes) -> str:
    """Of five bytes, eight characters."""
    return base64.b32encode(raw).translate(_ALPHABET).decode()


def said(code: str) -> str:
    """As people read it: in fours."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def typed(text: str) -> str:
    """What somebody copied by hand, whatever they put between its characters."""
    mistaken = str.maketrans("ILO", "110")
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum()).translate(mistaken)
