"""A text in memory: edits touch what differs, and no bytes can spoil what is stored."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, XmlElement, XmlFragment, XmlText

from deliberation.kernel.richtext import Heading, Items, Paragraph, Span, parse, text_of, tidy
from sessions.drafting.models import NOTE, PROPOSAL
from sessions.drafting.prose import blocks_of, rewrite
from sessions.drafting.replica import Replica, Unusable, replica_of
from sessions.drafting.subjects import SUBJECTS

NOTES, PROPOSALS = SUBJECTS[NOTE].fields, SUBJECTS[PROPOSAL].fields

WORDS = st.text(st.sampled_from(list("ab é😀\n*_[]\\#-.1 ")), max_size=8)
SPANS = st.lists(st.builds(Span, WORDS, st.booleans(), st.booleans(), st.sampled_from(["", "note-1"])), max_size=3).map(
    tuple
)
BLOCKS = st.lists(
    st.builds(Paragraph, SPANS)
    | st.builds(Heading, st.sampled_from([2, 3]), SPANS)
    | st.builds(Items, st.booleans(), st.lists(SPANS, max_size=3).map(tuple)),
    max_size=4,
).map(tidy)


def said(replica: Replica) -> str:
    return replica.texts(NOTES)["text"]


def saying(text: str) -> Replica:
    replica = Replica()
    replica.rewrite({"text": text}, NOTES)
    return replica


@given(BLOCKS, BLOCKS)
def test_an_edit_says_what_was_asked_whatever_stood_there(before: Any, after: Any) -> None:
    fragment: XmlFragment = Doc().get("text", type=XmlFragment)
    with fragment.doc.transaction():
        rewrite(fragment, before)
    assert blocks_of(fragment) == before
    with fragment.doc.transaction():
        rewrite(fragment, after)
    assert blocks_of(fragment) == after


@given(BLOCKS)
def test_saying_the_same_again_changes_nothing(blocks: Any) -> None:
    replica = saying(text_of(blocks))
    assert replica.rewrite({"text": text_of(blocks)}, NOTES) == b""


def test_two_who_edit_at_once_both_keep_their_words() -> None:
    common = saying("Le lavoir est à sec.\n\nLa fontaine coule.\n\n- un\n- deux")
    first, second = replica_of([(1, common.state())]), replica_of([(1, common.state())])
    mine = first.rewrite(
        {"text": "Le lavoir communal est à sec.\n\nLa fontaine coule.\n\n- un\n- deux\n- trois"}, NOTES
    )
    theirs = second.rewrite(
        {"text": "Le lavoir est presque à sec.\n\nLa fontaine coule.\n\n- zéro\n- un\n- deux"}, NOTES
    )
    first.apply(theirs)
    second.apply(mine)
    merged = "Le lavoir communal est presque à sec.\n\nLa fontaine coule.\n\n- zéro\n- un\n- deux\n- trois"
    assert [said(first), said(second)] == [merged, merged]


def test_the_same_edit_of_the_same_writer_is_done_once() -> None:
    """A form sent again because its answer was lost: the same bytes, whatever happened meanwhile."""
    base = saying("Un").state()
    made = []
    for _ in range(2):
        replica = replica_of([(1, base)], client_id=77)
        made.append(replica.rewrite({"text": "Un deux"}, NOTES))
    now = replica_of([(1, base), (2, made[0])])
    now.rewrite({"text": "Un deux trois"}, NOTES)
    assert now.apply(made[1]) == b""
    assert said(now) == "Un deux trois"


def test_fields_without_marks_are_one_line() -> None:
    replica = Replica()
    replica.rewrite({"title": "  Une **règle**\n\n- commune ", "text": "*Partager*", "reason": ""}, PROPOSALS)
    texts = replica.texts(PROPOSALS)
    assert (texts["title"], texts["text"], texts["reason"]) == ("Une **règle** - commune", "*Partager*", "")


def test_what_replaces_words_stands_before_what_others_add_after_them() -> None:
    """Whatever the numbers of the two writers."""
    base = saying("Texte").state()
    for client_id in (1, 2**31):
        mine, theirs = replica_of([(1, base)], client_id=client_id), replica_of([(1, base)], client_id=1000)
        change = mine.rewrite({"text": "Un texte"}, NOTES)
        theirs.rewrite({"text": "Texte du matin"}, NOTES)
        theirs.apply(change)
        assert said(theirs) == "Un texte du matin"


def test_what_is_no_text_is_left_out() -> None:
    doc: Doc[Any] = Doc()
    fragment = doc.get("text", type=XmlFragment)
    with doc.transaction():
        fragment.children.append(XmlElement("script", {"src": "https://x.example"}, [XmlText("alert(1)")]))
        fragment.children.append(XmlText("nu"))
        paragraph = fragment.children.append(XmlElement("paragraph", {"onclick": "x()"}))
        text = paragraph.children.append(XmlText("Bonjour"))
        text.format(0, 3, {"strong--x1y2": {}, "link": {"href": "javascript:x"}})
        text.format(3, 7, {"evidence": {"ref": "javascript:x"}})
        text.insert_embed(7, {"image": "x"})
        paragraph.children.append(XmlElement("image", {"src": "x"}))
        bullets = fragment.children.append(XmlElement("bullet_list"))
        bullets.children.append(XmlElement("paragraph", {}, [XmlText("perdu")]))
        bullets.children.append(XmlElement("list_item", {}, [XmlElement("paragraph", {}, [XmlText("gardé")])]))
    assert text_of(blocks_of(fragment)) == "**Bon**jour\n\n- gardé"


def test_an_update_that_came_before_changes_nothing() -> None:
    update = saying("Un").state()
    replica = Replica()
    assert replica.apply(update) != b""
    assert replica.apply(update) == b""


def test_what_depends_on_what_is_not_there_is_not_said_to_have_changed_anything() -> None:
    writer = saying("Un")
    later = writer.rewrite({"text": "Un deux"}, NOTES)
    replica = Replica()
    assert (replica.apply(later), said(replica)) == (b"", "")


def test_a_stored_update_that_cannot_be_applied_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    writer = saying("Un")
    first = writer.state()
    second = writer.rewrite({"text": "Un deux"}, NOTES)
    replica = replica_of([(1, first), (2, b"\x07poison"), (3, second)])
    assert (said(replica), replica.number) == ("Un deux", 3)
    assert [record.args for record in caplog.records] == [(2,)]


def hostile(seed: int) -> bytes:
    """An update of a client that uses Yjs as no editor does: other types, other names, deep trees."""
    draw = random.Random(seed)
    doc: Doc[Any] = Doc()
    with doc.transaction():
        root = doc.get("text", type=draw.choice([XmlFragment, Array, Map]))
        if isinstance(root, Array):
            root.extend([draw.choice(["x", 1.5, None, b"b", {"a": [1]}, Map({"y": 1})]) for _ in range(4)])
        elif isinstance(root, Map):
            root.update({"paragraph": "x", "0": Array([1, 2])})
        else:
            node: Any = root
            for _ in range(draw.randrange(1, 60)):
                tag = draw.choice(["paragraph", "heading", "bullet_list", "list_item", "script", "<b>", ""])
                node = node.children.append(XmlElement(tag, {"level": draw.choice(["2", "9", "<"])}))
                if draw.random() < 0.4:
                    text = node.children.insert(0, XmlText("<img src=x onerror=alert(1)>"))
                    text.format(
                        0, 4, {draw.choice(["strong", "em", "evidence", "a"]): draw.choice([{}, 1, "x", {"ref": 3}])}
                    )
    return doc.get_update()


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.binary(max_size=4), st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_whatever_bytes_come_what_is_stored_loads_again_and_says_the_same(
    one: int, other: int, noise: bytes, at: int
) -> None:
    """Frames of hostile clients, and the same with bytes changed on the way."""
    base = saying("Le lavoir\n\n- un\n- deux")
    rows = [(1, base.state())]
    live = replica_of(rows)
    for update in (hostile(one), hostile(other), base.rewrite({"text": "Le lavoir\n\n- un"}, NOTES)):
        broken = bytearray(update)
        broken[at % len(broken) : at % len(broken) + len(noise)] = noise
        for sent in (bytes(broken), update):
            try:
                change = live.apply(sent)
            except Unusable:
                live = replica_of(rows)
                continue
            if change:
                rows.append((len(rows) + 1, change))
    again = replica_of(rows)
    assert said(again) == said(live)
    assert parse(said(again)) == tidy(parse(said(again)))
