"""What a page may send: these frames, exactly, and whatever else comes is no frame and no error."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions.fanout.frames import LARGEST_FRAME, LARGEST_NUMBER, REGIONS, ActFrame, Frame, SupportFrame, parsed

ID = uuid.UUID("6f1c0f1e-6f5b-4a55-9e6f-0a8f7a1f2b3c")
HELLO = {"type": "hello", "news": 3, "shown": {"citizens": "ab"}, "holds": ["citizens"]}
ACT = {"type": "act", "act": "cast-paper", "id": str(ID), "ballot": 7, "fields": {"choice": "for"}}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
texts = st.text(max_size=20)


@given(st.text() | st.none())
@example("[" * LARGEST_FRAME)
@example("9" * 4000)
@example('{"type": "act", "type": "hello"}')
def test_no_text_is_an_error(text: str | None) -> None:
    assert parsed(text) is None or isinstance(parsed(text), Frame | ActFrame | SupportFrame)


@given(json_values)
def test_no_json_is_an_error(value: Any) -> None:
    parsed(json.dumps(value))


@given(st.sampled_from([HELLO, ACT]), st.data())
def test_a_frame_with_one_part_changed_is_no_error(frame: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(frame)))
    parsed(json.dumps(frame | {name: data.draw(json_values)}))


@given(
    st.sampled_from(["hello", "here"]),
    st.integers(-LARGEST_NUMBER, LARGEST_NUMBER),
    st.dictionaries(st.sampled_from(sorted(REGIONS)) | texts, texts, max_size=8),
    st.lists(st.sampled_from(sorted(REGIONS)) | texts, max_size=8),
)
def test_what_a_page_shows_is_heard_of_known_regions(
    type_: str, news: int, shown: dict[str, str], holds: list[str]
) -> None:
    frame = parsed(json.dumps({"type": type_, "news": news, "shown": shown, "holds": holds}))
    assert frame == Frame(
        type_,  # type: ignore[arg-type]
        news,
        {name: cursor for name, cursor in shown.items() if name in REGIONS},
        REGIONS & set(holds),
    )


@given(st.uuids(), st.integers(1, LARGEST_NUMBER - 1), st.dictionaries(texts, texts, max_size=8))
def test_a_vote_is_heard_with_all_its_fields(id_: uuid.UUID, ballot: int, fields: dict[str, str]) -> None:
    assert parsed(json.dumps(ACT | {"id": str(id_), "ballot": ballot, "fields": fields})) == ActFrame(
        id_, ballot, fields
    )


SUPPORT = {"type": "act", "act": "support-question", "id": str(ID), "question": 7, "fields": {}}


@pytest.mark.parametrize(("act", "wanted"), [("support-question", True), ("withdraw-question-support", False)])
def test_a_support_is_heard(act: str, wanted: bool) -> None:
    assert parsed(json.dumps(SUPPORT | {"act": act})) == SupportFrame(ID, 7, wanted)


@pytest.mark.parametrize(
    "change",
    [{"act": "cast-paper"}, {"ballot": 7}, {"question": 0}, {"question": "7"}, {"fields": {"a": "b"}}, {"id": ""}],
)
def test_anything_else_is_no_support(change: dict[str, Any]) -> None:
    assert parsed(json.dumps(SUPPORT | change)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"act": "sign-opinion"},
        {"act": ["cast-paper"]},
        {"id": ""},
        {"id": 7},
        {"id": "not an id"},
        {"ballot": 0},
        {"ballot": -7},
        {"ballot": True},
        {"ballot": "7"},
        {"ballot": 7.0},
        {"ballot": LARGEST_NUMBER},
        {"fields": []},
        {"fields": {"choice": ["for"]}},
        {"fields": {"choice": None}},
        {"fields": {"choice": "x" * LARGEST_FRAME}},
        {"fields": {"choice": "\ud800"}},
        {"fields": {"\udfff": "for"}},
        {"as": "citizen"},
        {"type": "cast"},
        {"type": ["act"]},
        {"type": ["hello"]},
    ],
)
def test_a_vote_that_is_not_one_is_no_frame(change: dict[str, Any]) -> None:
    assert parsed(json.dumps(ACT)) == ActFrame(ID, 7, {"choice": "for"})
    assert parsed(json.dumps(ACT | change)) is None


@pytest.mark.parametrize("missing", sorted(ACT))
def test_a_vote_that_lacks_a_part_is_no_frame(missing: str) -> None:
    assert parsed(json.dumps({name: value for name, value in ACT.items() if name != missing})) is None


def test_what_a_vote_is_called_in_the_log_does_not_say_what_it_was() -> None:
    frame = parsed(json.dumps(ACT | {"fields": {"choice": "against"}}))
    assert "against" not in repr(frame)
