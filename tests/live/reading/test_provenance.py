"""The way back from a recommendation: its values, and for each reader the doors that are open to them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from deliberation.amendments.models import Amendment, AmendmentSupport
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.dissent.actions import join_minority_opinion, write_minority_opinion
from deliberation.dossier.actions import add_document
from deliberation.dossier.models import Document
from deliberation.hearings.actions import answer_question, ask_question
from deliberation.hearings.models import Question
from deliberation.kernel import clock
from deliberation.merging.models import Merge, Origin
from deliberation.opinion.models import SealedOpinion
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import cited
from sessions.drafting.models import Update
from sessions.reading.provenance import provenance_of
from sessions.tables.actions import cite_evidence, write_note
from sessions.tables.models import Note
from tests.documents import pdf
from tests.hall import ACTS, Hall

ClientOf = Callable[..., Client]
PAGE = "/conferences/eau/opinion/"
PASSAGE, INSTEAD, REASON = "Texte : Des arbres", "Des platanes", "Ils donnent plus d’ombre"


@pytest.fixture
def readers(facilitator: Actor, expert: Actor, steering: Actor, guarantor: Actor, sponsor: Actor) -> dict[str, Actor]:
    """Who is no citizen, by role; they came before it was handed over."""
    return {actor.role.value: actor for actor in (facilitator, expert, steering, guarantor, sponsor)}


@pytest.fixture
def held(hall: Hall, readers: dict[str, Actor]) -> Hall:
    """Handed over: one recommendation with an amendment, a merge, and one source of each kind."""
    hall.once(_held_to_its_end)
    return hall


def _held_to_its_end(hall: Hall) -> None:
    hall.open()
    hall.start(Stage.HEARING)
    hearing = hall.round(Stage.HEARING).hearing
    assert hearing is not None
    ask_question(actor=hall.citizens[0], conference=hall.conference, hearing_id=hearing.pk, text="Combien d’eau ?")
    answer_question(actor=hall.facilitator, conference=hall.conference, question_id=Question.objects.get().pk)
    hall.end(Stage.HEARING)
    file = ContentFile(pdf(*("Une page",) * 4), "f.pdf")
    add_document(actor=hall.facilitator, conference=hall.conference, title="Le rapport", source="Source", file=file)
    hall.start(Stage.TABLES)
    write_note(actor=hall.at_table(1)[0], conference=hall.conference, text="La nappe baisse", version=0)
    hall.end(Stage.TABLES)
    hall.start(Stage.DRAFTING)
    kept = hall.propose(hall.at_table(1)[0], "Des arbres", submit=False)
    things = (f"answer-{Question.objects.get().pk}", f"document-{Document.objects.get().pk}", f"note-{_note().pk}")
    for thing in things:
        cite_evidence(
            actor=hall.at_table(1)[0],
            conference=hall.conference,
            proposal_id=kept.pk,
            thing=thing,
            page=4 if thing.startswith("document") else None,
        )
    hall.submit(hall.at_table(1)[0], kept)
    hall.propose(hall.at_table(2)[0], "De l’ombre")
    hall.end(Stage.DRAFTING)
    hall.hold(Stage.BALLOT)
    _amend_and_merge(hall, kept)
    hall.held.add(Stage.DRAFTING)
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0])
    hall.end(Stage.SIGNING)
    hall.start(Stage.HANDOVER)
    hall.end(Stage.HANDOVER)


def _note() -> Note:
    return Note.objects.exclude(text="").get()


def _amend_and_merge(hall: Hall, kept: Proposal) -> None:
    """As reviewing leaves them."""
    amendment = Amendment.objects.create(
        proposal=kept,
        made_by=hall.citizens[3].member,
        made_at=clock.now(),
        field=Amendment.Field.TEXT,
        passage=PASSAGE,
        replacement=INSTEAD,
        reason=REASON,
        state=Amendment.State.LOST,
        closed_at=clock.now(),
    )
    AmendmentSupport.objects.create(amendment=amendment, membership=hall.citizens[3].member)
    merged = Proposal.objects.get(title="De l’ombre")
    Proposal.objects.filter(pk=merged.pk).update(state=Proposal.State.MERGED)
    merge = Merge.objects.create(proposal=kept, reason="Même idée", asked_at=clock.now())
    Origin.objects.create(merge=merge, proposal=merged)


def proposals(hall: Hall) -> list[Proposal]:
    found = Proposal.objects.filter(conference=hall.conference, state=Proposal.State.ADOPTED)
    return list(found.prefetch_related("participations", cited()))


def test_the_line_goes_from_the_vote_back_to_what_it_rests_on(held: Hall, english: None) -> None:
    (kept,) = proposals(held)
    found = provenance_of(held.conference, [kept])[kept.pk]
    assert found.tally is not None
    assert (found.ballot, found.tally.in_favour) == (kept.options.get().ballot, 6)
    assert found.ends == [("Not adopted by the vote of all", 1)]
    assert [origin.title for origin in found.origins] == ["De l’ombre"]
    assert (found.writing.tables, found.writing.people, found.writing.round) == (
        (1, 2),
        None,
        held.round(Stage.DRAFTING),
    )
    updates = Update.objects.filter(document__proposal=kept, author__isnull=False).order_by("at")
    assert (found.writing.versions, found.writing.first_at, found.writing.last_at) == (
        kept.version,
        updates[0].at,
        updates.last().at,  # type: ignore[union-attr]
    )
    assert [bool(each.answer) + 2 * bool(each.document) + 3 * bool(each.note) for each in found.evidence] == [1, 2, 3]


def test_a_merge_that_was_not_made_is_no_origin(held: Hall) -> None:
    Merge.objects.update(lapsed_at=clock.now(), lapse_reason="Pas d’accord")
    (kept,) = proposals(held)
    found = provenance_of(held.conference, [kept])[kept.pk]
    assert (found.merge, found.origins, found.writing.tables) == (None, (), (1,))


def test_many_lines_cost_hardly_more_queries_than_one(held: Hall) -> None:
    (kept,) = proposals(held)

    def cost(rows: list[Proposal]) -> int:
        with CaptureQueriesContext(connection) as queries:
            provenance_of(held.conference, rows)
        return len(queries)

    both = list(Proposal.objects.filter(conference=held.conference).prefetch_related("participations", cited()))
    assert (len(both), cost(both)) == (2, cost([kept]))


# Each reader


def read(browser: Client, language: str = "en") -> LexborHTMLParser:
    browser.cookies["django_language"] = language
    return LexborHTMLParser(browser.get(PAGE).content.decode())


def doors(page: LexborHTMLParser) -> dict[str, list[str]]:
    """Where each step leads, in the order of the line; what leads nowhere is plain words."""
    found: dict[str, list[str]] = {}
    for step in page.css(".line > li"):
        links = [link.attributes["href"] or "" for link in step.css("a")]
        found.setdefault(step.attributes["data-step"] or "", []).extend(links or ["words"])
    return found


def expected(held: Hall, *, dossier: bool, draft: bool, note: bool) -> dict[str, list[str]]:
    kept, lost = Proposal.objects.get(title="Des arbres"), Proposal.objects.get(title="De l’ombre")
    question, document = Question.objects.get(), Document.objects.get()
    here = f"/conferences/{held.conference.slug}"
    return {
        "vote": ["#vote-1"],
        "amendments": ["words"],
        "merge": [f"#not-kept-{lost.pk}"],
        "versions": [f"{here}/texts/proposal-{kept.pk}/" if draft else "words"],
        "table": ["words"],
        "evidence": [
            f"{here}/dossier/#answer-{question.pk}" if dossier else f"#expert-{question.hearing.expert_id}",
            f"{here}/dossier/{document.pk}/?page=4" if dossier else f"#document-{document.pk}",
            f"{here}/written/#note-{_note().pk}" if note else "words",
        ],
    }


OPEN = {
    "its table": {"dossier": True, "draft": True, "note": True},
    "another table": {"dossier": True, "draft": False, "note": False},
    "facilitator": {"dossier": True, "draft": True, "note": True},
    "guarantor": {"dossier": True, "draft": True, "note": True},
    "expert": {"dossier": True, "draft": False, "note": False},
    "steering": {"dossier": True, "draft": False, "note": False},
    "sponsor": {"dossier": False, "draft": False, "note": False},
    "anyone": {"dossier": False, "draft": False, "note": False},
}


@pytest.fixture
def browsers(held: Hall, readers: dict[str, Actor], client_of: ClientOf) -> dict[str, Client]:
    """Every reader's, once it is public."""
    SealedOpinion.objects.update(public_at=SealedOpinion.objects.get().sealed_at - timedelta(days=1))
    citizens = {"its table": held.at_table(1)[0], "another table": held.at_table(2)[0]}
    found = {name: client_of(actor) for name, actor in (citizens | readers).items()}
    return found | {"anyone": client_of(None)}


