"""What each audience's region holds, stage by stage, while data that could leak lies everywhere."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from deliberation.conference.actions import choose_name
from deliberation.conference.models import Conference
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.models import Term
from deliberation.hearings.actions import ask_question
from deliberation.opinion.models import Section
from deliberation.panel.actions import issue_badge
from deliberation.proposals.actions import make_remark
from deliberation.proposals.models import Proposal
from deliberation.questionnaire.actions import answer_items
from deliberation.questionnaire.codes import new_code
from deliberation.questionnaire.models import Item
from sessions.cards.actions import raise_card
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.fanout.snapshots import snapshots
from sessions.floor.actions import raise_hand
from sessions.guide.actions import say_ready, take_back_ready
from sessions.guide.models import Step
from sessions.help.actions import call_for_help
from sessions.notices.actions import send_notice
from sessions.tables.actions import write_note
from tests.cast import enter
from tests.hall import Hall, turn_all_votes

# In this order: the letter under which the grid names each planted text.
PLANTED = {
    "m": "person@example.org",  # e-mail addresses
    "b": "",  # a badge's code, filled in below
    "q": "Question de citoyen",
    "a": "Réponse intime",  # to the questionnaire
    "n": "Notes de la table 1",
    "N": "Notes de la table 2",
    "d": "Brouillon de la table 1",
    "D": "Brouillon de la table 2",
    "s": "Soumise par la table 2",
    "o": "Mots de l’avis",
    "r": "Réserve de signataire",
    "x": "Motif de refus",
    "p": "Nom à imprimer",
}
# What is planted by the time of each stage, and which of it the region of each audience holds.
GRID = """
stage         citizens  watch  desk   guarantor  table-1  table-2  tablet-1  person
questionnaire .         .      .      .          .        .        .         .
hearing       q         q      q      q          .        .        q         .
tables        .         .      .      .          n        N        .         .
drafting      .         .      Dds    Dds        dn       DNs      .         .
review        s         s      Dds    Dds        dn       DNs      s         .
plenary       Nns       Nns    DdNns  DdNns      dn       DNs      Nns       .
ballot        s         s      Dds    Dds        dn       DNs      s         .
writing       os        s      Ddos   Ddos       dn       DNs      os        .
adoption      os        s      Ddos   Ddos       dn       DNs      os        .
signing       os        s      Ddos   Ddos       dn       DNs      os        .
handover      s         s      Dds    Dds        dn       DNs      s         .
"""


EVERY_REGION = (Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR, Kind.SCREEN)


def stated() -> dict[str, dict[str, str]]:
    head, *rows = (line.split() for line in GRID.strip().splitlines())
    return {row[0]: {name: cell.strip(".") for name, cell in zip(head[1:], row[1:], strict=True)} for row in rows}


def region(conference: Conference, kind: Kind, key: str = "") -> str:
    return render(Audience(conference.pk, kind, key), "fr").html


def held(hall: Hall, planted: dict[str, str]) -> dict[str, str]:
    own = hall.citizens[0].member.ref
    regions = {
        kind.value: region(hall.conference, kind) for kind in (Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR)
    }
    regions |= {f"table-{n}": region(hall.conference, Kind.TABLE, str(n)) for n in (1, 2)}
    regions["tablet-1"] = region(hall.conference, Kind.TABLET, "1")
    regions["person"] = region(hall.conference, Kind.PERSON, own)
    return {
        name: "".join(
            sorted((letter for letter, text in planted.items() if text in html), key=lambda c: (c.lower(), c.islower()))
        )
        for name, html in regions.items()
    }


def play(hall: Hall) -> dict[str, dict[str, str]]:
    """Hold every round; before each ends, see what every region holds."""
    found: dict[str, dict[str, str]] = {}
    conference, planted = hall.conference, dict(PLANTED)
    email = enter(conference, Role.EXPERT, "someone", email="person@example.org")
    planted["b"] = issue_badge(actor=OPERATOR, conference=conference, membership=email.member)

    def look(stage: Stage) -> None:
        found[stage.value] = held(hall, planted)

    hall.open()
    hall.start(Stage.QUESTIONNAIRE)
    story = Item.objects.get(key="story")
    for citizen in hall.citizens:
        answer_items(
            actor=citizen,
            conference=conference,
            questionnaire_id=hall.round(Stage.QUESTIONNAIRE).questionnaire_id,
            code=new_code(),
            agreed=True,
            **{f"item-{story.pk}": "Réponse intime"},
        )
    look(Stage.QUESTIONNAIRE)
    hall.end(Stage.QUESTIONNAIRE)
    hall.start(Stage.HEARING)
    ask_question(
        actor=hall.citizens[0],
        conference=conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        text="Question de citoyen",
    )
    look(Stage.HEARING)
    hall.end(Stage.HEARING)
    hall.start(Stage.TABLES)
    for table in (1, 2):
        write_note(actor=hall.at_table(table)[0], conference=conference, text=f"Notes de la table {table}", version=0)
    look(Stage.TABLES)
    hall.end(Stage.TABLES)
    hall.start(Stage.DRAFTING)
    for table in (1, 2):
        hall.propose(hall.at_table(table)[0], f"Brouillon de la table {table}", submit=False)
    hall.propose(hall.at_table(2)[0], "Soumise par la table 2")
    look(Stage.DRAFTING)
    hall.end(Stage.DRAFTING)
    for stage in (Stage.REVIEW, Stage.PLENARY, Stage.BALLOT):
        hall.start(stage)
        look(stage)
        if stage == Stage.BALLOT:
            for citizen in hall.citizens:
                hall.cast(citizen, "for")
        hall.end(stage)
    hall.start(Stage.WRITING)
    for part in Section.Part:
        hall.write(hall.citizens[0], part, "Mots de l’avis")
    look(Stage.WRITING)
    hall.end(Stage.WRITING)
    hall.start(Stage.ADOPTION)
    for citizen in hall.citizens:
        hall.cast(citizen, "for")
    look(Stage.ADOPTION)
    hall.end(Stage.ADOPTION)
    hall.start(Stage.SIGNING)
    hall.sign(hall.at_table(1)[0], reservation="Réserve de signataire", public_name="Nom à imprimer")
    hall.sign(hall.at_table(2)[0], "declined", reason="Motif de refus")
    look(Stage.SIGNING)
    hall.end(Stage.SIGNING)
    hall.start(Stage.HANDOVER)
    look(Stage.HANDOVER)
    return found


def _ask(hall: Hall, citizen: Actor, n: int) -> None:
    ask_question(
        actor=citizen,
        conference=hall.conference,
        hearing_id=hall.round(Stage.HEARING).hearing_id,
        text=f"Question {n}",
    )


def _answer(hall: Hall, citizen: Actor, n: int) -> None:
    questionnaire = hall.round(Stage.QUESTIONNAIRE).questionnaire_id
    answer_items(actor=citizen, conference=hall.conference, questionnaire_id=questionnaire, code=new_code())


def _remark(hall: Hall, citizen: Actor, n: int) -> None:
    proposal = Proposal.objects.first()
    make_remark(actor=citizen, conference=hall.conference, proposal_id=proposal.pk, text=f"Remarque {n}")


def _nothing(hall: Hall, citizen: Actor, n: int) -> None:
    pass


BUSY: dict[Stage, Callable[[Hall, Actor, int], None]] = {
    Stage.QUESTIONNAIRE: _answer,
    Stage.HEARING: _ask,
    Stage.TABLES: _nothing,
    Stage.REVIEW: _remark,
    Stage.BALLOT: _nothing,
    Stage.SIGNING: lambda hall, citizen, n: hall.sign(citizen),
}


def test_each_region_holds_what_its_audience_may_see_and_nothing_else(hall: Hall) -> None:
    assert play(hall) == stated()


def named(html: str, hall: Hall) -> set[str]:
    return {c.member.name for c in hall.citizens if re.search(rf"{c.member.name}\b", html)}


@pytest.mark.parametrize("stage", [Stage.TABLES, Stage.HEARING, Stage.REVIEW, Stage.SIGNING])
def test_persons_are_named_at_their_table_and_at_the_desk_alone(stage: Stage, hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.reach(stage)
    everyone = {c.member.name for c in hall.citizens}
    conference, me = hall.conference, hall.citizens[0]
    found = {kind: named(region(conference, kind), hall) for kind in (Kind.CITIZENS, Kind.WATCH, Kind.DESK)}
    assert found == {Kind.CITIZENS: set(), Kind.WATCH: set(), Kind.DESK: everyone}
    for table in (1, 2):
        there = {c.member.name for c in hall.at_table(table)}
        assert named(region(conference, Kind.TABLE, str(table)), hall) == there
        assert named(region(conference, Kind.TABLET, str(table)), hall) == there
    assert named(region(conference, Kind.PERSON, me.member.ref), hall) == {me.member.name}


def test_what_one_asks_for_shows_where_it_belongs(hall: Hall) -> None:
    """A hand in the room, and a table's; a table's call at that table; one's own on one's own page."""
    hall.reach(Stage.TABLES)
    first, second, *_ = hall.at_table(1)
    conference = hall.conference
    choose_name(actor=first, conference=conference, called="Mado")
    raise_hand(actor=first, conference=conference)
    call_for_help(actor=second, conference=conference)
    send_notice(actor=hall.facilitator, conference=conference, text="À tous")
    send_notice(actor=hall.facilitator, conference=conference, text="À la table", table=1)

    def where(text: str) -> set[str]:
        regions = {kind.value: region(conference, kind) for kind in (Kind.CITIZENS, Kind.WATCH)}
        regions |= {f"table-{n}": region(conference, Kind.TABLE, str(n)) for n in (1, 2)}
        regions |= {each.member.name: region(conference, Kind.PERSON, each.member.ref) for each in (first, second)}
        return {name for name, html in regions.items() if text in html}

    assert where("Mado") == {"table-1", first.member.name}
    assert where('class="hand"') == {"table-1"}
    assert where('data-act="withdraw-call"') == {"table-1"}
    assert where("À tous") == {"citizens", "watch"}
    assert where("À la table") == {"table-1"}
    assert where('data-marks="attendance-1 hand"') == {first.member.name}
    hall.end(Stage.TABLES)
    hall.start(Stage.HEARING)
    raise_hand(actor=first, conference=conference)
    call_for_help(actor=second, conference=conference)
    assert where('class="hand"') == {"citizens", "watch"}
    assert where('data-act="withdraw-call"') == {"table-1", second.member.name}


def test_how_many_are_ready_is_shown_to_their_table_and_the_overseers_and_who_to_nobody(hall: Hall) -> None:
    round_, conference = hall.round(Stage.TABLES), hall.conference
    steps = [Step.objects.create(round=round_, number=n, text=f"Partie {n}", minutes=5) for n in (1, 2)]
    hall.reach(Stage.TABLES)

    def regions() -> dict[str, str]:
        found = {kind.value: region(conference, kind) for kind in EVERY_REGION}
        found |= {f"{kind.value}-{n}": region(conference, kind, n) for kind in (Kind.TABLE, Kind.TABLET) for n in "12"}
        people = [citizen.member for citizen in hall.at_table(1)]
        return found | {person.name: region(conference, Kind.PERSON, person.ref) for person in people}

    first, second, third = hall.at_table(1)
    before = regions()
    say_ready(actor=first, conference=conference, step_id=steps[0].pk)
    after = regions()
    assert {name for name in after if after[name] != before[name]} == {
        "desk",
        "guarantor",
        "table-1",
        first.member.name,
    }
    assert 'data-ready="1/3"' in after["table-1"]
    # Whoever of the table it was, they all read the same.
    take_back_ready(actor=first, conference=conference)
    say_ready(actor=second, conference=conference, step_id=steps[0].pk)
    assert {name: regions()[name] for name in ("desk", "guarantor", "table-1")} == {
        name: after[name] for name in ("desk", "guarantor", "table-1")
    }
    assert 'data-act="move-on"' not in after["table-1"]
    say_ready(actor=third, conference=conference, step_id=steps[0].pk)
    assert regions()["table-1"].count('data-act="move-on"') == 1
    # One thing to do next: it takes the place of what was.
    assert regions()["table-1"].count("button-primary") == 1


def test_the_desk_is_told_which_tables_are_not_ready_and_proposes_to_end(hall: Hall) -> None:
    step = Step.objects.create(round=hall.round(Stage.TABLES), number=1, text="Partie", minutes=5)
    hall.reach(Stage.TABLES)
    assert 'id="propose-end"' not in region(hall.conference, Kind.DESK)
    for citizen in hall.at_table(1)[:2]:
        say_ready(actor=citizen, conference=hall.conference, step_id=step.pk)
    desk = re.sub(r"\s+", " ", region(hall.conference, Kind.DESK))
    assert "La moitié des tables sont prêtes pour la mise en commun.</strong> Pas encore : table 2." in desk
    assert "prête pour la mise en commun" in region(hall.conference, Kind.TABLE, "1")
    for citizen in hall.at_table(2)[:2]:
        say_ready(actor=citizen, conference=hall.conference, step_id=step.pk)
    assert "Toutes les tables sont prêtes pour la mise en commun." in region(hall.conference, Kind.DESK)
    assert 'id="propose-end"' not in region(hall.conference, Kind.GUARANTOR)


def test_a_word_that_is_not_understood_is_on_the_desk_alone(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    conference, me = hall.conference, hall.at_table(2)[0]
    raise_card(actor=me, conference=conference, text="piézomètre")
    found = {kind.value: region(conference, kind) for kind in EVERY_REGION}
    found |= {"table": region(conference, Kind.TABLE, "2"), "tablet": region(conference, Kind.TABLET, "2")}
    found |= {"person": region(conference, Kind.PERSON, me.member.ref)}
    assert {name for name, html in found.items() if "piézomètre" in html} == {"desk"}
    card = found["desk"].partition('<section class="panel cards"')[2].partition("</section>")[0]
    assert me.member.name not in card
    assert me.member.ref not in card
    assert "Table 2" not in card


def test_a_word_of_the_glossary_is_explained_where_it_stands(hall: Hall) -> None:
    term = Term.objects.create(conference=hall.conference, word="consigne", explanation="Ce qui est demandé.")
    hall.reach(Stage.PLENARY)
    link = f'<a class="term" href="#word-{term.pk}" data-opens="explain-dialog">Consigne</a>'
    for kind in (Kind.CITIZENS, Kind.WATCH, Kind.DESK):
        assert link in region(hall.conference, kind)


PAGES = ("", "sitting/", "people/", "dossier/", "opinion/", "journal/", "journal.jsonl", "record.json")


def everything_shown(hall: Hall, browsers: dict[Role, Callable[..., object]]) -> dict[tuple[Role, str], str]:
    found = {}
    snapshots.clear()
    for role, browser in browsers.items():
        for page in PAGES:
            text = browser.get(f"/conferences/eau/{page}").content.decode()
            text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
            found[role, page] = re.sub(r'data-now="[^"]*"', "", text)
    return found


@pytest.mark.parametrize("stage", [Stage.BALLOT, Stage.ADOPTION])
def test_no_page_tells_anyone_anything_of_the_papers_before_the_closing(
    stage: Stage, hall: Hall, client_of: Callable
) -> None:
    """Whatever was voted, every page of every role is the same, byte for byte; after the closing it is not."""
    roles = [r for r in Role if r not in {Role.OPERATOR, Role.CITIZEN}]
    browsers = {role: client_of(enter(hall.conference, role)) for role in roles}
    browsers[Role.CITIZEN] = client_of(hall.citizens[0])
    hall.reach(stage)
    for citizen in hall.citizens[:5]:
        hall.cast(citizen, "for")
    if_all_for = everything_shown(hall, browsers)
    turn_all_votes()
    assert everything_shown(hall, browsers) == if_all_for
    hall.end(stage)
    closed = everything_shown(hall, browsers)
    assert closed[Role.CITIZEN, "sitting/"] != if_all_for[Role.CITIZEN, "sitting/"]
    assert '"against": 5' in closed[Role.GUARANTOR, "record.json"]


def queries_of(conference: Conference, kind: Kind, key: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        region(conference, kind, key)
    return len(queries)


@pytest.mark.parametrize("stage", [s for s in Stage if s in BUSY])
def test_a_region_costs_the_same_for_more_people(stage: Stage, hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.reach(stage)
    conference, me = hall.conference, hall.citizens[0]
    audiences = [(kind, "") for kind in (Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR)]
    audiences += [(Kind.TABLE, "1"), (Kind.TABLET, "1"), (Kind.PERSON, me.member.ref)]
    counts = []
    for more in (1, 2, 27):
        for n in range(more):
            busy(hall, enter(conference, Role.CITIZEN, f"more-{more}-{n}", table=1 + n % 2), n)
        counts.append({kind: queries_of(conference, kind, key) for kind, key in audiences})
    assert counts[0] == counts[1] == counts[2]


def busy(hall: Hall, citizen: Actor, n: int) -> None:
    """Do what the round asks, so that there is more to show."""
    BUSY[Stage(hall.conference.stage)](hall, citizen, n)


def test_peoples_words_have_french_spaces_to_read_and_their_own_where_they_are_written(hall: Hall) -> None:
    """The language is the conference's, whatever the page's; what is stored, or goes back into a field, is as typed."""
    typed, read = 'L\'eau: pour "qui"?', "L’eau\u00a0: pour «\u202fqui\u202f»\u202f?"
    escaped = escape(typed)
    hall.reach(Stage.DRAFTING)
    citizen = hall.at_table(1)[0]
    proposal = hall.propose(citizen, typed, submit=False)
    assert f'value="{escaped}"' in region(hall.conference, Kind.TABLE, "1")
    hall.submit(citizen, proposal)
    hall.end(Stage.DRAFTING)
    hall.start(Stage.REVIEW)
    make_remark(actor=citizen, conference=hall.conference, proposal_id=proposal.pk, text=typed)
    for language in ("fr", "en"):
        html = render(Audience(hall.conference.pk, Kind.CITIZENS), language).html
        assert f"<h4>{read}</h4>" in html
        assert f">{read}</li>" in html
    Conference.objects.update(language="en")
    assert f"<h4>{escaped}</h4>" in region(hall.conference, Kind.CITIZENS)
    assert Proposal.objects.get().title == typed


def test_citizens_are_led_to_where_they_sign_and_nobody_else_is(hall: Hall) -> None:
    hall.reach(Stage.SIGNING)
    there = f'href="/conferences/{hall.conference.slug}/opinion/signing/"'
    assert region(hall.conference, Kind.CITIZENS).count(there) == 1
    assert there not in region(hall.conference, Kind.WATCH)


def test_everything_a_citizen_may_fill_in_while_the_opinion_is_written_has_an_id_of_its_own(hall: Hall) -> None:
    hall.reach(Stage.WRITING)
    ids = re.findall(r'\bid="([^"]+)"', region(hall.conference, Kind.CITIZENS))
    assert [each for each, count in Counter(ids).items() if count > 1] == []
