"""The parts of a round: each table goes through them by itself, when half of it is ready."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.actions import move_citizen
from deliberation.panel.models import Panellist
from sessions.guide import actions
from sessions.guide.models import Arrival, Ready, Step
from sessions.guide.queries import Standing, ready_of, standing_of, standings
from sessions.rounds import actions as rounds
from sessions.scenarios.create import create_conference
from sessions.scenarios.load import load
from sessions.sittings.models import Attendance
from tests.at_once import at_once
from tests.cast import enter
from tests.hall import Hall


def in_parts(hall: Hall, *stages: Stage, count: int = 3) -> None:
    for stage in stages or (Stage.TABLES,):
        Step.objects.bulk_create(
            Step(round=hall.round(stage), number=n, text=f"Partie {n}", minutes=10) for n in range(1, count + 1)
        )


def step(hall: Hall, number: int, stage: Stage = Stage.TABLES) -> Step:
    return Step.objects.get(round=hall.round(stage), number=number)


def ready(hall: Hall, *actors: Actor, number: int = 1) -> None:
    for actor in actors:
        actions.say_ready(actor=actor, conference=hall.conference, step_id=step(hall, number).pk)


def move(hall: Hall, actor: Actor, number: int, table: int | None = None) -> None:
    actions.move_on(actor=actor, conference=hall.conference, step_id=step(hall, number).pk, table=table)


def at(hall: Hall, table: int, stage: Stage = Stage.TABLES) -> Standing:
    found = standing_of(hall.round(stage), table)
    assert found is not None
    return found


def shown(hall: Hall, table: int = 1) -> tuple[int, int, int, bool]:
    found = at(hall, table)
    return found.step.number, found.ready, found.here, found.is_proposed


def told() -> list[tuple[str, str]]:
    entries = Entry.objects.filter(verb__startswith="guide:").order_by("number")
    return [(entry.verb.removeprefix("guide:"), entry.actor.partition(":")[0]) for entry in entries]


def refused(act, *args, **kwargs) -> str:
    before = list(Arrival.objects.values()), list(Ready.objects.values()), Entry.objects.count()
    with pytest.raises(Refused) as said:
        act(*args, **kwargs)
    assert (list(Arrival.objects.values()), list(Ready.objects.values()), Entry.objects.count()) == before
    return str(said.value)


@pytest.fixture
def parted(hall: Hall, english: None) -> Hall:
    """Two tables of three, in a round of three parts."""
    in_parts(hall)
    hall.reach(Stage.TABLES)
    return hall


def test_a_conference_has_the_parts_of_its_scenario(db: None) -> None:
    scenario = load("drees-2016")
    create_conference(scenario, slug="parties")
    planned = [
        (round_.title, number, each.text, each.minutes)
        for _, round_ in scenario.rounds()
        for number, each in enumerate(round_.steps, start=1)
    ]
    found = Step.objects.order_by("round__sitting__number", "round__number", "number")
    assert list(found.values_list("round__title", "number", "text", "minutes")) == planned
    assert len(planned) == 6


def test_a_round_without_parts_is_as_it_was(hall: Hall, english: None) -> None:
    hall.reach(Stage.TABLES)
    assert standings(hall.round(Stage.TABLES)) == {}
    in_parts(hall, Stage.DRAFTING)
    sentence = refused(
        actions.say_ready, actor=hall.citizens[0], conference=hall.conference, step_id=step(hall, 1, Stage.DRAFTING).pk
    )
    assert sentence == "This step is not in parts."


def test_every_table_begins_at_the_first_part_with_its_time(parted: Hall) -> None:
    begun = parted.round(Stage.TABLES).started_at
    for table in (1, 2):
        found = at(parted, table)
        assert (found.step.number, found.of, found.coming) == (1, 3, step(parted, 2))
        assert found.ends_at - found.since == timedelta(minutes=10)
        assert abs(found.since - begun) < timedelta(seconds=5)
        assert shown(parted, table) == (1, 0, 3, False)


def test_half_of_those_who_are_here_propose_and_somebody_moves_the_table_alone(parted: Hall) -> None:
    one, other, third = parted.at_table(1)
    ready(parted, one, one)
    assert shown(parted) == (1, 1, 3, False)
    assert refused(move, parted, one, 2) == "Your table goes on when half of it is ready."
    ready(parted, other)
    assert shown(parted) == (1, 2, 3, True)
    move(parted, third, 2)
    assert (shown(parted), shown(parted, 2)) == ((2, 0, 3, False), (1, 0, 3, False))
    assert ready_of([one.member, other.member]) == set()
    assert told() == [("ready-said", "citizen"), ("ready-said", "citizen"), ("moved-on", "citizen")]


def test_one_who_takes_it_back_is_not_counted(parted: Hall) -> None:
    one, other, _ = parted.at_table(1)
    ready(parted, one, other)
    for _time in range(2):
        actions.take_back_ready(actor=one, conference=parted.conference)
    assert shown(parted) == (1, 1, 3, False)
    assert told()[2:] == [("ready-taken-back", "citizen")]


def test_the_journal_does_not_say_who_was_ready(parted: Hall) -> None:
    one = parted.at_table(1)[0]
    ready(parted, one)
    actions.take_back_ready(actor=one, conference=parted.conference)
    for entry in Entry.objects.filter(verb__startswith="guide:"):
        assert entry.actor == "citizen"
        assert json.loads(entry.detail) == {"round": parted.round(Stage.TABLES).pk, "table": 1}


def test_who_has_not_signed_the_sheet_is_not_waited_for_unless_they_say_something(parted: Hall) -> None:
    one, _, absent = parted.at_table(1)
    Attendance.objects.filter(membership=absent.member).delete()
    ready(parted, one)
    assert shown(parted) == (1, 1, 2, True)
    ready(parted, absent)
    assert shown(parted) == (1, 2, 3, True)


def test_who_moves_counts_where_they_sit(parted: Hall) -> None:
    mover, stays = parted.at_table(1)[0], parted.at_table(1)[1]
    ready(parted, mover)
    move_citizen(actor=parted.facilitator, conference=parted.conference, ref=mover.member.ref, table=2)
    assert (shown(parted), shown(parted, 2)) == ((1, 0, 2, False), (1, 0, 4, False))
    ready(parted, mover)
    assert shown(parted, 2) == (1, 1, 4, False)
    ready(parted, stays)
    move(parted, stays, 2)
    # Who comes back to a table that went on is not ready there.
    move_citizen(actor=parted.facilitator, conference=parted.conference, ref=mover.member.ref, table=1)
    assert (shown(parted), shown(parted, 2)) == ((2, 0, 3, False), (1, 0, 3, False))


def test_who_comes_late_is_one_more(parted: Hall) -> None:
    ready(parted, parted.at_table(1)[0])
    late = enter(parted.conference, Role.CITIZEN, "late", table=1)
    assert shown(parted) == (1, 1, 3, False)
    Attendance.objects.create(sitting=parted.round(Stage.TABLES).sitting, membership=late.member, at=clock.now())
    assert shown(parted) == (1, 1, 4, False)


def test_the_tablet_says_so_for_its_table_and_anyone_there_takes_it_back(parted: Hall) -> None:
    tablet = enter(parted.conference, Role.TABLE, "tablet-1", table=1)
    ready(parted, tablet)
    found = at(parted, 1)
    assert (found.by_tablet, found.ready, found.is_proposed) == (True, 0, True)
    actions.take_back_ready(actor=parted.at_table(1)[2], conference=parted.conference)
    assert at(parted, 1).is_proposed is False
    ready(parted, tablet)
    move(parted, tablet, 2)
    assert shown(parted) == (2, 0, 3, False)
    assert told()[0] == ("ready-said", "table")


def test_at_the_last_part_the_table_is_done_and_goes_nowhere(parted: Hall) -> None:
    people = parted.at_table(1)
    for number in (1, 2):
        ready(parted, *people, number=number)
        assert at(parted, 1).is_done is False
        move(parted, people[0], number + 1)
    ready(parted, *people[:2], number=3)
    assert at(parted, 1).is_done is True
    assert refused(actions.move_on, actor=people[0], conference=parted.conference, step_id=0) == (
        "This step has no such part."
    )


def test_nobody_jumps_over_a_part_nor_says_ready_for_another(parted: Hall) -> None:
    people = parted.at_table(1)
    ready(parted, *people)
    assert refused(move, parted, people[0], 3) == "Your table has gone on meanwhile."
    assert refused(ready, parted, people[0], number=2) == "Your table has gone on meanwhile."


def test_citizens_move_their_own_table_whatever_they_name(parted: Hall) -> None:
    ready(parted, *parted.at_table(1))
    move(parted, parted.at_table(1)[0], 2, table=2)
    assert (shown(parted)[0], shown(parted, 2)[0]) == (2, 1)


def test_a_facilitator_brings_one_table_or_all_of_them(parted: Hall) -> None:
    move(parted, parted.facilitator, 2, table=2)
    assert (shown(parted)[0], shown(parted, 2)[0]) == (1, 2)
    move(parted, parted.facilitator, 3)
    move(parted, parted.facilitator, 2)
    assert (shown(parted)[0], shown(parted, 2)[0]) == (3, 3)
    assert refused(move, parted, parted.facilitator, 3, table=9) == "There is no such table."
    assert told() == [("moved-on", "facilitator")] * 3


@pytest.mark.parametrize("role", [Role.EXPERT, Role.STEERING, Role.GUARANTOR, Role.SPONSOR])
def test_nobody_else_is_ready_or_moves_a_table(role: Role, parted: Hall) -> None:
    other = enter(parted.conference, role)
    refused(ready, parted, other)
    refused(move, parted, other, 2)


def test_a_facilitator_is_not_ready_for_a_table(parted: Hall) -> None:
    refused(ready, parted, parted.facilitator)


def test_who_sits_nowhere_is_told_so(parted: Hall) -> None:
    nowhere = enter(parted.conference, Role.CITIZEN, "nowhere")
    sentence = "You do not sit at a table yet: ask the facilitator."
    assert refused(ready, parted, nowhere) == sentence
    assert refused(move, parted, nowhere, 2) == sentence


def test_a_part_of_another_conference_is_none(parted: Hall, other_conference: Conference) -> None:
    stranger = enter(other_conference, Role.CITIZEN, "stranger", table=1)
    refused(actions.say_ready, actor=stranger, conference=parted.conference, step_id=step(parted, 1).pk)
    refused(actions.move_on, actor=stranger, conference=other_conference, step_id=step(parted, 2).pk)


def test_a_table_formed_in_the_middle_begins_with_the_round(parted: Hall) -> None:
    mover = parted.at_table(1)[0]
    move_citizen(actor=parted.facilitator, conference=parted.conference, ref=mover.member.ref, table=3)
    found = at(parted, 3)
    assert (found.step.number, found.since) == (1, parted.round(Stage.TABLES).started_at)
    ready(parted, mover)
    move(parted, mover, 2)
    assert shown(parted, 3) == (2, 0, 1, False)


def test_the_end_of_the_round_forgets_who_was_ready_and_keeps_where_tables_were(parted: Hall) -> None:
    move(parted, parted.facilitator, 2, table=1)
    ready(parted, parted.at_table(1)[0], number=2)
    before = at(parted, 1)
    parted.end(Stage.TABLES)
    assert (Ready.objects.count(), told()[-1]) == (0, ("ready-cleared", "facilitator"))
    parted.conference.refresh_from_db()
    rounds.resume_round(actor=parted.facilitator, conference=parted.conference, round_id=parted.round(Stage.TABLES).pk)
    after = at(parted, 1)
    assert after.step == before.step
    # The pause is not taken from the part's time.
    assert timedelta(0) < after.since - before.since < timedelta(seconds=30)


def test_a_round_that_is_held_anew_begins_anew(parted: Hall) -> None:
    move(parted, parted.facilitator, 3)
    ready(parted, parted.at_table(1)[0], number=3)
    rounds.go_back(actor=parted.facilitator, conference=parted.conference, round_id=parted.round(Stage.TABLES).pk)
    assert Ready.objects.count() == 0
    parted.start(Stage.TABLES)
    assert (shown(parted), shown(parted, 2)) == ((1, 0, 3, False), (1, 0, 3, False))


def test_drafting_has_parts_too(hall: Hall) -> None:
    in_parts(hall, Stage.DRAFTING, count=1)
    hall.reach(Stage.DRAFTING)
    found = at(hall, 1, Stage.DRAFTING)
    assert (found.step.number, found.coming, found.is_done) == (1, None, False)


def test_the_database_holds_the_shape(parted: Hall) -> None:
    round_, first = parted.round(Stage.TABLES), step(parted, 1)
    wrong = (
        lambda: Step.objects.create(round=round_, number=1, text="Deux fois", minutes=5),
        lambda: Step.objects.create(round=round_, number=0, text="Zéro", minutes=5),
        lambda: Step.objects.create(round=round_, number=4, text="", minutes=5),
        lambda: Step.objects.create(round=round_, number=4, text="Sans temps", minutes=0),
        lambda: Arrival.objects.create(step=first, table=1, at=clock.now()),
    )
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            each()


@pytest.mark.django_db(transaction=True)
def test_a_whole_table_that_presses_on_at_once_goes_one_part_on(hall: Hall) -> None:
    in_parts(hall)
    hall.reach(Stage.TABLES)
    people = [*hall.at_table(1), hall.facilitator]
    ready(hall, *people[:3])
    assert at_once(*(lambda a=a: move(hall, a, 2, table=1) for a in people)) == [None] * 4
    assert shown(hall)[0] == 2
    assert [verb for verb, _ in told()] == ["ready-said"] * 3 + ["moved-on"]


@pytest.mark.django_db(transaction=True)
def test_people_who_are_ready_at_once_are_all_counted_once(hall: Hall) -> None:
    in_parts(hall)
    hall.reach(Stage.TABLES)
    one, other, third = hall.at_table(1)
    assert at_once(*(lambda a=a: ready(hall, a) for a in (one, one, other, third))) == [None] * 4
    assert shown(hall) == (1, 3, 3, True)


def test_by_the_forms_also_when_somebody_else_pressed_just_before(parted: Hall, client_of) -> None:
    one, other, third = parted.at_table(1)

    def status(who: Actor, name: str, *args: object, **data: object) -> int:
        url = reverse(name, args=[parted.conference.slug, *args])
        return client_of(who).post(url, data, headers={"accept": "application/json"}).status_code

    first, second = step(parted, 1).pk, step(parted, 2).pk
    assert status(one, "move_on", second) == 409
    assert [status(who, "say_ready", first) for who in (one, other, parted.facilitator)] == [200, 200, 403]
    assert [status(who, "move_on", second) for who in (one, third)] == [200, 200]
    assert status(parted.at_table(2)[0], "move_on", second) == 409
    assert status(parted.facilitator, "move_on", second, table="2") == 200
    assert status(parted.facilitator, "move_on", second, table="") == 200
    assert status(one, "take_back_ready") == 200
    assert Panellist.objects.filter(table=1).count() == 3
    assert (shown(parted)[0], shown(parted, 2)[0]) == (2, 2)
