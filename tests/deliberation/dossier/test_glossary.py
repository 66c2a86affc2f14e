"""Words of the glossary, found in texts."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.dossier.glossary import Glossary
from deliberation.templatetags.glossary import explained, explained_line, explained_sentences

WORDS = {1: "nappe", 2: "nappe phréatique", 3: "pêche", 4: "HDH", 5: "l’eau grise", 6: "puits"}
GLOSSARY = Glossary(WORDS.items())


def found(text: str) -> dict[str, int]:
    return {piece.text: piece.term for piece in GLOSSARY.pieces(text) if piece.term is not None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La nappe baisse.", {"nappe": 1}),
        ("Nappe, nappe et NAPPE.", {"Nappe": 1}),
        ("Des nappes.", {"nappes": 1}),
        ("La nappe phréatique, puis la nappe.", {"nappe phréatique": 2, "nappe": 1}),
        ("Les nappes phréatiques.", {"nappes phréatiques": 2}),
        ("La nappe\u00a0phréatique.", {"nappe\u00a0phréatique": 2}),
        ("La nappe\nphréatique.", {"nappe": 1}),
        ("Une nappeline, la napper.", {}),
        ("Un porte-nappe.", {}),
        ("L’histoire d’nappe.", {"nappe": 1}),
        ("La pêche et le péché, la peche.", {"pêche": 3}),
        ("La pe\u0302che.", {"pêche": 3}),
        ("Le HDH et le hdh.", {"HDH": 4}),
        ("le hdh.", {}),
        ("De l'eau grise.", {"l'eau grise": 5}),
        ("Un puits, des puitss.", {"puits": 6}),
        ("", {}),
    ],
)
def test_a_word_is_found_whole_once_and_with_its_accents(text: str, expected: dict[str, int]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("terms", [[], [(1, "")], [(1, "  ")]])
def test_without_words_the_text_stays_whole(terms: list[tuple[int, str]]) -> None:
    assert [(piece.text, piece.term) for piece in Glossary(terms).pieces("La nappe")] == [("La nappe", None)]


ANY_WORD = st.text(alphabet=st.sampled_from("aéèçs'’-.(*[\\<>&\"   ÉS"), max_size=8)


@given(st.lists(ANY_WORD, max_size=5), st.text(alphabet=st.sampled_from("aéèçs'’-.(*[\\<>&\"   \nÉS"), max_size=60))
def test_the_pieces_are_the_text_whatever_the_words(words: list[str], text: str) -> None:
    pieces = list(Glossary(enumerate(words)).pieces(text))
    assert "".join(piece.text for piece in pieces) == unicodedata.normalize("NFC", text)
    keys = [piece.term for piece in pieces if piece.term is not None]
    assert len(keys) == len(set(keys))


@given(st.text(max_size=80), st.sampled_from(["", " nappe ", "<b>nappe</b>", '"nappe" & pêche']))
def test_a_text_never_becomes_markup(text: str, more: str) -> None:
    text = text + more
    html = explained_line(text, GLOSSARY)
    links = r'<a class="term" href="#word-\d" data-opens="explain-dialog">([^<>]*)</a>'
    bare = re.sub(links, r"\1", html)
    assert not re.search("[<>\"']", bare)
    assert unescape(bare) == unicodedata.normalize("NFC", text)


def test_paragraphs_and_lines_stay() -> None:
    html = explained("La nappe <b>\nbaisse.\n\nEt la nappe ?", GLOSSARY)
    link = '<a class="term" href="#word-1" data-opens="explain-dialog">nappe</a>'
    assert html == f"<p>La {link} &lt;b&gt;<br>baisse.</p>\n\n<p>Et la nappe ?</p>"


def test_each_line_of_an_easy_text_stands_by_itself() -> None:
    html = explained_sentences("Il <b>pleut.\nLa nappe monte.\n\nLa nappe baisse.", GLOSSARY)
    link = '<a class="term" href="#word-1" data-opens="explain-dialog">nappe</a>'
    assert html == f"<p>Il &lt;b&gt;pleut.</p>\n\n<p>La {link} monte.</p>\n\n<p>La nappe baisse.</p>"


def test_a_page_without_a_glossary_shows_the_text_as_it_is() -> None:
    assert explained_line("La <nappe>", "") == "La &lt;nappe&gt;"
