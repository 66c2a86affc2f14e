"""The projector: what the whole room may read, and nothing else, at every moment."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role, Stage
from deliberation.hearings import actions as hearings
from deliberation.kernel import clock
from deliberation.opinion.models import Section
from deliberation.panel.actions import issue_badge
from deliberation.proposals.actions import make_remark
from deliberation.proposals.models import Proposal
from deliberation.questionnaire.actions import answer_items
from deliberation.questionnaire.codes import new_code
from deliberation.questionnaire.models import Item
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.floor import actions as floor
from sessions.floor.models import Hand
from sessions.help.actions import call_for_help
from sessions.notices.actions import send_notice, withdraw_notice
from sessions.notices.models import Notice
from sessions.presence.register import register
from sessions.rounds import actions as rounds
from sessions.rounds.models import Round
from sessions.sittings.actions import close_sitting
from sessions.sittings.models import Sitting
from sessions.tables.actions import write_note
from tests.cast import enter
from tests.hall import Hall, turn_all_votes
from tests.live.fanout.process import Process

# Never on the screen, at no moment.
PRIVATE = {
    "mail": "person@example.org",
    "badge": "",
    "answer": "Réponse intime",
    "question not put": "Question jamais posée",
    "notes of table 1": "Notes de la table 1",
    "draft": "Brouillon de la table 1",
    "text of a proposal": "Texte :",
    "reason of a proposal": "Motif :",
    "remark": "Remarque de citoyenne",
    "words of the opinion": "Mots de l’avis",
    "reservation": "Réserve de signataire",
    "refusal": "Motif de refus",
    "printed name": "Nom à imprimer",
    "message to a table": "Message à la table 1",
}
# On the screen while the moment asks for it.
SHOWN = {"question": "Question posée", "notes": "Notes de la table 2", "message": "Message à toutes"}


def shown(conference: Conference) -> str:
    return render(Audience(conference.pk, Kind.SCREEN), "fr").html


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def play(hall: Hall) -> Iterator[str]:
    """A whole conference with something to hide at each step; yields the moment's name when there is a picture."""
    conference, guide = hall.conference, hall.facilitator
    yield "before"
    hall.open()
    for text, table in (("Message à toutes", None), ("Message à la table 1", 1)):
        if table is None:
            send_notice(actor=guide, conference=conference, text=text, table=table)
    yield "pause"
    hall.start(Stage.QUESTIONNAIRE)
    story = Item.objects.get(key="story")
    for citizen in hall.citizens:
        fields = {f"item-{story.pk}": "Réponse intime"}
        questionnaire = hall.round(Stage.QUESTIONNAIRE).questionnaire_id
        answer_items(actor=citizen, conference=conference, questionnaire_id=questionnaire, code=new_code(), **fields)
    yield "questionnaire"
    hall.end(Stage.QUESTIONNAIRE)
    hall.start(Stage.HEARING)
    hearing = hall.round(Stage.HEARING).hearing_id
    for citizen, text in zip(hall.citizens, ("Question posée", "Question jamais posée"), strict=False):
        asked = hearings.ask_question(actor=citizen, conference=conference, hearing_id=hearing, text=text)
        if text == "Question posée":
            hearings.put_question(actor=guide, conference=conference, question_id=asked.pk)
    call_for_help(actor=hall.citizens[3], conference=conference)
    yield "hearing"
    hall.end(Stage.HEARING)
    hall.start(Stage.TABLES)
    send_notice(actor=guide, conference=conference, text="Message à la table 1", table=1)
    for table in (1, 2):
        write_note(actor=hall.at_table(table)[0], conference=conference, text=f"Notes de la table {table}", version=0)
    yield "tables"
    hall.end(Stage.TABLES)
    hall.start(Stage.DRAFTING)
    hall.propose(hall.at_table(1)[0], "Brouillon de la table 1", submit=False)
    hall.propose(hall.at_table(2)[0], "Proposition de la table 2")
    yield "drafting"
    hall.end(Stage.DRAFTING)
    hall.start(Stage.REVIEW)
    proposal = Proposal.objects.get(table=2)
    make_remark(actor=hall.citizens[0], conference=conference, proposal_id=proposal.pk, text="Remarque de citoyenne")
    yield "review"
    hall.end(Stage.REVIEW)
    hall.start(Stage.PLENARY)
    yield "plenary"
    plenary = hall.round(Stage.PLENARY).pk
    rounds.show_table(actor=guide, conference=conference, round_id=plenary, table=2)
    yield "table shown"
    hall.end(Stage.PLENARY)
    hall.start(Stage.BALLOT)
    for citizen in hall.citizens:
        hall.cast(citizen, "for")
    yield "ballot"
    hall.end(Stage.BALLOT)
    yield "results"
    hall.start(Stage.WRITING)
    for part in Section.Part:
        hall.write(hall.citizens[0], part, "Mots de l’avis")
    yield "writing"
    hall.end(Stage.WRITING)
    hall.start(Stage.ADOPTION)
    for citizen in hall.citizens:
        hall.cast(citizen, "for")
    yield "adoption"
    hall.end(Stage.ADOPTION)
    yield "adopted"
    hall.start(Stage.SIGNING)
    hall.sign(hall.at_table(1)[0], reservation="Réserve de signataire", public_name="Nom à imprimer")
    hall.sign(hall.at_table(2)[0], "declined", reason="Motif de refus")
    yield "signing"
    hall.end(Stage.SIGNING)
    hall.start(Stage.HANDOVER)
    yield "handover"
    hall.end(Stage.HANDOVER)
    yield "handed over"


