"""Plans are computed by a real process, and say honestly what became of it."""

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from sessions.allocation import actions, planning
from sessions.allocation.models import Plan, PlannedSeat
from sessions.allocation.queries import SILENT, planned_in, rounds_to_plan, state_of
from sessions.rounds.models import Round
from tests.cast import enter
from tests.hall import Hall

pytestmark = pytest.mark.usefixtures("english")


def ask(hall: Hall) -> Plan:
    plan = actions.ask_plan(actor=hall.facilitator, conference=hall.conference)
    assert plan is not None
    return plan


def silent(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(beat_at=clock.now() - 2 * SILENT)
    plan.refresh_from_db()


def test_a_plan_seats_everyone_in_every_round_that_forms_tables(hall: Hall) -> None:
    Round.objects.filter(kind=Stage.DRAFTING).update(reseat=True)
    plan = ask(hall)
    planning.compute(plan)
    plan.refresh_from_db()
    assert (plan.state, plan.progress) == ("ready", 100)
    for stage in (Stage.TABLES, Stage.DRAFTING):
        assert Counter(planned_in(plan, hall.round(stage)).values()) == {1: 3, 2: 3}
    said = list(Entry.objects.filter(verb__startswith="allocation:").order_by("number").values_list("verb", "detail"))
    assert said == [
        ("allocation:plan-asked", f'{{"people":6,"plan":{plan.pk},"rounds":2}}'),
        ("allocation:plan-ready", f'{{"plan":{plan.pk},"rounds":2}}'),
    ]


def test_rounds_that_keep_the_tables_are_not_planned(hall: Hall) -> None:
    assert rounds_to_plan(hall.conference) == [hall.round(Stage.TABLES)]
    hall.reach(Stage.TABLES)
    assert rounds_to_plan(hall.conference) == []
    with pytest.raises(Refused, match="No round to come forms new tables"):
        ask(hall)


def test_those_present_are_planned_for_and_everybody_before_the_doors_open(hall: Hall) -> None:
    enter(hall.conference, Role.CITIZEN, "absent")
    plan = ask(hall)
    planning.compute(plan)
    assert PlannedSeat.objects.filter(plan=plan).count() == 7
    hall.open()
    again = ask(hall)
    planning.compute(again)
    assert PlannedSeat.objects.filter(plan=again).count() == 6
    # What nobody accepted gave way.
    assert PlannedSeat.objects.filter(plan=plan).count() == 0


def test_rules_that_contradict_each_other_by_now_are_named(hall: Hall) -> None:
    for citizen in hall.citizens[1:3]:
        actions.add_seating_rule(
            actor=hall.facilitator,
            conference=hall.conference,
            kind="at-table",
            person=citizen.member.ref,
            other="",
            table=1,
            reason="",
        )
    Round.objects.filter(kind=Stage.TABLES).update(table_size=1)
    plan = ask(hall)
    planning.compute(plan)
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == (
        "failed",
        "These rules cannot be kept together at the tables of this round: citizen-2 at table 1 ; "
        "citizen-3 at table 1. Remove one of them.",
    )


def test_a_process_that_is_killed_says_so(hall: Hall) -> None:
    plan = ask(hall)
    killer = threading.Thread(target=_kill_the_first_child)
    killer.start()
    planning.compute(plan)
    killer.join()
    plan.refresh_from_db()
    assert (plan.state, plan.failure) == ("failed", "The computation ended before its time: start again.")
    assert multiprocessing.active_children() == []


def _kill_the_first_child() -> None:
    """A process takes longer to begin than to be seen."""
    for _ in range(3000):
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
            return
        time.sleep(0.005)


def test_a_plan_whose_server_is_gone_is_interrupted_and_can_be_started_again(hall: Hall) -> None:
    plan = ask(hall)
    assert state_of(plan) == "computing"
    assert actions.ask_plan(actor=hall.facilitator, conference=hall.conference) is None
    silent(plan)
    assert state_of(plan) == "interrupted"
    again = ask(hall)
    plan.refresh_from_db()
    assert (plan.state, again.state) == ("interrupted", "computing")
    # Should it come back to life, nobody waits for it.
    assert not actions.advance_plan(actor=hall.facilitator, plan=plan, progress=50, said=True)
    actions.finish_plan(actor=hall.facilitator, plan=plan, seatings={hall.round(Stage.TABLES).pk: {}})
    plan.refresh_from_db()
    assert plan.state == "interrupted"


def test_a_plan_that_lives_is_not_interrupted(hall: Hall) -> None:
    plan = ask(hall)
    silent(plan)
    assert actions.advance_plan(actor=hall.facilitator, plan=plan, progress=50, said=False)
    plan.refresh_from_db()
    assert (state_of(plan), plan.progress) == ("computing", 50)
    assert clock.now() - plan.beat_at < timedelta(seconds=10)


def test_asking_again_brings_other_tables(hall: Hall) -> None:
    seeds = []
    for _ in range(2):
        plan = ask(hall)
        actions.finish_plan(actor=hall.facilitator, plan=plan, seatings={})
        seeds.append(plan.seed)
    assert seeds == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_asking_answers_at_once_and_the_plan_comes_by_itself(hall: Hall) -> None:
    planning.prepare_tables(actor=hall.facilitator, conference=hall.conference)
    assert Plan.objects.get().state == "computing"
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "tables"]
    connection.close()
    thread.join(60)
    plan = Plan.objects.get()
    assert plan.state == "ready"
    assert Counter(planned_in(plan, hall.round(Stage.TABLES)).values()) == {1: 3, 2: 3}


