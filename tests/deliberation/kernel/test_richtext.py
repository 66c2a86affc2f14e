"""The markup that texts are kept in: it loses nothing, invents nothing, and never becomes anyone's HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from deliberation.kernel.richtext import (
    Blocks,
    Heading,
    Items,
    Paragraph,
    Span,
    html_of,
    parse,
    plain_of,
    set_in,
    text_of,
    tidy,
    values_of,
)

# What could be taken for a mark, more often than chance would have it.
NASTY = st.text(
    st.sampled_from(list("ab é\n*_[]()\\#-.123<>&\"'\u00a0\t\r\u2028\x00")) | st.characters(exclude_categories=["Cs"]),
    max_size=12,
) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "[ici](javascript:alert(1))",
        "[ici](evidence:note-1)",
        "](evidence:note-1)",
        "**",
        "***",
        "## ",
        "- ",
        "1. ",
        "\\",
        '" onmouseover="x',
    ]
)
SPANS = st.lists(
    st.builds(Span, NASTY, st.booleans(), st.booleans(), st.sampled_from(["", "note-1", "answer-2", "Nein!", '"><b>'])),
    max_size=4,
).map(tuple)
BLOCKS = st.lists(
    st.builds(Paragraph, SPANS)
    | st.builds(Heading, st.integers(0, 7), SPANS)
    | st.builds(Items, st.booleans(), st.lists(SPANS, max_size=3).map(tuple)),
    max_size=4,
).map(tuple)
ALLOWED = {"p", "br", "h3", "h4", "ul", "ol", "li", "strong", "em", "a"}


@given(BLOCKS)
def test_what_is_written_down_is_read_back(blocks: Blocks) -> None:
    assert parse(text_of(blocks)) == tidy(blocks)


@given(BLOCKS)
def test_tidying_twice_changes_nothing_more(blocks: Blocks) -> None:
    assert tidy(tidy(blocks)) == tidy(blocks)


@given(NASTY)
def test_any_text_has_a_meaning_that_lasts(text: str) -> None:
    assert parse(text_of(parse(text))) == parse(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="*[]\\#-\u2028\u2029"), max_size=200))
def test_a_text_without_marks_is_itself(text: str) -> None:
    stripped = text.strip(" ")
    if re.match(r"\d", stripped):
        return
    assert text_of(parse(stripped)) == stripped


@given(BLOCKS | NASTY.map(parse))
def test_no_text_becomes_markup_of_a_page(blocks: Blocks) -> None:
    tree = HTMLParser(f"<main>{html_of(blocks, href=lambda ref: f'/evidence/{ref}')}</main>")
    root = tree.css_first("main")
    assert root is not None
    for node in root.css("*"):
        if node.tag == "main":
            assert (node == root, node.attributes) == (True, {})
            continue
        assert node.tag in ALLOWED
        assert set(node.attributes) == ({"href"} if node.tag == "a" else set())
        if node.tag == "a":
            assert re.fullmatch(r"/evidence/[a-z0-9-]+", str(node.attributes["href"]))


@given(BLOCKS)
def test_a_page_says_the_same_words(blocks: Blocks) -> None:
    shown = HTMLParser(f"<main>{html_of(tidy(blocks))}</main>").css_first("main")
    assert shown is not None
    squeezed = re.sub(r"[ \n]", "", shown.text())
    assert squeezed == re.sub(r"[ \n]", "", plain_of(tidy(blocks)))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un **mot** et *un autre*.", "<p>Un <strong>mot</strong> et <em>un autre</em>.</p>"),
        ("2 * 3 = 6 et 5* ou *", "<p>2 * 3 = 6 et 5* ou *</p>"),
        ("***tout*** **a***b*", "<p><strong><em>tout</em></strong> <strong>a</strong><em>b</em></p>"),
        ("**jamais fermé *non plus", "<p>**jamais fermé *non plus</p>"),
        ("*a *b *c*", "<p><em>a *b *c</em></p>"),
        (r"\*pas\* \## ni \\", "<p>*pas* ## ni \\</p>"),
        ("## Titre\nsuite", "<h3>Titre</h3>\n<p>suite</p>"),
        ("Voici :\n- a\n- b\n  suite\n\nFin", "<p>Voici :</p>\n<ul><li>a</li><li>b<br>suite</li></ul>\n<p>Fin</p>"),
        ("1. a\n2. b\n\n2023. Une année", "<ol><li>a</li><li>b</li></ol>\n<p>2023. Une année</p>"),
        (
            "Voir [la **fiche** 3](evidence:document-3-p4).",
            '<p>Voir <a href="/e/document-3-p4">la <strong>fiche</strong> 3</a>.</p>',
        ),
        ("[x](https://ailleurs.example)", "<p>[x](https://ailleurs.example)</p>"),
    ],
)
def test_how_marks_are_read(text: str, html: str) -> None:
    assert html_of(parse(text), href=lambda ref: f"/e/{ref}") == html
    assert html_of(parse(text_of(parse(text))), href=lambda ref: f"/e/{ref}") == html


def test_words_of_a_page_may_be_explained_but_not_inside_a_link() -> None:
    blocks = parse("eau [eau](evidence:note-1)")
    html = html_of(blocks, words=lambda text: text.replace("eau", "<b>eau</b>"), href=lambda ref: "/e/")
    assert html == '<p><b>eau</b> <a href="/e/">eau</a></p>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Quoi** ? « **mot** » : *5* %", "<strong>Quoi</strong>~? «~<strong>mot</strong>~»_: <em>5</em>~%"),
        ("**Quoi ?**Oui", "<strong>Quoi ?</strong>Oui"),
        ('"**mot**"', "&quot;<strong>mot</strong>&quot;"),
        (".**..** et *l*'eau", ".<strong>..</strong> et <em>l</em>’eau"),
        ("[C'est dit ?](evidence:a-1)", '<a href="a-1">C’est dit~?</a>'),
    ],
)
def test_spaces_are_those_of_the_language_across_marks(text: str, html: str) -> None:
    expected = html.replace("~", "\u202f").replace("_", "\u00a0")
    assert html_of(set_in(parse(text), "fr"), href=str) == f"<p>{expected}</p>"
    assert set_in(parse(text), "en") == parse(text)


@given(BLOCKS)
def test_spaces_change_no_mark_and_no_letter(blocks: Blocks) -> None:
    def letters(shown: Blocks) -> str:
        return re.sub(r"[\s'’\"«»….]", "", plain_of(shown))

    def marks(shown: Blocks) -> list[object]:
        lines = [line for block in shown for line in (block.items if isinstance(block, Items) else (block.spans,))]
        return [[span.marks for span in line] for line in lines]

    kept = tidy(blocks)
    assert letters(set_in(kept, "fr")) == letters(kept)
    assert marks(set_in(kept, "fr")) == marks(kept)


def test_no_level_of_heading_is_left_out() -> None:
    assert html_of(parse("### a\n## b\n### c"), level=4) == "<h4>a</h4>\n<h4>b</h4>\n<h5>c</h5>"
    assert html_of(parse("## b\n### c"), level=6) == "<h6>b</h6>\n<h6>c</h6>"
    assert [block["level"] for block in values_of(parse("### a\n## b\n### c"))] == [1, 1, 2]


def test_evidence_without_an_address_stands_as_words() -> None:
    assert html_of(parse("[eau](evidence:note-1)")) == "<p>eau</p>"


def test_what_the_printed_document_gets() -> None:
    assert values_of(parse("## Titre\n\n1. *a*")) == [
        {
            "kind": "heading",
            "level": 1,
            "ordered": False,
            "lines": [[{"text": "Titre", "strong": False, "em": False, "ref": ""}]],
        },
        {
            "kind": "items",
            "level": 0,
            "ordered": True,
            "lines": [[{"text": "a", "strong": False, "em": True, "ref": ""}]],
        },
    ]


def test_a_text_that_plays_with_stars_is_read_in_time() -> None:
    text = ("*a *b **c ***d " * 2000).strip()
    assert plain_of(parse(text)) == text
