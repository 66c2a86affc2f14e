"""Where people sit in each round at tables, and whom they have met."""

from collections import Counter

import pytest

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.panel.models import Criterion, Panellist
from deliberation.panel.queries import last_move, table_of
from sessions.allocation import actions
from sessions.allocation.models import Plan, Seat
from sessions.allocation.problem import pair
from sessions.allocation.queries import met_before, seats_now
from sessions.rounds import actions as rounds
from sessions.rounds.models import Round
from sessions.sittings import actions as sittings
from tests.cast import enter
from tests.hall import Hall


def seats(hall: Hall, stage: Stage) -> dict[int, int]:
    return dict(Seat.objects.filter(round=hall.round(stage)).values_list("membership", "table"))


def move(hall: Hall, who: Actor, table: int | None) -> None:
    actions.move_citizen(actor=hall.facilitator, conference=hall.conference, ref=who.member.ref, table=table)


def test_a_round_at_tables_keeps_who_sat_where(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    assert seats(hall, Stage.TABLES) == seats_now(hall.conference)
    assert Counter(seats(hall, Stage.TABLES).values()) == {1: 3, 2: 3}


def test_a_round_that_keeps_the_tables_keeps_the_seats_too_of_those_present(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    hall.end(Stage.TABLES)
    move(hall, hall.citizens[0], None)
    hall.start(Stage.DRAFTING)
    now = seats_now(hall.conference)
    assert len(now) == 5
    assert seats(hall, Stage.DRAFTING) == now
    assert hall.citizens[0].member.pk in seats(hall, Stage.TABLES)


def test_a_new_seating_brings_new_encounters(hall: Hall) -> None:
    Round.objects.filter(kind=Stage.DRAFTING).update(reseat=True)
    hall.reach(Stage.TABLES)
    hall.end(Stage.TABLES)
    hall.start(Stage.DRAFTING)
    met = met_before(hall.conference)
    # Six people at two tables of three: whoever shared one cannot all be kept apart at the next.
    assert Counter(met.values()) == {1: 8, 2: 2}


def test_a_latecomer_and_who_is_moved_sit_where_they_are_seated(hall: Hall) -> None:
    late = enter(hall.conference, Role.CITIZEN, "late")
    hall.reach(Stage.TABLES)
    assert late.member.pk not in seats(hall, Stage.TABLES)
    sittings.sign_attendance(actor=late, conference=hall.conference)
    assert seats(hall, Stage.TABLES)[late.member.pk] == table_of(late.member) == 1
    move(hall, late, 2)
    assert seats(hall, Stage.TABLES)[late.member.pk] == 2
    # Who leaves has sat there.
    move(hall, late, None)
    assert seats(hall, Stage.TABLES)[late.member.pk] == 2
    assert table_of(late.member) is None


def test_moving_in_a_plenary_is_no_seat(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    hall.end(Stage.TABLES)
    before = seats(hall, Stage.TABLES)
    hall.start(Stage.PLENARY)
    move(hall, hall.at_table(1)[0], 2)
    assert seats(hall, Stage.TABLES) == before
    assert Seat.objects.count() == 6


def test_a_round_that_is_put_back_was_not_sat_in(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    first, second = (person.member.pk for person in hall.at_table(1)[:2])
    assert met_before(hall.conference)[pair(first, second)] == 1
    rounds.go_back(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.TABLES).pk)
    assert met_before(hall.conference) == {}
    hall.conference.refresh_from_db()
    hall.start(Stage.TABLES)
    assert Seat.objects.count() == 6


def test_tables_are_mixed_without_a_plan_too(hall: Hall) -> None:
    for n, citizen in enumerate(hall.citizens):
        value = "woman" if n < 3 else "man"
        criterion = Criterion.objects.get_or_create(conference=hall.conference, name="gender", value=value)[0]
        Panellist.objects.get(membership=citizen.member).criteria.add(criterion)
    hall.reach(Stage.TABLES)
    women = {citizen.member.pk for citizen in hall.citizens[:3]}
    at = Counter(table for person, table in seats_now(hall.conference).items() if person in women)
    assert sorted(at.values()) == [1, 2]


@pytest.mark.usefixtures("english")
def test_nobody_present_is_nobody_to_seat(hall: Hall) -> None:
    sittings.open_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    with pytest.raises(Refused, match="attendance sheet"):
        hall.start(Stage.TABLES)
    assert Seat.objects.count() == 0


# By a plan


def planned(hall: Hall, tables: list[list[Actor]], *, accept: bool = False) -> Plan:
    plan = actions.ask_plan(actor=hall.facilitator, conference=hall.conference)
    assert plan is not None
    seating = {person.member.pk: n for n, people in enumerate(tables, start=1) for person in people}
    actions.finish_plan(actor=hall.facilitator, plan=plan, seatings={hall.round(Stage.TABLES).pk: seating})
    if accept:
        actions.accept_plan(actor=hall.facilitator, conference=hall.conference, plan_id=plan.pk)
    return plan


def tables_now(hall: Hall) -> list[list[str]]:
    return [sorted(person.member.name for person in hall.at_table(n)) for n in (1, 2)]


def test_a_round_starts_by_the_plan_that_is_ready(hall: Hall) -> None:
    hall.open()
    planned(hall, [hall.citizens[::2], hall.citizens[1::2]])
    hall.start(Stage.TABLES)
    assert tables_now(hall) == [["citizen-1", "citizen-3", "citizen-5"], ["citizen-2", "citizen-4", "citizen-6"]]


def test_a_plan_that_was_accepted_goes_before_a_newer_proposal(hall: Hall) -> None:
    hall.open()
    planned(hall, [hall.citizens[::2], hall.citizens[1::2]], accept=True)
    planned(hall, [hall.citizens[:3], hall.citizens[3:]])
    hall.start(Stage.TABLES)
    assert tables_now(hall)[0] == ["citizen-1", "citizen-3", "citizen-5"]


def test_who_is_missing_and_who_is_new_change_the_plan_as_little_as_possible(hall: Hall) -> None:
    new = enter(hall.conference, Role.CITIZEN, "new")
    everyone = hall.citizens
    planned(hall, [everyone[:3], everyone[3:]], accept=True)
    hall.citizens = [*everyone[1:], new]
    hall.open()
    hall.start(Stage.TABLES)
    assert tables_now(hall) == [["citizen-2", "citizen-3", "new"], ["citizen-4", "citizen-5", "citizen-6"]]


def test_a_plan_that_was_changed_by_hand_is_kept_as_it_was_changed(hall: Hall) -> None:
    hall.open()
    plan = planned(hall, [hall.citizens[:3], hall.citizens[3:]])
    actions.change_plan(
        actor=hall.facilitator,
        conference=hall.conference,
        plan_id=plan.pk,
        round_id=hall.round(Stage.TABLES).pk,
        ref=hall.citizens[0].member.ref,
        table=2,
    )
    hall.start(Stage.TABLES)
    assert [len(names) for names in tables_now(hall)] == [2, 4]


# Balancing again


def balance(hall: Hall, *moves: tuple[Actor, int, int]) -> None:
    spelled = [(person.member.ref, before, after) for person, before, after in moves]
    actions.rebalance(actor=hall.facilitator, conference=hall.conference, moves=spelled)


def test_balancing_makes_all_the_moves_that_were_shown_and_settles_them(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    (one, two), (three, *_) = hall.at_table(1)[:2], hall.at_table(2)
    balance(hall, (one, 1, 2), (two, 1, 0), (three, 2, 1))
    assert [table_of(person.member) for person in (one, two, three)] == [2, None, 1]
    assert seats(hall, Stage.TABLES)[one.member.pk] == 2
    last = Entry.objects.order_by("-number")[0]
    assert (last.verb, last.detail) == (
        "allocation:tables-rebalanced",
        f'{{"people":3,"round":{hall.round(Stage.TABLES).pk}}}',
    )
    assert last_move(hall.conference) is None
    # Again changes nothing.
    balance(hall, (one, 1, 2), (two, 1, 0), (three, 2, 1))
    assert Entry.objects.order_by("-number")[0] == last


def test_when_somebody_was_moved_meanwhile_nobody_is(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    one, two = hall.at_table(1)[:2]
    move(hall, two, 2)
    before = seats_now(hall.conference)
    with pytest.raises(Refused):
        balance(hall, (one, 1, 2), (two, 1, 2))
    assert seats_now(hall.conference) == before


def test_tables_are_balanced_in_a_round_at_tables_only(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    one = hall.at_table(1)[0]
    hall.end(Stage.TABLES)
    with pytest.raises(Refused):
        balance(hall, (one, 1, 2))
