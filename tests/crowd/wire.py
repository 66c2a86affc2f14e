"""A WebSocket client's bytes (RFC 6455): the handshake, and frames both ways. Pure functions and one small parser."""

import base64
import hashlib
import secrets
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FINAL, MASKED = 0x80, 0x80
NO_CODE = 1005
ABNORMAL = 1006
# A nonce is to tell a WebSocket server from a confused one; one for a whole crowd does that.
KEY = base64.b64encode(b"a crowd of pages").decode()
ACCEPT = base64.b64encode(
    hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode(), usedforsecurity=False).digest()
)


class BadHandshake(Exception):
    """The server did not upgrade; the message is its status line."""


class BadFrame(Exception):
    """What a server must never send."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole message, or a control frame."""

    opcode: int
    payload: bytes


def handshake(path: str, host: str, *, origin: str = "", cookie: str = "") -> bytes:
    """The upgrade request. No extension is offered: nothing is compressed."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: Upgrade", "Upgrade: websocket"]
    lines += ["Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}"]
    if origin:
        lines.append(f"Origin: {origin}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def upgraded(answer: bytes) -> bytes | None:
    """What follows a complete, right answer to :func:`handshake`; None while it is not complete."""
    head, end, rest = answer.partition(b"\r\n\r\n")
    status = head.partition(b"\r\n")[0]
    if not end:
        return None
    if not status.startswith(b"HTTP/1.1 101 "):
        raise BadHandshake(status.decode("latin-1"))
    if ACCEPT not in head:
        raise BadHandshake("101 without the right Sec-WebSocket-Accept")
    return rest


def encode(payload: bytes, opcode: int = TEXT, mask: bytes | None = None) -> bytes:
    """A client's frame, whole and masked."""
    mask = secrets.token_bytes(4) if mask is None else mask
    size = len(payload)
    if size < 126:
        head = bytes((FINAL | opcode, MASKED | size))
    elif size < 1 << 16:
        head = bytes((FINAL | opcode, MASKED | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((FINAL | opcode, MASKED | 127)) + size.to_bytes(8, "big")
    # One exclusive or over a single large number is far quicker than one a byte.
    pattern = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
    return head + mask + (int.from_bytes(payload, "big") ^ pattern).to_bytes(size, "big")


def close_frame(code: int) -> bytes:
    return encode(code.to_bytes(2, "big"), CLOSE)


def close_code(payload: bytes) -> int:
    return int.from_bytes(payload[:2], "big") if len(payload) >= 2 else NO_CODE


class Parser:
    """Frames out of a server's bytes, however these are cut; a fragmented message comes out whole."""

    __slots__ = ("_opcode", "_parts", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._opcode = -1
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> list[Frame]:
        data = self._rest + data if self._rest else data
        at, whole, found = 0, len(data), []
        while whole - at >= 2:
            head, size = data[at], data[at + 1]
            start = at + 2
            if size & MASKED:
                raise BadFrame("a server's frame is not masked")
            if size >= 126:
                width = 2 if size == 126 else 8
                if whole < start + width:
                    break
                size = int.from_bytes(data[start : start + width], "big")
                start += width
            if whole < start + size:
                break
            at = start + size
            frame = self._take(head, data[start:at])
            if frame is not None:
                found.append(frame)
        self._rest = data[at:]
        return found

    def _take(self, head: int, payload: bytes) -> Frame | None:
        opcode = head & 0x0F
        if head & 0x70:
            raise BadFrame("no extension was agreed upon")
        if opcode >= CLOSE:
            return Frame(opcode, payload)
        if (opcode == CONTINUATION) != (self._opcode >= 0):
            raise BadFrame("a continuation of nothing, or a new message inside another")
        if head & FINAL and opcode != CONTINUATION:
            return Frame(opcode, payload)
        if opcode != CONTINUATION:
            self._opcode = opcode
        self._parts.append(payload)
        if not head & FINAL:
            return None
        whole = Frame(self._opcode, b"".join(self._parts))
        self._opcode, self._parts = -1, []
        return whole
