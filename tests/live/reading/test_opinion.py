"""The opinion as it is read: what is in it, where it comes from, what is owed; and what is in it for nobody."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from deliberation.conference.models import Conference, Mandate
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document
from deliberation.dossier.models import Document
from deliberation.hearings.actions import ask_question
from deliberation.hearings.requests.actions import answer_request, request_hearing
from deliberation.opinion.annexes import annexes_of
from deliberation.opinion.models import Opinion, SealedOpinion
from deliberation.proposals.actions import make_remark
from tests.cast import enter
from tests.documents import pdf
from tests.frozen import thawed
from tests.hall import Hall

PAGE = "/conferences/eau/opinion/"
ClientOf = Callable[..., Client]


def read(browser: Client, path: str = PAGE, language: str = "en") -> LexborHTMLParser:
    browser.cookies["django_language"] = language
    return LexborHTMLParser(browser.get(path).content.decode())


def said(page: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def add(hall: Hall, title: str) -> None:
    file = ContentFile(pdf(title), "f.pdf")
    add_document(actor=hall.facilitator, conference=hall.conference, title=title, source="Source", file=file)


@pytest.fixture
def held(hall: Hall, sponsor: Actor) -> Hall:
    """A conference held to its end, with a hearing and documents on either side of the ballot, and a lost proposal."""
    hall.once(_held_to_its_end)
    return hall


def _held_to_its_end(hall: Hall) -> None:
    hall.open()
    asked = {"kind": "viewpoint", "subject": "Ceux d’aval", "reason": "Ils manquent"}
    request = request_hearing(actor=hall.citizens[0], conference=hall.conference, **asked)
    answer = {"decision": "refused", "answer": "Entendus déjà"}
    answer_request(actor=hall.facilitator, conference=hall.conference, request_id=request.pk, **answer)
    add(hall, "Lu avant le vote")
    hall.start(Stage.HEARING)
    hearing = hall.round(Stage.HEARING).hearing
    assert hearing is not None
    for citizen in hall.citizens[:2]:
        ask_question(actor=citizen, conference=hall.conference, hearing_id=hearing.pk, text="Combien ?")
    hall.end(Stage.HEARING)
    hall.start(Stage.DRAFTING)
    kept = hall.propose(hall.at_table(1)[0], "Des arbres")
    lost = hall.propose(hall.at_table(2)[0], "Une taxe")
    hall.propose(hall.at_table(2)[0], "Un brouillon", submit=False)
    hall.end(Stage.DRAFTING)
    hall.start(Stage.REVIEW)
    make_remark(actor=hall.citizens[0], conference=hall.conference, proposal_id=kept.pk, text="Lesquels ?")
    hall.end(Stage.REVIEW)
    hall.start(Stage.BALLOT)
    add(hall, "Lu après le vote")
    for citizen in hall.citizens:
        hall.cast(citizen, "for", ballot=kept.options.get().ballot)
        hall.cast(citizen, "against", ballot=lost.options.get().ballot)
    hall.end(Stage.BALLOT)
    hall.held |= {Stage.DRAFTING, Stage.BALLOT}
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0], public_name="A. Personne")
    hall.sign(hall.citizens[1], reservation="Avec une réserve")
    hall.sign(hall.citizens[2], "declined", reason="Mes raisons")
    hall.end(Stage.SIGNING)
    hall.start(Stage.HANDOVER)
    hall.end(Stage.HANDOVER)


@pytest.fixture
def sponsors_page(held: Hall, client_of: ClientOf, sponsor: Actor) -> LexborHTMLParser:
    return read(client_of(sponsor))


def test_a_recommendation_says_where_it_comes_from(sponsors_page: LexborHTMLParser, held: Hall) -> None:
    (kept,) = sponsors_page.css("[data-proposal]")
    rows = {
        row.css_first("th").text(strip=True): " ".join(row.css_first("td").text().split()) for row in kept.css("tr")
    }
    assert said(kept, "[data-step=table]") == [f"Its table Table 1, during “{held.round(Stage.DRAFTING).title}”"]
    assert rows == {
        "Heard before the vote": "Hydrologue See the hearings — Des arbres",
        "In the dossier before the vote": "1 document",
        "Said in the review": "1 remark by a citizen — Des arbres Lesquels ?",
    }


def test_what_was_heard_and_read_is_listed_with_figures_only(sponsors_page: LexborHTMLParser) -> None:
    (hearing,) = said(sponsors_page, ".heard li")
    assert hearing.startswith("Hydrologue, Université La nappe se remplit l’hiver.")
    assert hearing.endswith("2 questions asked")
    documents = [text.partition(" Source")[0] for text in said(sponsors_page, ".documents-read li")]
    assert documents == ["Lu avant le vote", "Lu après le vote"]


def test_versions_of_a_document_are_told_apart_and_count_as_one(
    held: Hall, client_of: ClientOf, sponsor: Actor, english: None
) -> None:
    first = Document.objects.get(title="Lu avant le vote")
    Document.objects.create(
        conference=held.conference, title="Relu", source="Source", author="Une hydrologue", affiliation="Agence",
        licence="CC BY 4.0", text="Deux", media_type="text/plain", size=4, sha256="0" * 64,
        added_by=first.added_by, added_at=first.added_at + timedelta(microseconds=1), replaces=first, version=2,
    )  # fmt: skip
    page = read(client_of(sponsor))
    told = [re.sub(r"[A-Z]\w+\.? \d+, \d{4}", "DAY", text) for text in said(page, ".documents-read li")]
    assert told[:2] == [
        "Lu avant le vote Source · version 1 · DAY · replaced later by another version",
        "Relu Source · Une hydrologue (Agence) · licence: CC BY 4.0 · version 2 · DAY",
    ]
    assert said(page, ".origin [href='#documents']") == ["1 document"]
    given = annexes_of(Opinion.objects.get(), hearings=()).documents
    assert [(each.title, each.author, each.version, each.replaced) for each in given] == [
        ("Lu avant le vote", "", 1, True),
        ("Relu", "Une hydrologue", 2, False),
        ("Lu après le vote", "", 1, False),
    ]


def test_what_was_asked_to_be_heard_is_printed_with_its_answer(sponsors_page: LexborHTMLParser) -> None:
    (request,) = said(sponsors_page, ".asked [data-request]")
    assert request.startswith("Ceux d’aval A point of view · asked for by 1 citizen Ils manquent Refused by the facil")
    assert request.endswith("Entendus déjà")


def test_every_link_inside_the_page_leads_somewhere(sponsors_page: LexborHTMLParser) -> None:
    ids = [node.attributes["id"] for node in sponsors_page.css("[id]")]
    inside = [link.attributes["href"] or "" for link in sponsors_page.css("a[href^='#']")]
    assert len(ids) == len(set(ids))
    assert len(inside) > 15
    assert [link for link in inside if link[1:] not in ids] == []


def test_what_was_not_kept_is_printed_with_its_figures(sponsors_page: LexborHTMLParser) -> None:
    lost = {node.css_first("h3").text(): node for node in sponsors_page.css("[data-not-kept]")}
    assert {title: node.css_first(".meta").text() for title, node in lost.items()} == {
        "Une taxe": "Table 2 · Not adopted",
        "Un brouillon": "Table 2 · Not submitted by its table",
    }
    assert [dd.text() for dd in lost["Une taxe"].css(".tally dd")] == ["0", "6", "0", "6"]
    assert lost["Un brouillon"].css(".tally") == []


def test_signatures_are_counted_and_named_only_as_wished(sponsors_page: LexborHTMLParser) -> None:
    assert said(sponsors_page, "#signatures .counts dd") == ["2", "2", "1", "1", "3"]
    assert said(sponsors_page, ".names li") == ["A. Personne"]
    assert said(sponsors_page, "#reservations blockquote") == [
        "Avec une réserve A citizen who did not wish to be named",
        "Mes raisons",
    ]


def test_nobody_is_named_who_did_not_wish_it(sponsors_page: LexborHTMLParser, held: Hall) -> None:
    """Not who signed, asked, remarked, wrote or voted: no member's name or reference, but the name given to print."""
    html = sponsors_page.html or ""
    members = held.conference.memberships.filter(role=Role.CITIZEN)
    assert [m.name for m in members if m.name in html or m.ref in html] == []


