"""Moving a citizen to another table, and taking it back."""

import threading

import pytest
from django.apps import apps
from django.db import connection

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import IN_A_SITTING, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.panel.actions import move_citizen
from deliberation.panel.models import Panellist
from deliberation.panel.queries import Move, last_move, table_of
from sessions.fanout.audiences import audiences_of
from sessions.rounds import actions as rounds
from tests.cast import enter, found_conference, set_stage
from tests.hall import Hall


def everything() -> dict[str, list[str]]:
    return {
        m._meta.db_table: sorted(map(str, m._base_manager.values_list()))
        for m in apps.get_app_config("deliberation").get_models()
    }


def move(by: Actor, who: Actor, table: int | None) -> None:
    move_citizen(actor=by, conference=by.member.conference, ref=who.member.ref, table=table)


@pytest.fixture
def tables(conference: Conference) -> Conference:
    set_stage(conference, Stage.TABLES)
    return conference


def test_a_citizen_goes_to_another_table_to_a_new_one_or_to_none(
    tables: Conference, facilitator: Actor, citizen: Actor, other_citizen: Actor
) -> None:
    for table in (2, 3, None, 1):
        move(facilitator, citizen, table)
        assert table_of(citizen.member) == table
        assert ("table" in [a.kind for a in audiences_of(citizen, tables)]) == (table is not None)
    assert table_of(other_citizen.member) == 2
    details = [e.detail for e in Entry.objects.filter(verb="panel:citizen-moved").order_by("number")]
    ref = citizen.member.ref
    assert details[:2] == [
        f'{{"from_table":1,"person":"{ref}","to_table":2}}',
        f'{{"from_table":2,"person":"{ref}","to_table":3}}',
    ]


def test_where_they_sit_already_nothing_changes(tables: Conference, facilitator: Actor, citizen: Actor) -> None:
    before = everything()
    move(facilitator, citizen, 1)
    assert everything() == before


@pytest.mark.parametrize("table", [0, -1, 4, 99])
def test_a_table_that_is_not_there_is_refused(
    table: int, tables: Conference, facilitator: Actor, citizen: Actor, other_citizen: Actor
) -> None:
    before = everything()
    with pytest.raises(Refused):
        move(facilitator, citizen, table)
    assert everything() == before


def test_before_tables_are_formed_nobody_is_moved(tables: Conference, facilitator: Actor) -> None:
    alone = enter(tables, Role.CITIZEN, "alone")
    with pytest.raises(Refused):
        move(facilitator, alone, 1)


def test_who_left_and_who_is_elsewhere_are_not_moved(
    tables: Conference, other_conference: Conference, facilitator: Actor, citizen: Actor
) -> None:
    elsewhere = enter(other_conference, Role.CITIZEN, table=1)
    with pytest.raises(Refused):
        move(facilitator, elsewhere, 1)
    with pytest.raises(Refused):
        move(facilitator, facilitator, 1)
    remove_person(actor=facilitator, conference=tables, membership=citizen.member)
    with pytest.raises(Refused):
        move(facilitator, citizen, 2)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_only_a_facilitator_moves_people(
    role: Role, tables: Conference, cast: dict[Role, Actor], other_citizen: Actor
) -> None:
    if role == Role.FACILITATOR:
        move(cast[role], other_citizen, 1)
        assert table_of(other_citizen.member) == 1
        return
    before = everything()
    with pytest.raises(Refused):
        move(cast[role], other_citizen, 1)
    assert everything() == before


@pytest.mark.parametrize("stage", list(Stage))
def test_people_are_moved_while_a_sitting_is_held(
    stage: Stage, conference: Conference, facilitator: Actor, citizen: Actor
) -> None:
    set_stage(conference, stage)
    if stage in IN_A_SITTING:
        move(facilitator, citizen, 2)
        assert table_of(citizen.member) == 2
    else:
        with pytest.raises(Refused):
            move(facilitator, citizen, 2)


# Taking it back


def test_the_last_move_can_be_taken_back_once(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    who = hall.at_table(1)[0]
    assert last_move(hall.conference) is None
    move(hall.facilitator, who, 2)
    assert last_move(hall.conference) == Move(who.member, 1, 2, undoes=False)
    move(hall.facilitator, who, 1)
    assert last_move(hall.conference) == Move(who.member, 2, 1, undoes=True)
    other = hall.at_table(2)[0]
    move(hall.facilitator, other, None)
    assert last_move(hall.conference) == Move(other.member, 2, 0, undoes=False)


def test_a_round_that_ends_settles_who_sits_where(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    move(hall.facilitator, hall.at_table(1)[0], 2)
    hall.end(Stage.TABLES)
    assert last_move(hall.conference) is None
    move(hall.facilitator, hall.at_table(1)[0], 2)
    assert last_move(hall.conference)
    hall.start(Stage.PLENARY)
    assert last_move(hall.conference) is None
    move(hall.facilitator, hall.at_table(1)[0], 2)
    rounds.go_back(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.PLENARY).pk)
    assert last_move(hall.conference) is None


def test_of_somebody_who_left_nothing_is_taken_back(tables: Conference, facilitator: Actor, citizen: Actor) -> None:
    move(facilitator, citizen, 2)
    remove_person(actor=facilitator, conference=tables, membership=citizen.member)
    assert last_move(tables) is None


@pytest.mark.django_db(transaction=True)
def test_moved_to_two_tables_at_once_they_sit_at_one() -> None:
    """Whoever comes last has the say, and the journal tells both moves in the order in which they were made."""
    conference = found_conference()
    set_stage(conference, Stage.TABLES)
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}", table=n) for n in (1, 2, 3)]
    facilitators = [enter(conference, Role.FACILITATOR, f"facilitator-{n}") for n in (1, 2)]
    start = threading.Barrier(2)

    def run(by: Actor, table: int) -> None:
        try:
            start.wait()
            move(by, citizens[0], table)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(by, n)) for n, by in enumerate(facilitators, start=2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = list(Entry.objects.filter(verb="panel:citizen-moved").order_by("number"))
    there = Panellist.objects.get(membership=citizens[0].member).table
    assert [f'"to_table":{there}' in e.detail for e in entries] == [False, True]
    assert '"from_table":1' in entries[0].detail
