"""The public sheet, with what each member must find first; the dossier."""

import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference, Mandate, RecordSheet
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document
from deliberation.dossier.models import Term
from deliberation.dossier.sheets.queries import shown_sheets
from deliberation.hearings.actions import ask_question
from deliberation.hearings.models import Expert
from deliberation.panel.models import Criterion, Panellist
from sessions.reading.queries import planned_starts, shelves
from sessions.rounds.models import Round
from sessions.scenarios.create import create_conference
from sessions.scenarios.load import load
from sessions.sittings.models import Sitting
from tests.cast import enter
from tests.documents import pdf
from tests.hall import Hall

PAGE = "/conferences/eau/"
ClientOf = Callable[..., Client]
PARTS = ("methods", "deliverables", "transparency", "recruitment", "information", "follow_up", "conditions")


def read(browser: Client, path: str = PAGE, language: str = "en") -> LexborHTMLParser:
    browser.cookies["django_language"] = language
    response = browser.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def text_of(page: LexborHTMLParser, selector: str = "main") -> str:
    return " ".join(page.css_first(selector).text().split())


# What everybody reads


def test_every_part_that_was_written_is_shown_and_no_other(hall: Hall, client: Client) -> None:
    texts = {part: f"Sentinel {part}" for part in PARTS if part != "conditions"}
    RecordSheet.objects.create(conference=hall.conference, **texts)
    page = read(client)
    assert [text for text in texts.values() if text not in text_of(page)] == []
    assert page.css("#conditions, a[href='#conditions']") == []


def test_what_is_known_is_told_without_being_written(hall: Hall, client: Client) -> None:
    """No sheet: participants, duration, hearings, rules, what is owed and when come from the data."""
    told = text_of(read(client))
    for fact in (
        "6 citizens",
        "2 sittings, 5 hours of work planned",
        "1 hearing of experts planned",
        "Adopted when more than half of the votes cast are in favour. At least half of the citizens on the roll must",
        "The mandate does not define it: no result is called one.",
        "They no longer change once the first sitting opens.",
        "The opinion becomes public 30 days after the hand-over.",
        "A reasoned answer to each recommendation, within 180 days of the hand-over.",
    ):
        assert fact in told


def test_the_word_consensus_is_explained_where_the_mandate_defines_it(hall: Hall, client: Client) -> None:
    Mandate.objects.filter(conference=hall.conference).update(consensus="4/5")
    assert "only when at least four fifths of the votes for or against are in favour" in text_of(read(client))


def test_small_figures_of_the_panel_are_hidden(conference: Conference, client: Client) -> None:
    values = {
        name: Criterion.objects.create(conference=conference, name="Âge", value=name) for name in ("Jeune", "Âgé")
    }
    for number in range(9):
        citizen = enter(conference, Role.CITIZEN, f"citizen-{number}")
        Panellist.objects.get(membership=citizen.membership).criteria.add(values["Jeune" if number < 3 else "Âgé"])
    rows = [" ".join(row.text().split()) for row in read(client).css(".makeup tr")]
    assert rows == ["Jeunenot shown", "Âgénot shown"]


def test_nobody_is_named_to_the_public(hall: Hall, client: Client) -> None:
    enter(hall.conference, Role.GUARANTOR, "Nom de la garante")
    html = client.get(PAGE).content.decode()
    assert [m.name for m in hall.conference.memberships.all() if m.name in html or m.ref in html] == []


def test_a_shared_page_says_what_it_is(hall: Hall, client: Client, settings: object) -> None:
    settings.BASE_URL = "https://avis.example.org"
    page = read(client, language="fr")
    shared = {tag.attributes["property"]: tag.attributes["content"] or "" for tag in page.css("meta[property^='og:']")}
    image = shared.pop("og:image")
    assert re.fullmatch(r"https://avis\.example\.org/static/img/share\.png(\?.*)?", image)
    assert shared == {
        "og:type": "website",
        "og:site_name": "Délibération",
        "og:title": "L’eau en été",
        "og:description": "Comment partager l’eau ?",
        "og:url": "https://avis.example.org/conferences/eau/",
        "og:locale": "fr_FR",
    }
    assert page.css("meta[name=robots]") == []


# What each member finds first


def test_each_role_finds_what_is_theirs(hall: Hall, client_of: ClientOf) -> None:
    hall.open()
    members = {role: enter(hall.conference, role) for role in Role if role not in {Role.OPERATOR, Role.TABLE}}
    found = {role: read(client_of(member)).css_first(".mine") for role, member in members.items()}
    ways = {role: node.css_first("a.button-primary").attributes["href"] for role, node in found.items()}
    assert ways == {
        Role.CITIZEN: "/conferences/eau/sitting/",
        Role.FACILITATOR: "/conferences/eau/sitting/",
        Role.EXPERT: "/conferences/eau/sitting/",
        Role.STEERING: "/conferences/eau/experts/",
        Role.GUARANTOR: "/conferences/eau/journal/",
        Role.SPONSOR: "/conferences/eau/opinion/",
    }
    said = {role: " ".join(node.text().split()) for role, node in found.items()}
    assert all("The sitting “Samedi” is open." in text for text in said.values())
    assert (
        "2 things await a decision of yours. Decide The programme of hearings Expert: Hydrologue" in said[Role.STEERING]
    )
    assert "1 expert in the programme" in said[Role.STEERING]
    assert "Nothing yet. From the hand-over on" in said[Role.SPONSOR]


