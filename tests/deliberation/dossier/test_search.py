"""Finding words in the dossier, as French says them, to the page."""

from typing import Any

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.dossier.actions import add_document, replace_document
from deliberation.dossier.folding import beginning, folded, wanted
from deliberation.dossier.models import Document, DocumentPage
from deliberation.dossier.search import MOST_LETTERS, Bit, excerpt, keep_pages, search
from tests.cast import enter


def put(actor: Actor, conference: Conference, title: str, *pages: str, **about: str) -> Document:
    """A document of these pages, whatever file they came in."""
    document = add_document(actor=actor, conference=conference, title=title, source="Source", text=title, **about)
    document.pages.all().delete()
    Document.objects.filter(pk=document.pk).update(media_type="application/pdf")
    document.refresh_from_db()
    keep_pages(document, pages)
    return document


def found(conference: Conference, asked: str) -> list[tuple[str, int | None]]:
    return [(each.document.title, each.page) for each in search(conference, asked)]


@pytest.fixture
def dossier(conference: Conference, facilitator: Actor) -> dict[str, Document]:
    return {
        "report": put(
            facilitator, conference, "Rapport", "Le prix de l’eau.", "Les nappes s’épuisent.", "Rien de plus."
        ),
        "study": put(facilitator, conference, "Étude", "Une tarification progressive de l'eau potable, en été."),
    }


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("nappe", [("Rapport", 2)]),
        ("NAPPES", [("Rapport", 2)]),
        ("épuisent", [("Rapport", 2)]),
        ("epuisent", [("Rapport", 2)]),
        ("l’eau potable", [("Étude", 1)]),
        ("ete", [("Étude", 1)]),
        ("étude", [("Étude", None)]),
        ("tarifications progressives", [("Étude", 1)]),
        ("eau nappe", []),
        ("introuvable", []),
    ],
)
def test_words_are_found_where_they_stand(
    asked: str, where: list[tuple[str, int | None]], conference: Conference, dossier: Any
) -> None:
    assert found(conference, asked) == where


def test_one_word_is_found_in_every_document(conference: Conference, dossier: Any) -> None:
    assert sorted(found(conference, "eau")) == [("Rapport", 1), ("Étude", 1)]


@pytest.mark.parametrize(
    "asked", ["", "   ", "?!", '"', "' OR 1=1 --", "eau & | ! ( *", '"eau" NEAR', "\x00", "%", "a:b"]
)
def test_signs_are_not_commands(asked: str, conference: Conference, dossier: Any) -> None:
    assert {title for title, _page in found(conference, asked)} <= {"Rapport", "Étude"}


def test_only_the_version_that_is_shown_is_found(
    conference: Conference, facilitator: Actor, dossier: dict[str, Document]
) -> None:
    given = {"title": "Rapport", "source": "Source", "text": "Les rivières."}
    replace_document(actor=facilitator, conference=conference, document_id=dossier["report"].pk, **given)
    assert found(conference, "nappe") == []
    assert found(conference, "rivière") == [("Rapport", None)]


def test_another_conference_has_its_own_dossier(
    conference: Conference, other_conference: Conference, dossier: Any
) -> None:
    put(enter(other_conference, Role.FACILITATOR), other_conference, "Ailleurs", "Les nappes d’ailleurs.")
    assert found(conference, "nappe") == [("Rapport", 2)]
    assert found(other_conference, "nappe") == [("Ailleurs", 1)]


def test_pages_that_go_are_not_found(conference: Conference, dossier: dict[str, Document]) -> None:
    dossier["report"].pages.all().delete()
    assert found(conference, "nappe") == []


def test_a_page_without_end_is_looked_in_as_far_as_the_database_can(conference: Conference, facilitator: Actor) -> None:
    """Each word another, of letters that take four bytes, and a sign that is eighteen letters when it is folded."""
    rare = [chr(0x20000 + number // 200) + chr(0x20000 + number % 200) for number in range(40_000)]
    for text in (" ".join(["début", *rare, *rare]), "début " + " \ufdfa" * 150_000):
        put(facilitator, conference, text[-30:], text * 3)
    pages = [(len(page.text), len(page.words) <= MOST_LETTERS) for page in DocumentPage.objects.all()]
    assert pages == [(MOST_LETTERS, True)] * 2
    assert [page for _title, page in found(conference, "début")] == [1, 1]


def test_authors_and_sources_are_found_by_name(conference: Conference, facilitator: Actor) -> None:
    put(facilitator, conference, "Rapport", "Texte.", author="Jeanne Exemple", affiliation="Agence")
    assert found(conference, "exemple agence") == [("Rapport", None)]


# The words


def test_an_excerpt_shows_what_was_found() -> None:
    text = "avant " * 40 + "la nappe baisse, les nappes aussi " + "après " * 60
    bits = excerpt(text, ["napp"])
    assert [bit.text for bit in bits if bit.found] == ["nappe", "nappes"]
    assert (bits[0], bits[-1]) == (Bit("… ", False), Bit(" …", False))
    assert sum(len(bit.text) for bit in bits) < 300
    assert excerpt("Une nappe.", ["napp"]) == (Bit("Une ", False), Bit("nappe", True), Bit(".", False))
    assert excerpt("Rien.", ["napp"]) == (Bit("Rien.", False),)


def test_words_are_looked_for_without_accents_and_articles() -> None:
    assert folded("Œuvre ÉTÉ ﬁn") == "oeuvre ete fin"
    assert wanted("L’eau de l'été, l’eau") == ["eau", "ete"]
    assert wanted("le") == ["le"]
    assert [beginning(word) for word in ("nappes", "nationaux", "eaux", "ete")] == ["napp", "nation", "eaux", "ete"]