def test_nothing_private_is_on_the_screen_at_any_moment(hall: Hall) -> None:
    person = enter(hall.conference, Role.CITIZEN, "Personne discrète", email="person@example.org")
    planted = dict(PRIVATE)
    planted["badge"] = issue_badge(
        actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[5].member
    )
    names = [c.member.name for c in (*hall.citizens, person)] + [hall.facilitator.member.name]
    leaked, seen, pressed = [], {}, []
    for moment in play(hall):
        html = shown(hall.conference)
        leaked += [(moment, what) for what, text in planted.items() if text in html]
        leaked += [(moment, name) for name in names if re.search(rf"\b{name}\b", words(html))]
        pressed += [(moment, tag) for tag in re.findall(r"<(?:form|input|button|a|select|textarea)\b|href=", html)]
        seen[moment] = {name for name, text in SHOWN.items() if text in html}
    assert (leaked, pressed) == ([], [])
    assert {moment for moment, found in seen.items() if "question" in found} == {"hearing"}
    assert {moment for moment, found in seen.items() if "notes" in found} == {"table shown"}
    assert {moment for moment, found in seen.items() if "message" not in found} == {"before"}


@pytest.mark.parametrize("stage", [Stage.BALLOT, Stage.ADOPTION])
def test_while_a_vote_is_open_the_screen_tells_how_many_and_nothing_else(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    for voted, citizen in enumerate(hall.citizens[:4], start=1):
        hall.cast(citizen, "for")
        assert f"<strong>{voted}</strong>" in shown(hall.conference)
    if_all_for = shown(hall.conference)
    turn_all_votes()
    assert shown(hall.conference) == if_all_for
    assert not re.search(r"bar-(for|against|abstain)|outcome", if_all_for)


def test_who_voted_makes_no_difference_to_the_screen(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    hall.cast(hall.citizens[0], "for")
    one = shown(hall.conference)
    roll = hall.ballot().roll
    roll.update(voted=False)
    roll.filter(membership=hall.citizens[4].member).update(voted=True)
    assert shown(hall.conference) == one


def test_the_results_are_bars_with_every_figure_after_the_vote_and_in_the_plenary_that_follows(hall: Hall) -> None:
    hall.reach(Stage.BALLOT)
    for citizen, choice in zip(hall.citizens, ("for", "for", "for", "against", "abstain"), strict=False):
        hall.cast(citizen, choice)
    hall.end(Stage.BALLOT)
    pause = shown(hall.conference)
    hall.start(Stage.PLENARY)
    for html in (pause, shown(hall.conference)):
        row = html[html.index('id="result-') : html.index("</li>", html.index('id="result-'))]
        assert re.findall(r"<dd>(\d+)</dd>", row) == ["3", "1", "1", "6"]
        assert re.findall(r'class="bar-(\w+)"(?: x="(\d+)")?(?: y="0")? width="(\d+)"', row) == [
            ("rest", "", "6"),
            ("for", "0", "3"),
            ("against", "3", "1"),
            ("abstain", "4", "1"),
        ]
    hall.end(Stage.PLENARY)
    assert "result-" not in shown(hall.conference)


def test_no_more_than_four_rows_at_once(hall: Hall) -> None:
    hall.conference.mandate.proposals_per_table = 9
    hall.conference.mandate.save()
    hall.reach(Stage.DRAFTING)
    for number in range(9):
        hall.propose(hall.at_table(1)[0], f"Proposition {number}")
    hall.end(Stage.DRAFTING)
    hall.start(Stage.BALLOT)
    for html in (shown(hall.conference), (hall.end(Stage.BALLOT), shown(hall.conference))[1]):
        pages = html.split('<ol class="turn-page">')[1:]
        assert [page.count('class="row') - page.count('class="row-') for page in pages] == [4, 4, 1]


def test_the_floor_shows_who_speaks_and_the_next_three(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    for citizen in hall.citizens:
        floor.raise_hand(actor=citizen, conference=hall.conference)
    Membership.objects.filter(pk=hall.citizens[0].member.pk).update(called="Lou")
    first = Hand.objects.order_by("pk")[0]
    floor.give_floor(actor=hall.facilitator, conference=hall.conference, hand_id=first.pk)
    seen = words(shown(hall.conference))
    assert [name for name in ("Lou", "citizen-1", "citizen-2", "citizen-4", "citizen-5") if name in seen] == [
        "Lou",
        "citizen-2",
        "citizen-4",
    ]


def test_at_tables_no_hand_of_a_table_is_on_the_screen(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    before = shown(hall.conference)
    floor.raise_hand(actor=hall.at_table(1)[0], conference=hall.conference)
    call_for_help(actor=hall.at_table(2)[0], conference=hall.conference)
    assert shown(hall.conference) == before


def test_a_message_goes_when_it_is_withdrawn_or_the_sitting_closes(hall: Hall) -> None:
    hall.open()
    for text in ("Un", "Deux"):
        send_notice(actor=hall.facilitator, conference=hall.conference, text=f"Message {text}")
    assert re.findall(r"Message \w+", shown(hall.conference)) == ["Message Deux"]
    last = Notice.objects.get(text="Message Deux")
    withdraw_notice(actor=hall.facilitator, conference=hall.conference, notice_id=last.pk)
    assert re.findall(r"Message \w+", shown(hall.conference)) == ["Message Un"]
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert "Message" not in shown(hall.conference)


def test_words_are_words(hall: Hall) -> None:
    hall.open()
    send_notice(actor=hall.facilitator, conference=hall.conference, text="<script>alert(1)</script>")
    assert "<script>" not in shown(hall.conference)


# Before and between


def test_before_the_sitting_the_screen_says_what_where_when_and_how_to_come_in(hall: Hall, settings: Any) -> None:
    settings.BASE_URL = "https://deliberation.example"
    Sitting.objects.filter(number=1).update(day=date(2026, 3, 1), starts=time(9, 30))
    html = shown(hall.conference)
    for text in (
        "Comment partager l’eau",
        "Samedi",
        "1er\N{NO-BREAK SPACE}mars 2026, 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30",
        "Salle des fêtes",
        "<svg",
    ):
        assert text in html
    assert "deliberation.example<wbr>/badge" in html


def test_in_a_pause_it_says_what_comes_next_and_at_what_time(hall: Hall) -> None:
    here = timezone.get_current_timezone()
    hall.open()
    opened = clock.now().astimezone(here).replace(hour=9, minute=10, second=0, microsecond=0)
    Sitting.objects.filter(number=1).update(opened_at=opened, starts=time(9, 30))
    assert "9 h 30" in words(shown(hall.conference))
    first = Round.objects.filter(sitting__number=1).order_by("number")[0]
    begun, minutes = opened + timedelta(minutes=21), first.minutes
    held = Round.objects.filter(pk=first.pk)
    # Ended before its planned end: the next one is announced at its hour; ended after it, at none.
    for ended, said in ((opened + timedelta(minutes=40), True), (opened + timedelta(minutes=25 + minutes), False)):
        held.update(started_at=begun, ends_at=begun + timedelta(minutes=minutes), ended_at=ended)
        assert ("10 h" in words(shown(hall.conference))) is said


def test_when_the_sitting_is_over_the_next_one_is_announced_and_after_the_last_none(hall: Hall) -> None:
    hall.open()
    Round.objects.update(started_at=clock.now(), ended_at=clock.now())
    assert "picture-done" in shown(hall.conference)
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert "Dimanche" in words(shown(hall.conference))
    Sitting.objects.update(opened_at=clock.now(), closed_at=clock.now())
    assert "picture-over" in shown(hall.conference)


# Who opens it


def test_whoever_may_follow_the_sitting_sees_the_same_screen_and_nobody_else(hall: Hall, client_of: Callable) -> None:
    hall.reach(Stage.PLENARY)
    url = reverse("screen", args=[hall.conference.slug])
    region = shown(hall.conference)
    for role in (r for r in Role if r != Role.OPERATOR):
        response = client_of(enter(hall.conference, role, table=1)).get(url)
        assert (response.status_code, region in response.content.decode()) == (
            (403, False) if role == Role.SPONSOR else (200, True)
        )
    assert client_of(None).get(url).status_code == 403


def test_the_page_has_nothing_to_press_and_nothing_of_who_opened_it(hall: Hall, client_of: Callable) -> None:
    hall.reach(Stage.PLENARY)
    page = client_of(hall.facilitator).get(reverse("screen", args=[hall.conference.slug])).content.decode()
    assert re.findall(r"<(?:form|input|button|a|select|nav)\b|style=|onclick", page) == []
    assert hall.facilitator.member.ref not in page


@pytest.mark.parametrize(
    ("query", "theme"), [("", "light"), ("?theme=dark", "dark"), ("?theme=light", "light"), ("?theme=x", "light")]
)
def test_the_theme_is_light_unless_the_address_says_dark(
    query: str, theme: str, hall: Hall, client_of: Callable
) -> None:
    page = client_of(hall.facilitator).get(reverse("screen", args=[hall.conference.slug]) + query).content.decode()
    assert f'data-theme="{theme}"' in page


def test_a_facilitator_with_the_desk_and_the_screen_is_one_person(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    process = Process(monkeypatch)
    guide = hall.facilitator.member
    with asyncio.Runner() as loop:
        screens = loop.run(process.open([guide], projected_by=guide))
    assert register.connected(hall.conference.pk) == {guide.ref}
    assert [sorted(screen.texts) for screen in screens.values()] == [["desk"], ["screen"]]


@pytest.mark.parametrize("stage", [Stage.PLENARY, Stage.HEARING, Stage.BALLOT, Stage.SIGNING])
def test_the_screen_costs_the_same_for_more_people(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    costs = []
    for more in (1, 20):
        for n in range(more):
            citizen = enter(hall.conference, Role.CITIZEN, f"more-{more}-{n}", table=1)
            if stage in {Stage.PLENARY, Stage.HEARING}:
                floor.raise_hand(actor=citizen, conference=hall.conference)
        with CaptureQueriesContext(connection) as queries:
            shown(hall.conference)
        costs.append(len(queries))
    assert costs[0] == costs[1]
