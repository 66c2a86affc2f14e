"""Frames of the writing socket: what is none is told so, and costs nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.drafting import wire
from tests.crowd.writer import parsed as shown

CURSORS = st.none() | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_frame_or_are_refused(content: bytes) -> None:
    try:
        frame = wire.parsed(content)
    except wire.Malformed:
        return
    assert isinstance(frame, wire.Sync | wire.Query | tuple)


@given(
    st.sampled_from([wire.STEP_1, wire.STEP_2, wire.UPDATE]), st.binary(max_size=300).map(lambda rest: b"\x00" + rest)
)
def test_what_is_written_is_read(kind: int, content: bytes) -> None:
    assert wire.parsed(wire.sync(kind, content)) == wire.Sync(kind, content)


@given(st.lists(st.tuples(st.integers(0, 2**53 - 1), st.integers(0, 2**40), CURSORS), max_size=5))
def test_states_are_read_as_they_were_written(states: list) -> None:
    said = [(client, clock, {"cursor": cursor, "user": {"name": "Élodie"}}) for client, clock, cursor in states]
    frame = wire.awareness(said)
    assert wire.parsed(frame) == tuple(wire.State(client, clock, cursor) for client, clock, cursor in states)
    assert shown(frame) == {client: state for client, _, state in said}


@pytest.mark.parametrize(
    "said", [{"cursor": {"x": "y" * wire.LONGEST_CURSOR}}, {"cursor": "<b>"}, {"cursor": [1]}, [], 5, {}]
)
def test_of_a_state_only_a_small_cursor_is_kept(said: object) -> None:
    text = json.dumps(said).encode()
    frame = bytes([wire.AWARENESS]) + wire._piece(b"\x01\x07\x01" + wire._piece(text))
    assert wire.parsed(frame) == (wire.State(7, 1, None),)


def test_who_says_null_is_gone() -> None:
    assert wire.parsed(wire.awareness([(7, 2, None)])) == (wire.State(7, 2, gone=True),)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x02",
        b"\x03\x00",
        b"\x00",
        b"\x00\x03\x01\x00",
        b"\x00\x02\x05ab",
        b"\x00\x02\x01\x07",
        b"\x00\x02\x02\x00\x00x",
        b"\x00\x02\x05\xff\xff\xff\x7f\x00",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\x01\x02\x01",
        b"\x01\x04\x01\x07\x01\x01{",
        b"\x01\x02\x7f\x00",
    ],
)
def test_what_is_no_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.parsed(frame)