def test_each_step_leads_where_each_reader_may_go(held: Hall, browsers: dict[str, Client]) -> None:
    pages = {who: read(browser) for who, browser in browsers.items()}
    assert {who: doors(page) for who, page in pages.items()} == {
        who: expected(held, **open_) for who, open_ in OPEN.items()
    }
    for who, page in pages.items():
        links = [url for urls in doors(page).values() for url in urls if url != "words"]
        ids = {node.attributes["id"] for node in page.css("[id]")}
        opened = [browsers[who].get(url).status_code for url in links if url.startswith("/")]
        assert opened == [200] * len(opened)
        assert [url for url in links if url.startswith("#") and url[1:] not in ids] == []


def test_the_words_of_an_amendment_are_for_those_who_were_inside(held: Hall, browsers: dict[str, Client]) -> None:
    pages = {who: read(browser).html or "" for who, browser in browsers.items()}
    outside = {"sponsor", "anyone"}
    assert {who: (INSTEAD in html, REASON in html) for who, html in pages.items()} == {
        who: (who not in outside, who not in outside) for who in OPEN
    }
    assert [html.count("Not adopted by the vote of all") for html in pages.values()] == [1] * len(OPEN)
    # Nobody is told who proposed or supported it; one's own name stands in one's own header.
    names = [citizen.member.name for citizen in held.citizens[1:]]
    assert [who for who in ("its table", "sponsor", "anyone") if any(name in pages[who] for name in names)] == []


