"""Calling for help: one open call a table, and one a person."""

import json

import pytest
from django.urls import reverse

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import AT_TABLES, IN_A_SITTING, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.panel.models import Panellist
from sessions.help import actions
from sessions.help.models import HelpCall
from sessions.help.queries import call_of_table, calls_of, open_calls
from sessions.sittings.actions import close_sitting
from sessions.sittings.models import Sitting
from tests.at_once import at_once
from tests.cast import enter, set_stage
from tests.hall import Hall


def call(hall: Hall, actor: Actor) -> None:
    actions.call_for_help(actor=actor, conference=hall.conference)


def withdraw(hall: Hall, actor: Actor) -> None:
    actions.withdraw_call(actor=actor, conference=hall.conference)


def answer(hall: Hall, actor: Actor, found: HelpCall) -> None:
    actions.answer_call(actor=actor, conference=hall.conference, call_id=found.pk)


def waiting(hall: Hall) -> list[tuple[int | None, str]]:
    return [(c.table, c.membership.name) for c in open_calls(Sitting.objects.get(number=1))]


def told() -> list[tuple[str, int]]:
    entries = Entry.objects.filter(verb__startswith="help:").order_by("number")
    return [(entry.verb, json.loads(entry.detail)["table"]) for entry in entries]


def refused(act, *args: object) -> None:
    before = list(HelpCall.objects.order_by("pk").values()), Entry.objects.count()
    with pytest.raises(Refused):
        act(*args)
    assert (list(HelpCall.objects.order_by("pk").values()), Entry.objects.count()) == before


