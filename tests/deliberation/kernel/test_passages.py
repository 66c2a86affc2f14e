"""A passage is pointed at by its source: nothing around it moves when other words take its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.kernel.richtext import Blocks, blocks, is_block, parse, plain_of, replace_block, text_of
from tests.deliberation.kernel.test_richtext import BLOCKS, NASTY

TEXTS = BLOCKS.map(text_of) | st.lists(NASTY, max_size=6).map("\n".join)
TEXT = "## Ce qui manque\n\nUn lit sur trois.\n\n1. Former\n2. Écouter\n3. Compter\n\nPartout."


def test_a_text_has_its_paragraphs_headings_and_items() -> None:
    assert blocks(TEXT) == [
        "## Ce qui manque",
        "Un lit sur trois.",
        "1. Former",
        "1. Écouter",
        "1. Compter",
        "Partout.",
    ]
    assert blocks("") == []


@given(TEXTS)
def test_passages_together_say_what_the_text_says(text: str) -> None:
    assert plain_of(parse("\n\n".join(blocks(text)))) == plain_of(parse(text))


@given(TEXTS)
def test_each_passage_is_one_passage_that_reads_the_same_alone(text: str) -> None:
    for passage in blocks(text):
        assert blocks(passage) == [passage]


@given(TEXTS)
def test_a_passage_in_its_own_place_changes_nothing(text: str) -> None:
    for passage in blocks(text):
        assert is_block(text, passage)
        assert replace_block(text, passage, passage) == text_of(parse(text))


@given(TEXTS)
def test_taking_every_passage_out_leaves_nothing(text: str) -> None:
    for passage in blocks(text):
        shorter = replace_block(text, passage, "")
        assert shorter is not None
        text = shorter
    assert blocks(text) == []


@given(BLOCKS, BLOCKS)
def test_other_words_stand_where_the_passage_stood(parts: Blocks, others: Blocks) -> None:
    text, instead = text_of(parts), text_of(others)
    before = blocks(text)
    if not before:
        return
    first = before[0]
    changed = replace_block(text, first, instead)
    assert changed is not None
    words = [plain_of(parse(passage)) for passage in (*blocks(instead), *before[1:])]
    assert plain_of(parse(changed)) == "\n".join(words)


@pytest.mark.parametrize(
    ("passage", "replacement", "result"),
    [
        ("Un lit sur trois.", "Un lit sur deux.", TEXT.replace("trois", "deux")),
        ("1. Écouter", "", TEXT.replace("2. Écouter\n3.", "2.")),
        ("1. Écouter", "Entendre", TEXT.replace("Écouter", "Entendre")),
        (
            "1. Écouter",
            "1. Entendre\n2. Répondre",
            TEXT.replace("2. Écouter\n3.", "2. Entendre\n3. Répondre\n4."),
        ),
        (
            "1. Écouter",
            "Puis :\n\n- Écouter",
            TEXT.replace("\n2. Écouter\n3. Compter", "\n\nPuis :\n\n- Écouter\n\n1. Compter"),
        ),
        ("Un lit sur trois.\r\n", "Un lit.", TEXT.replace(" sur trois", "")),
        ("Un lit", "Deux lits", None),
        ("", "Deux lits", None),
    ],
)
def test_how_a_passage_is_replaced(passage: str, replacement: str, result: str | None) -> None:
    assert replace_block(TEXT, passage, replacement) == result


def test_of_two_that_say_the_same_the_first_is_replaced() -> None:
    assert replace_block("Oui.\n\nOui.", "Oui.", "Non.") == "Non.\n\nOui."