def test_an_answer_is_owed_to_each_recommendation_by_the_mandates_day(sponsors_page: LexborHTMLParser) -> None:
    assert said(sponsors_page, "[data-owed]") == ["1. Des arbres Awaiting an answer"]


def test_the_day_is_counted_from_the_hand_over_and_written_as_the_language_does(
    held: Hall, client_of: ClientOf, sponsor: Actor
) -> None:
    sealed = SealedOpinion.objects.get()
    assert sealed.handed_over_at is not None
    sealed.handed_over_at = sealed.handed_over_at.replace(year=2026, month=3, day=5, hour=12)
    with thawed():
        sealed.save()
    owed = {language: said(read(client_of(sponsor), language=language), "#owed strong")[0] for language in ("fr", "en")}
    assert "1er septembre 2026" in owed["fr"]
    assert "Sept. 1, 2026" in owed["en"]


def test_the_sealed_file_is_offered_with_its_size_and_fingerprints(sponsors_page: LexborHTMLParser) -> None:
    sealed = SealedOpinion.objects.get()
    button = sponsors_page.css_first(".cover a.button-primary")
    assert button.attributes["href"] == "/conferences/eau/opinion.pdf"
    assert "KB)" in button.text()
    assert said(sponsors_page, "#check code") == [sealed.text_sha256, sealed.pdf_sha256]


