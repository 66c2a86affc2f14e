"""What must hold in every seating: noted, kept, refused when it cannot be."""

import pytest
from django.db import IntegrityError, transaction

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from sessions.allocation import actions
from sessions.allocation.models import SeatingRule
from sessions.allocation.queries import rules_of
from tests.cast import enter
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")


def add(hall: Hall, kind: str, person: Actor, other: Actor | None = None, table: int | None = None) -> None:
    actions.add_seating_rule(
        actor=hall.facilitator,
        conference=hall.conference,
        kind=kind,
        person=person.member.ref,
        other=other.member.ref if other else "",
        table=table,
        reason="Une raison privée",
    )


def test_a_round_keeps_to_every_rule(hall: Hall) -> None:
    one, two, three, four, *_ = hall.citizens
    add(hall, "apart", one, two)
    add(hall, "together", one, three)
    add(hall, "at-table", four, table=2)
    hall.reach(Stage.TABLES)
    assert table_of(one.member) != table_of(two.member)
    assert table_of(one.member) == table_of(three.member)
    assert table_of(four.member) == 2


def test_the_journal_says_neither_about_whom_nor_why(hall: Hall) -> None:
    add(hall, "apart", *hall.citizens[:2])
    rule = SeatingRule.objects.get()
    assert Entry.objects.order_by("-number")[0].detail == f'{{"rule":{rule.pk},"wish":"apart"}}'


def test_the_same_rule_again_changes_nothing_whoever_is_named_first(hall: Hall) -> None:
    one, two = hall.citizens[:2]
    add(hall, "apart", one, two)
    add(hall, "apart", two, one)
    add(hall, "at-table", one, table=1)
    add(hall, "at-table", one, table=1)
    assert [rule.kind for rule in rules_of(hall.conference)] == ["apart", "at-table"]


def test_a_rule_that_contradicts_others_is_refused_and_they_are_named(hall: Hall) -> None:
    one, two, three = hall.citizens[:3]
    add(hall, "together", one, two)
    add(hall, "together", two, three)
    with pytest.raises(Refused) as refused, transaction.atomic():
        add(hall, "apart", one, three)
    assert str(refused.value) == (
        "These rules cannot be kept together at the tables of this round: citizen-1 together with citizen-2 ; "
        "citizen-2 together with citizen-3 ; citizen-1 apart from citizen-3. Remove one of them."
    )
    assert SeatingRule.objects.count() == 2


def test_what_cannot_be_kept_with_who_is_there_is_said_before_the_round_starts(hall: Hall) -> None:
    add(hall, "at-table", hall.citizens[0], table=2)
    hall.citizens = hall.citizens[:3]
    hall.open()
    with pytest.raises(Refused, match="citizen-1 at table 2"):
        hall.start(Stage.TABLES)
    assert table_of(hall.citizens[1].member) is None


def test_a_rule_that_is_removed_is_gone_with_its_reason(hall: Hall) -> None:
    add(hall, "apart", *hall.citizens[:2])
    rule_id = SeatingRule.objects.get().pk
    for _ in range(2):
        actions.remove_seating_rule(actor=hall.facilitator, conference=hall.conference, rule_id=rule_id)
    assert SeatingRule.objects.count() == 0
    assert Entry.objects.filter(verb="allocation:rule-removed").count() == 1


def test_a_rule_about_somebody_who_left_binds_nobody(hall: Hall) -> None:
    add(hall, "apart", *hall.citizens[:2])
    add(hall, "at-table", hall.citizens[2], table=1)
    remove_person(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[1].member)
    assert [rule.kind for rule in rules_of(hall.conference)] == ["at-table"]


def test_people_of_another_conference_are_nobody_here(hall: Hall, other_conference: Conference) -> None:
    elsewhere = enter(other_conference, Role.CITIZEN)
    with pytest.raises(Refused):
        add(hall, "apart", hall.citizens[0], elsewhere)
    with pytest.raises(Refused):
        add(hall, "at-table", elsewhere, table=1)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OPERATOR, Role.FACILITATOR}])
def test_only_a_facilitator_makes_rules(role: Role, hall: Hall) -> None:
    hall.facilitator = enter(hall.conference, role)
    with pytest.raises(Refused):
        add(hall, "apart", *hall.citizens[:2])
    with pytest.raises(Refused):
        actions.ask_plan(actor=hall.facilitator, conference=hall.conference)
    assert SeatingRule.objects.count() == 0


def test_the_database_holds_no_rule_without_what_its_kind_needs(hall: Hall) -> None:
    one, two = (citizen.member for citizen in hall.citizens[:2])
    for wrong in (
        {"kind": "apart", "person": one},
        {"kind": "apart", "person": one, "other": one},
        {"kind": "together", "person": one, "other": two, "table": 1},
        {"kind": "at-table", "person": one},
        {"kind": "at-table", "person": one, "other": two, "table": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SeatingRule.objects.create(conference=hall.conference, **wrong)