# Changing and accepting


def ready(hall: Hall) -> Plan:
    plan = ask(hall)
    seating = {citizen.member.pk: 1 + n // 3 for n, citizen in enumerate(hall.citizens)}
    actions.finish_plan(actor=hall.facilitator, plan=plan, seatings={hall.round(Stage.TABLES).pk: seating})
    return plan


def change(hall: Hall, plan: Plan, ref: str, table: int) -> None:
    actions.change_plan(
        actor=hall.facilitator,
        conference=hall.conference,
        plan_id=plan.pk,
        round_id=hall.round(Stage.TABLES).pk,
        ref=ref,
        table=table,
    )


def test_somebody_is_moved_in_a_plan_to_another_table_or_a_new_one(hall: Hall) -> None:
    plan, who = ready(hall), hall.citizens[0].member
    for table in (2, 3, 3):
        change(hall, plan, who.ref, table)
        assert planned_in(plan, hall.round(Stage.TABLES))[who.pk] == table
    assert Entry.objects.filter(verb="allocation:plan-changed").count() == 2


@pytest.mark.parametrize("table", [0, -1, 4, 99])
def test_a_table_that_is_not_there_is_refused(table: int, hall: Hall) -> None:
    plan = ready(hall)
    with pytest.raises(Refused):
        change(hall, plan, hall.citizens[0].member.ref, table)


def test_a_plan_is_not_changed_for_strangers_nor_once_its_round_has_begun(hall: Hall) -> None:
    plan = ready(hall)
    with pytest.raises(Refused):
        change(hall, plan, hall.facilitator.member.ref, 1)
    hall.reach(Stage.TABLES)
    with pytest.raises(Refused):
        change(hall, plan, hall.citizens[0].member.ref, 2)


def test_a_plan_is_accepted_once_and_the_others_give_way(hall: Hall) -> None:
    plans = [ready(hall), ready(hall)]
    for _ in range(2):
        actions.accept_plan(actor=hall.facilitator, conference=hall.conference, plan_id=plans[1].pk)
    assert set(PlannedSeat.objects.values_list("plan", flat=True)) == {plans[1].pk}
    assert Entry.objects.filter(verb="allocation:plan-accepted").count() == 1
    with pytest.raises(Refused):
        actions.accept_plan(actor=hall.facilitator, conference=hall.conference, plan_id=plans[1].pk + 1)