def test_the_public_is_given_no_link_to_documents_that_are_not_public(held: Hall, client_of: ClientOf) -> None:
    SealedOpinion.objects.update(public_at=SealedOpinion.objects.get().sealed_at - timedelta(days=1))
    assert read(client_of(None)).css("a[href*='/dossier/']") == []
    assert len(read(client_of(held.citizens[0])).css(".documents-read a[href*='/dossier/']")) == 2


# The word “consensus”


def test_no_result_is_called_a_consensus_unless_the_mandate_says_so(
    held: Hall, client_of: ClientOf, sponsors_page: LexborHTMLParser
) -> None:
    assert "onsensus" not in (sponsors_page.body.text() if sponsors_page.body else "")
    Mandate.objects.filter(conference=held.conference).update(consensus="4/5")
    page = read(client_of(held.citizens[0]))
    assert "A consensus, as the mandate defines it: at least four fifths" in said(page, "[data-proposal]")[0]


# Shared, found, or not


def test_the_opinion_is_for_search_engines_once_it_is_public(held: Hall, client_of: ClientOf) -> None:
    browser = client_of(held.citizens[0])
    before = read(browser)
    assert [len(before.css(tag)) for tag in ("meta[name=robots]", "meta[property^='og:']")] == [1, 0]
    SealedOpinion.objects.update(public_at=SealedOpinion.objects.get().sealed_at)
    after = read(browser)
    assert after.css("meta[name=robots]") == []
    shared = {tag.attributes["property"]: tag.attributes["content"] for tag in after.css("meta[property^='og:']")}
    assert shared["og:title"] == "Mots de la partie title"
    assert shared["og:type"] == "article"


# Waiting


def test_the_sponsor_is_told_kindly_when_and_why(hall: Hall, client_of: ClientOf) -> None:
    browser = client_of(enter(hall.conference, Role.SPONSOR))
    hall.reach(Stage.SIGNING)
    page = read(browser)
    main = said(page, "main")[0]
    assert "The hand-over is planned in the sitting “Samedi”; its day is not fixed yet." in main
    assert "Within 180 days of the hand-over." in main
    assert "Proposition de la table" not in (page.html or "")
    assert "Mots de la partie" not in (page.html or "")


@pytest.mark.parametrize("role", [Role.EXPERT, Role.STEERING])
def test_whoever_reads_it_once_handed_over_is_told_so(hall: Hall, client_of: ClientOf, role: Role) -> None:
    hall.reach(Stage.SIGNING)
    page = read(client_of(enter(hall.conference, role)))
    assert said(page, "main .banner") == ["You can read the opinion once it is handed over."]


@pytest.mark.parametrize(
    ("role", "ways"),
    [(Role.STEERING, ["Read the opinion"]), (Role.GUARANTOR, ["The journal", "Read the opinion"])],
)
def test_those_who_watched_find_the_way_to_it(hall: Hall, client_of: ClientOf, role: Role, ways: list[str]) -> None:
    watcher = enter(hall.conference, role)
    hall.hold_all()
    page = read(client_of(watcher), "/conferences/eau/")
    assert said(page, ".mine .button") == ways


def test_the_public_is_told_when(held: Hall, client_of: ClientOf, other_conference: Conference) -> None:
    for who in (None, enter(other_conference, Role.SPONSOR)):
        main = said(read(client_of(who)), "main")[0]
        assert "The opinion is not public yet." in main
        assert "Everyone can read it here from " in main
        assert "Des arbres" not in main


def test_a_text_that_is_not_sealed_says_so(hall: Hall, client_of: ClientOf) -> None:
    hall.reach(Stage.ADOPTION)
    page = read(client_of(hall.citizens[0]))
    assert said(page, ".cover .banner") == ["This text is not sealed: it can still change."]
    assert page.css("#signatures, #owed, #check, #not-kept, a[href$='opinion.pdf']") == []
