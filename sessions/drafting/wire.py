"""Frames of the writing socket: those of y-protocols, read strictly, and what we add to them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

STEP_1, STEP_2, UPDATE = 0, 1, 2
SYNC, AWARENESS, QUERY = 0, 1, 3

# Why a socket is closed: see docs/live.md.
BAD_FRAME, NOT_YOURS, SILENT, TOO_LARGE, FAILED, GOING_AWAY = 4400, 4403, 4408, 4413, 4011, 4012

# A note of 10,000 characters pasted whole is 40 kB at most.
LARGEST_FRAME = 65_536
LONGEST_CURSOR = 2_000
# In one frame a page says where it is itself; a library that repeats what it heard of a table stays below this.
MOST_STATES = 64


class Malformed(Exception):
    """These bytes are no frame of ours."""


@dataclass(frozen=True)
class Sync:
    """``kind`` is one of STEP_1, STEP_2, UPDATE; ``content`` a state vector or an update."""

    kind: int
    content: bytes


@dataclass(frozen=True)
class State:
    """Where one client is, as it says: ``cursor`` is None when it is nowhere, ``gone`` when it left."""

    client: int
    clock: int
    cursor: dict[str, Any] | None = None
    gone: bool = False


@dataclass(frozen=True)
class Query:
    """Asks for everyone's state."""


Frame = Sync | Query | tuple[State, ...]


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def number(self) -> int:
        """An unsigned number of at most 53 bits, as JavaScript holds it."""
        value = shift = 0
        while True:
            if self.at >= len(self.content) or shift > 49:
                raise Malformed
            byte = self.content[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def piece(self) -> bytes:
        length = self.number()
        if length > len(self.content) - self.at:
            raise Malformed
        self.at += length
        return self.content[self.at - length : self.at]

    def end(self) -> None:
        if self.at != len(self.content):
            raise Malformed


def parsed(frame: bytes) -> Frame:
    """Raises Malformed."""
    reader = _Reader(frame)
    kind = reader.number()
    if kind == SYNC:
        step, content = reader.number(), reader.piece()
        reader.end()
        if step not in (STEP_1, STEP_2, UPDATE) or not plausible(content):
            raise Malformed
        return Sync(step, content)
    if kind == AWARENESS:
        states = _states(reader.piece())
        reader.end()
        return states
    if kind == QUERY:
        reader.end()
        return Query()
    raise Malformed


def plausible(update: bytes) -> bool:
    """An update and a state vector begin with how many writers follow. A number larger than the frame could hold would
    only have the library reserve memory for them."""
    try:
        return _Reader(update).number() <= len(update)
    except Malformed:
        return False


def _states(content: bytes) -> tuple[State, ...]:
    reader = _Reader(content)
    count = reader.number()
    if count > MOST_STATES:
        raise Malformed
    states = tuple(_state(reader.number(), reader.number(), reader.piece()) for _ in range(count))
    reader.end()
    return states


def _state(client: int, clock: int, text: bytes) -> State:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed from None
    if said is None:
        return State(client, clock, gone=True)
    cursor = said.get("cursor") if isinstance(said, dict) else None
    if not isinstance(cursor, dict) or len(json.dumps(cursor)) > LONGEST_CURSOR:
        cursor = None
    return State(client, clock, cursor)


def _numbered(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(128 | (value & 127))
        value >>= 7
    written.append(value)
    return bytes(written)


def _piece(content: bytes) -> bytes:
    return _numbered(len(content)) + content


def sync(kind: int, content: bytes) -> bytes:
    return bytes([SYNC, kind]) + _piece(content)


def awareness(states: Iterable[tuple[int, int, dict[str, Any] | None]]) -> bytes:
    """Client, clock and what is shown of it; None when it is gone."""
    said = [
        _numbered(client) + _numbered(clock) + _piece(json.dumps(shown, ensure_ascii=False).encode())
        for client, clock, shown in states
    ]
    return bytes([AWARENESS]) + _piece(_numbered(len(said)) + b"".join(said))