def test_an_expert_reads_when_where_and_what_they_are_asked(hall: Hall, client_of: ClientOf) -> None:
    Sitting.objects.filter(number=1).update(day=date(2026, 6, 1), starts=time(9, 30))
    expert = enter(hall.conference, Role.EXPERT)
    expert.member.place = "water"
    expert.member.save()
    other = enter(hall.conference, Role.EXPERT, "other")
    hall.reach(Stage.HEARING)
    hearing = hall.round(Stage.HEARING).hearing
    assert hearing is not None
    ask_question(actor=hall.citizens[0], conference=hall.conference, hearing_id=hearing.pk, text="Combien d’eau ?")
    told = text_of(read(client_of(expert), language="fr"), ".speaking")
    assert "1er juin 2026, vers 10 h 30" in told
    assert "Salle des fêtes" in told
    assert "Combien d’eau ?" in told
    assert hall.citizens[0].member.name not in told
    assert read(client_of(other)).css(".speaking") == []


def test_a_citizen_reads_their_table_and_the_next_sitting(hall: Hall, client_of: ClientOf) -> None:
    citizen = hall.citizens[0]
    Panellist.objects.filter(membership=citizen.membership).update(table=2)
    Sitting.objects.filter(number=1).update(day=date(2026, 6, 1), starts=time(9))
    mine = text_of(read(client_of(citizen)), ".mine")
    assert "Next sitting: Samedi. June 1, 2026, 9 a.m. · Salle des fêtes" in mine
    assert "You sit at table 2." in mine


def test_hours_are_planned_one_after_the_other_without_what_is_skipped(hall: Hall) -> None:
    sitting = Sitting.objects.get(number=1)
    assert planned_starts(sitting) == {}
    sitting.starts = time(9, 30)
    first, second, third = sitting.rounds.order_by("number")[:3]
    Round.objects.filter(pk=second.pk).update(skipped_at=hall.conference.created_at)
    planned = planned_starts(sitting)
    assert (planned[first.pk], second.pk in planned, planned[third.pk]) == (time(9, 30), False, time(10))


# The dossier


@pytest.fixture
def filled(hall: Hall, settings: object, tmp_path: Path) -> Hall:
    settings.MEDIA_ROOT = tmp_path
    expert = enter(hall.conference, Role.EXPERT)
    expert.member.place = "water"
    expert.member.save()
    for actor, title in ((expert, "La nappe"), (hall.facilitator, "Le règlement"), (expert, "Les mesures")):
        file = ContentFile(pdf(title), "f.pdf")
        add_document(actor=actor, conference=hall.conference, title=title, source="Source", file=file)
    Term.objects.create(conference=hall.conference, word="Étiage d’été", explanation="Le niveau le plus bas.")
    return hall


def test_documents_stand_with_the_hearing_they_belong_to(filled: Hall, client_of: ClientOf) -> None:
    page = read(client_of(filled.citizens[0]), f"{PAGE}dossier/")
    found = {
        shelf.css_first("h2").text(): [link.text() for link in shelf.css("[data-document] a")]
        for shelf in page.css(".shelf")
    }
    assert found == {"Given by the organisers": ["Le règlement"], "Hydrologue": ["La nappe", "Les mesures"]}
    assert "PDF · " in text_of(page, "[data-document]")
    assert page.css(f"form[action='{PAGE}dossier/add/']") == []


def test_a_word_is_found_by_its_address(filled: Hall, client_of: ClientOf) -> None:
    page = read(client_of(filled.citizens[0]), f"{PAGE}dossier/")
    assert text_of(page, f"#word-{Term.objects.get(word='Étiage d’été').pk}") == "Étiage d’étéLe niveau le plus bas."


def test_a_document_of_someone_no_longer_in_the_programme_is_not_lost(filled: Hall) -> None:
    filled.conference.documents.filter(title="La nappe").update(added_by=_expert_elsewhere(filled))
    titles = [document.title for shelf in _shelves(filled) for document in shelf.documents]
    assert sorted(titles) == ["La nappe", "Le règlement", "Les mesures"]


def _expert_elsewhere(hall: Hall) -> object:
    member = enter(hall.conference, Role.EXPERT, "other").member
    member.place = "gone"
    member.save()
    return member


def _shelves(hall: Hall) -> list[object]:
    return shelves(hall.conference, hall.conference.documents.select_related("added_by"))


# The scenarios that come with the platform


@pytest.mark.parametrize("name", ["paris-2023", "drees-2016"])
def test_a_built_in_scenario_fills_its_sheet_and_explains_its_words(name: str, client: Client, db: None) -> None:
    conference = create_conference(load(name), slug="eau")
    told = text_of(read(client, language="fr"))
    sheet = RecordSheet.objects.get(conference=conference)
    assert [part for part in PARTS if not getattr(sheet, part)] == []
    assert "heures de travail prévues" in told
    assert 10 <= Term.objects.filter(conference=conference).count() <= 15
    assert [each.question for each in shown_sheets(conference)] == [each.question for each in load(name).sheets]
    assert all(sitting.starts for sitting in Sitting.objects.filter(conference=conference))
    assert Expert.objects.filter(conference=conference).count() == len(read(client).css(".viewpoints li"))


def test_a_stranger_is_nobody_here(hall: Hall, client_of: ClientOf, stranger: object) -> None:
    assert read(client_of(stranger)).css(".mine") == []