@pytest.mark.parametrize("stage", sorted(AT_TABLES))
def test_at_tables_the_table_calls_once_whoever_presses(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    here, there = hall.at_table(1), hall.at_table(2)
    tablet = enter(hall.conference, Role.TABLE, "tablet-1", table=1)
    for actor in (here[0], here[1], tablet, here[0], there[0]):
        call(hall, actor)
    assert waiting(hall) == [(1, here[0].member.name), (2, there[0].member.name)]
    assert told() == [("help:called", 1), ("help:called", 2)]
    assert call_of_table(Sitting.objects.get(number=1), 1) == HelpCall.objects.get(table=1)
    assert calls_of([here[0].member]) == {}


def test_elsewhere_a_person_calls_for_themselves_and_a_tablet_for_its_table(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.TABLES)
    hall.start(Stage.PLENARY)
    one, other = hall.at_table(1)[:2]
    tablet = enter(hall.conference, Role.TABLE, "tablet-1", table=1)
    for actor in (one, other, one, tablet):
        call(hall, actor)
    assert waiting(hall) == [(None, one.member.name), (None, other.member.name), (1, "tablet-1")]
    assert calls_of(c.member for c in hall.citizens).keys() == {one.member.pk, other.member.pk}


def test_who_sits_nowhere_calls_for_themselves(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    call(hall, enter(hall.conference, Role.CITIZEN, "late"))
    assert waiting(hall) == [(None, "late")]


def test_who_changes_tables_calls_for_the_new_one(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    mover = hall.at_table(1)[0]
    call(hall, mover)
    Panellist.objects.filter(membership=mover.member).update(table=2)
    call(hall, mover)
    assert [table for table, _ in waiting(hall)] == [1, 2]
    withdraw(hall, mover)
    assert [table for table, _ in waiting(hall)] == [1]


def test_a_call_is_withdrawn_by_the_person_or_by_the_table(hall: Hall) -> None:
    hall.open()
    lone, mate = hall.citizens[0], hall.citizens[1]
    call(hall, lone)
    withdraw(hall, mate)
    assert waiting(hall) == [(None, "citizen-1")]
    for _ in range(2):
        withdraw(hall, lone)
    assert (waiting(hall), told()) == ([], [("help:called", 0), ("help:withdrawn", 0)])
    hall.start(Stage.TABLES)
    here, there = hall.at_table(1), hall.at_table(2)
    call(hall, here[0])
    withdraw(hall, there[0])
    assert [table for table, _ in waiting(hall)] == [1]
    withdraw(hall, here[1])
    assert waiting(hall) == []
    assert set(HelpCall.objects.values_list("answered_by", flat=True)) == {None}


def test_a_facilitator_answers_once(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    call(hall, hall.at_table(1)[0])
    found, other = HelpCall.objects.get(), enter(hall.conference, Role.FACILITATOR)
    answer(hall, hall.facilitator, found)
    answer(hall, other, found)
    found.refresh_from_db()
    assert (found.answered_by, waiting(hall)) == (hall.facilitator.member, [])
    assert told() == [("help:called", 1), ("help:answered", 1)]
    call(hall, hall.at_table(1)[1])
    assert [table for table, _ in waiting(hall)] == [1]


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_nobody_else_answers(role: Role, hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    call(hall, hall.at_table(1)[0])
    refused(answer, hall, enter(hall.conference, role, table=2), HelpCall.objects.get())


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}])
def test_nobody_else_calls(role: Role, hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    refused(call, hall, enter(hall.conference, role))
    refused(withdraw, hall, enter(hall.conference, role))


@pytest.mark.parametrize("stage", sorted(set(Stage) - IN_A_SITTING))
def test_outside_a_sitting_nobody_calls(stage: Stage, conference: Conference, citizen: Actor) -> None:
    set_stage(conference, stage)
    refused(lambda: actions.call_for_help(actor=citizen, conference=conference))


def test_between_two_sittings_nobody_calls(hall: Hall) -> None:
    hall.open()
    call(hall, hall.citizens[0])
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert (waiting(hall), told()[1:]) == ([], [("help:withdrawn", 0)])
    refused(call, hall, hall.citizens[0])


def test_a_call_of_another_conference_is_not_answered(hall: Hall, other_conference: Conference) -> None:
    hall.open()
    call(hall, hall.citizens[0])
    set_stage(other_conference, Stage.PAUSE)
    theirs, found = enter(other_conference, Role.FACILITATOR), HelpCall.objects.get()
    refused(lambda: actions.answer_call(actor=theirs, conference=other_conference, call_id=found.pk))
    refused(lambda: actions.answer_call(actor=theirs, conference=hall.conference, call_id=found.pk))


@pytest.mark.django_db(transaction=True)
def test_a_whole_table_that_calls_at_once_calls_once(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    people = [*hall.at_table(1), enter(hall.conference, Role.TABLE, "tablet-1", table=1)]
    assert at_once(*(lambda a=a: call(hall, a) for a in people)) == [None] * len(people)
    assert [table for table, _ in waiting(hall)] == [1]
    assert told() == [("help:called", 1)]


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_answer_at_once_are_one_answer(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    call(hall, hall.at_table(1)[0])
    found = HelpCall.objects.get()
    both = (hall.facilitator, enter(hall.conference, Role.FACILITATOR))
    assert at_once(*(lambda f=f: answer(hall, f, found) for f in both)) == [None, None]
    assert told() == [("help:called", 1), ("help:answered", 1)]


def test_by_the_forms_also_when_it_is_over(hall: Hall, client_of) -> None:
    hall.open()
    slug, me = hall.conference.slug, hall.citizens[0]

    def status(who: Actor, name: str, *args: object) -> int:
        url = reverse(name, args=[slug, *args])
        return client_of(who).post(url, headers={"accept": "application/json"}).status_code

    assert status(me, "call_for_help") == 200
    found = HelpCall.objects.get()
    assert status(hall.citizens[1], "answer_call", found.pk) == 403
    assert status(hall.facilitator, "answer_call", found.pk) == 200
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert status(hall.facilitator, "answer_call", found.pk) == 200
    assert status(me, "withdraw_call") == 200
    assert status(hall.citizens[1], "answer_call", found.pk) == 403