def test_notes_that_everyone_was_shown_are_open_to_all_inside(held: Hall, client_of: ClientOf) -> None:
    plenary = held.round(Stage.PLENARY)
    plenary.started_at = plenary.ended_at = clock.now()
    plenary.save()
    other = held.at_table(2)[0]
    assert doors(read(client_of(other)))["evidence"][2] == f"/conferences/eau/written/#note-{_note().pk}"


# Minority opinions beside what they contest


def _dissent(hall: Hall) -> None:
    """Two against the first recommendation; the second of them joined, once in words that changed since."""
    conference, proposal = hall.conference, Proposal.objects.order_by("pk")[0]
    for person, text, version in ((0, "Trop **cher**.", 0), (1, "Brouillon de refus.", 0)):
        opinion = write_minority_opinion(
            actor=hall.citizens[person], conference=conference, proposal_id=proposal.pk, text=text, version=version
        )
        for other in (2, 3):
            join_minority_opinion(actor=hall.citizens[other], conference=conference, minority_id=opinion.pk, version=1)
    write_minority_opinion(
        actor=hall.citizens[1], conference=conference, proposal_id=proposal.pk, text="Trop tard.", version=1
    )


def test_minority_opinions_stand_beside_what_they_contest_and_name_nobody(
    hall: Hall, readers: dict[str, Actor], client_of: ClientOf
) -> None:
    hall.reach(Stage.WRITING)
    _dissent(hall)
    for stage in (Stage.WRITING, Stage.ADOPTION, Stage.SIGNING, Stage.HANDOVER):
        if hall.conference.current_stage != stage:
            hall.start(stage)
        ACTS.get(stage, lambda hall: None)(hall)
        hall.end(stage)
    SealedOpinion.objects.update(public_at=SealedOpinion.objects.get().sealed_at - timedelta(days=1))
    members = [citizen.member for citizen in hall.citizens]
    for who in (*readers.values(), None):
        page = read(client_of(who))
        first, second = page.css("[data-proposal]")
        assert [" ".join(each.text().split()) for each in first.css("[data-minority]")] == [
            "Trop cher. Supported by 3 citizens",
            "Trop tard. Supported by 1 citizen",
        ]
        assert second.css("[data-minority]") == []
        html = page.html or ""
        assert [member.name in html or member.ref in html for member in members] == [False] * 6
        assert "Brouillon de refus" not in html
