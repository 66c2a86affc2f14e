from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame as TheirFrame
from websockets.frames import Opcode
from websockets.protocol import SERVER, Protocol

from tests.crowd import wire

sizes = st.sampled_from([0, 1, 125, 126, 127, 65535, 65536, 70000])
payloads = st.one_of(st.binary(max_size=300), sizes.map(lambda size: b"x" * size))


def served(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """A server's frame, made by a library that is not ours."""
    return TheirFrame(Opcode(opcode), payload, final).serialize(mask=False)


@given(st.lists(st.tuples(st.sampled_from([wire.TEXT, wire.BINARY]), payloads), max_size=6), st.data())
def test_frames_come_out_however_the_bytes_are_cut(messages: list[tuple[int, bytes]], data: Any) -> None:
    stream = b"".join(served(opcode, payload) for opcode, payload in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    parser, found = wire.Parser(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += parser.feed(stream[start:end])
    assert [(frame.opcode, frame.payload) for frame in found] == messages


@given(st.lists(st.binary(max_size=200), min_size=2, max_size=5))
def test_a_message_in_pieces_comes_out_whole_with_a_ping_in_between(parts: list[bytes]) -> None:
    stream = served(wire.TEXT, parts[0], final=False) + served(wire.PING, b"?")
    for part in parts[1:-1]:
        stream += served(wire.CONTINUATION, part, final=False)
    stream += served(wire.CONTINUATION, parts[-1])
    assert wire.Parser().feed(stream) == [wire.Frame(wire.PING, b"?"), wire.Frame(wire.TEXT, b"".join(parts))]


@given(payloads, st.binary(min_size=4, max_size=4))
def test_a_server_understands_what_the_client_sends(payload: bytes, mask: bytes) -> None:
    server = Protocol(SERVER, max_size=None)
    server.receive_data(wire.encode(payload, wire.BINARY, mask))
    assert [event.data for event in server.events_received()] == [payload]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "stream",
    [
        wire.encode(b"masked"),
        served(wire.CONTINUATION, b"of nothing"),
        served(wire.TEXT, b"a", final=False) + served(wire.TEXT, b"b"),
        bytes((0xC1, 0)),
    ],
)
def test_what_a_server_must_not_send_is_refused(stream: bytes) -> None:
    with pytest.raises(wire.BadFrame):
        wire.Parser().feed(stream)


def test_the_handshake_says_who_comes_and_from_where() -> None:
    request = wire.handshake("/live/eau/fr/", "127.0.0.1:1", origin="http://127.0.0.1:1", cookie="sessionid=abc")
    assert request.startswith(b"GET /live/eau/fr/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n")
    assert b"\r\nOrigin: http://127.0.0.1:1\r\nCookie: sessionid=abc\r\n\r\n" in request


def test_only_the_right_answer_upgrades() -> None:
    good = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + wire.ACCEPT + b"\r\n\r\n"
    assert wire.upgraded(good[:-1]) is None
    assert wire.upgraded(good + b"frame") == b"frame"
    with pytest.raises(wire.BadHandshake, match="403"):
        wire.upgraded(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    with pytest.raises(wire.BadHandshake, match="Accept"):
        wire.upgraded(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")


def test_close_codes() -> None:
    assert wire.close_code((4409).to_bytes(2, "big") + b"why") == 4409
    assert wire.close_code(b"") == wire.NO_CODE
