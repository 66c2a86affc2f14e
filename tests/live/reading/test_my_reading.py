"""What a person has read shows on their own pages, with or without a script, and nowhere else."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document
from deliberation.dossier.bookmarks.actions import forget_reading, keep_place, mark_document_read
from deliberation.dossier.models import Document
from deliberation.journal.models import Entry
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from tests.cast import enter
from tests.documents import pdf
from tests.hall import Hall

ClientOf = Callable[..., Client]
SHARED = (Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR, Kind.SCREEN)
BY_TABLE = (Kind.TABLE, Kind.TABLET)


@pytest.fixture
def reader(hall: Hall) -> Actor:
    """Has read the first of two documents."""
    for title in ("Étude", "Rapport"):
        add_document(
            actor=hall.facilitator, conference=hall.conference, title=title, source="Mairie", text=f"Texte : {title}"
        )
    hall.open()
    citizen = hall.citizens[0]
    mark_document_read(actor=citizen, conference=hall.conference, document_id=of(hall, "Étude").pk)
    return citizen


def of(hall: Hall, title: str) -> Document:
    return Document.objects.get(conference=hall.conference, title=title)


def page(client_of: ClientOf, who: Actor, name: str) -> LexborHTMLParser:
    browser = client_of(who)
    browser.cookies["django_language"] = "en"
    return LexborHTMLParser(browser.get(reverse(name, args=["eau"])).content.decode())


def states(client_of: ClientOf, who: Actor) -> list[str]:
    return [node.attributes["data-my-state"] or "" for node in page(client_of, who, "dossier").css("[data-my-state]")]


def to_read(client_of: ClientOf, who: Actor, name: str) -> str:
    node = page(client_of, who, name).css_first("#to-read > span")
    return " ".join(node.text().split()) if node else ""


def test_the_documents_come_before_what_stands_beside_them(hall: Hall, reader: Actor, client_of: ClientOf) -> None:
    shown = page(client_of, reader, "dossier")
    order = [
        node.attributes.get("id") or node.attributes["href"]
        for node in shown.css("#find, .button, .document > a, .also a")
        if node.tag in {"a", "input"}
    ]
    sitting, questions, viewpoints = (reverse(name, args=["eau"]) for name in ("sitting", "questions", "viewpoints"))
    documents = [reverse("document", args=["eau", of(hall, title).pk]) for title in ("Étude", "Rapport")]
    printed, pack = (reverse(name, args=["eau"]) for name in ("dossier_to_print", "dossier_pack"))
    assert order == [sitting, "find", *documents, questions, viewpoints, printed, pack]


def marks(client_of: ClientOf, who: Actor) -> str | None:
    node = page(client_of, who, "sitting").css_first("#readings")
    return (node.attributes["data-marks"] or "") if node else None


# On their own pages


def test_the_list_says_what_i_have_read(reader: Actor, hall: Hall, client_of: ClientOf) -> None:
    assert states(client_of, reader) == ["read", "new"]
    assert states(client_of, hall.citizens[1]) == ["new", "new"]
    for name in ("dossier", "conference"):
        left = "You have 1 more thing to read. Only you see this."
        assert to_read(client_of, reader, name) == left
        mark_document_read(actor=reader, conference=hall.conference, document_id=of(hall, "Rapport").pk)
        assert to_read(client_of, reader, name) == "You have read everything here. Only you see this."
        forget_reading(actor=reader, conference=hall.conference)
        assert to_read(client_of, reader, name) == "You have 2 more things to read. Only you see this."
        mark_document_read(actor=reader, conference=hall.conference, document_id=of(hall, "Étude").pk)


def test_it_is_forgotten_from_the_list_itself(reader: Actor, hall: Hall, client_of: ClientOf) -> None:
    form = page(client_of, reader, "dossier").css_first("form[data-act=forget-reading]")
    assert page(client_of, hall.citizens[1], "dossier").css("form[data-act=forget-reading]") == []
    address = str(form.attributes["action"])
    answer = client_of(reader).post(address, {"next": form.css_first("[name=next]").attributes["value"]})
    assert (answer.status_code, answer["Location"]) == (303, reverse("dossier", args=["eau"]))
    assert states(client_of, reader) == ["new", "new"]


def test_the_live_page_is_told_as_it_loads(reader: Actor, hall: Hall, client_of: ClientOf) -> None:
    assert marks(client_of, reader) == f"document-{of(hall, 'Étude').pk}"
    assert marks(client_of, hall.citizens[1]) == ""


# On no other: it lies there, and could leak


def regions(hall: Hall) -> dict[str, str]:
    """All that live pages are told, to everybody: the person's own region too, which the journal keeps."""

    def region(kind: Kind, key: str = "") -> str:
        return render(Audience(hall.conference.pk, kind, key), "fr").html

    shown = {kind.value: region(kind) for kind in SHARED}
    shown |= {f"{kind.value} {n}": region(kind, str(n)) for kind in BY_TABLE for n in (1, 2)}
    return shown | {citizen.ref: region(Kind.PERSON, citizen.member.ref) for citizen in hall.citizens}


@pytest.mark.parametrize("stage", [None, Stage.HEARING, Stage.TABLES])
def test_no_region_of_a_live_page_knows(stage: Stage | None, reader: Actor, hall: Hall) -> None:
    if stage:
        hall.start(stage)
    before = regions(hall)
    for citizen in hall.citizens:
        mark_document_read(actor=citizen, conference=hall.conference, document_id=of(hall, "Rapport").pk)
    assert regions(hall) == before
    forget_reading(actor=reader, conference=hall.conference)
    assert regions(hall) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
def test_no_page_of_anybody_else_changes_when_citizens_read(
    role: Role, reader: Actor, hall: Hall, client_of: ClientOf
) -> None:
    """Neither who, nor what, nor how many: six of six have read the one, none the other."""
    someone, document = enter(hall.conference, role), of(hall, "Étude")
    browser = client_of(someone)
    names = ("conference", "dossier", "sitting", "people", "journal", "journal_lines", "record", "experts", "opinion")
    addresses = [reverse(name, args=["eau"]) for name in names]
    addresses.append(reverse("document", args=["eau", document.pk]))

    def all_pages() -> list[str]:
        return [without_tokens(browser.get(address).content.decode()) for address in addresses]

    before, length = all_pages(), Entry.objects.count()
    for citizen in hall.citizens:
        mark_document_read(actor=citizen, conference=hall.conference, document_id=document.pk)
    assert (all_pages(), Entry.objects.count()) == (before, length)
    assert [html for html in before if "data-my-" in html or 'id="to-read"' in html or 'id="my-reading"' in html] == []


def without_tokens(html: str) -> str:
    """A page without what is another at each load: the tokens of its forms, and the hour."""
    parser = LexborHTMLParser(html)
    for node in parser.css("[name=csrfmiddlewaretoken], script"):
        node.decompose()
    main = parser.css_first("main")
    return " ".join((main.inner_html if main else html).split())


def test_a_place_is_shown_to_its_person_alone(hall: Hall, client_of: ClientOf) -> None:
    add_document(
        actor=hall.facilitator,
        conference=hall.conference,
        title="Rapport",
        source="Mairie",
        file=ContentFile(pdf("Un", "Deux", "Trois"), "f.pdf"),
    )
    reader, other = hall.citizens[:2]
    keep_place(actor=reader, conference=hall.conference, document_id=of(hall, "Rapport").pk, page=3)
    told = {who.ref: page(client_of, who, "dossier").css_first("[data-my-state]").text() for who in (reader, other)}
    assert told == {reader.ref: "You stopped at page 3", other.ref: "Not read yet"}
