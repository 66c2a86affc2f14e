"""Texts that people write together, as pages show them."""

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Engine
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from deliberation.dossier.glossary import Glossary
from deliberation.proposals.models import Evidence

GLOSSARY = Glossary([(1, "nappe")])
ENGINE = Engine(
    libraries={"richtext": "deliberation.templatetags.richtext"}, builtins=["deliberation.templatetags.reading"]
)
TEMPLATE = ENGINE.from_string("{% load richtext %}{% rich text level=4 evidence=evidence here=here %}")
EVIDENCE = [
    Evidence(pk=11, key="1", answer_id=7),
    Evidence(pk=12, key="2", document_id=8, page=3),
    Evidence(pk=13, key="3", note_id=9),
]
TERM = '<a class="term" href="#word-1" data-opens="explain-dialog">nappe</a>'


def shown(text: str, *, words: Glossary | str = "", here: bool = False) -> str:
    conference = SimpleNamespace(language="fr", slug="eau")
    return TEMPLATE.render(
        Context({"conference": conference, "words": words, "text": text, "evidence": EVIDENCE, "here": here})
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Une ligne\nune autre\n\nFin", "<p>Une ligne<br>une autre</p>\n<p>Fin</p>"),
        ("", ""),
        ("## Un\n\n### Deux", "<h4>Un</h4>\n<h5>Deux</h5>"),
        ("### Deux seul", "<h4>Deux seul</h4>"),
        ("- **l'eau** ?\n- la *suite*", "<ul><li><strong>l’eau</strong>\u202f?</li><li>la <em>suite</em></li></ul>"),
        ("1. un\n2. deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("<b>non</b>", "<p>&lt;b&gt;non&lt;/b&gt;</p>"),
        ("[Oui ?](evidence:1)", '<p><a href="/conferences/eau/dossier/#answer-7">Oui\u202f?</a></p>'),
        ("[Oui](evidence:2)", '<p><a href="/conferences/eau/dossier/8/?page=3">Oui</a></p>'),
        ("[Oui](evidence:3)", '<p><a href="/conferences/eau/written/#note-9">Oui</a></p>'),
        ("[Oui](evidence:4)", "<p>Oui</p>"),
    ],
)
def test_how_a_text_is_read(text: str, html: str) -> None:
    assert shown(text) == html


def test_a_page_that_lists_the_evidence_is_linked_inside() -> None:
    assert shown("[Oui](evidence:1) [non](evidence:4)", here=True) == '<p><a href="#evidence-11">Oui</a> non</p>'


def test_a_word_is_explained_once_a_text_and_never_inside_a_link() -> None:
    assert shown("La [nappe](evidence:3), **nappe**.\n\nnappe", words=GLOSSARY) == (
        f'<p>La <a href="/conferences/eau/written/#note-9">nappe</a>, <strong>{TERM}</strong>.</p>\n<p>nappe</p>'
    )


HOSTILE = st.lists(
    st.sampled_from(
        ["<b>", "</p>", '"', "'", "**", "*", "\n", "## ", "- ", "1. ", "[", "](evidence:1)", '](evidence:1" x="y)',
         "](javascript:1)", "nappe", "&lt;", "\\", "<script>", " onclick=x", "#", "é", " ", "?"]
    )
).map("".join)  # fmt: skip


@given(HOSTILE | st.text(max_size=80))
def test_no_text_becomes_an_element_or_an_attribute_of_its_own(text: str) -> None:
    html = shown(text, words=GLOSSARY).replace(TERM, "nappe")
    root = HTMLParser(f"<main>{html}</main>").css_first("main")
    assert root is not None
    found = {(node.tag, *node.attributes.items()) for node in root.css("*") if node != root}
    link = ("a", ("href", "/conferences/eau/dossier/#answer-7"))
    plain = {"p", "h4", "h5", "ul", "ol", "li", "strong", "em", "br"}
    assert found <= {(tag,) for tag in plain} | {link}
    assert re.findall(r"<(?!/?(?:p|h4|h5|ul|ol|li|strong|em|br|a)\b)", html) == []
