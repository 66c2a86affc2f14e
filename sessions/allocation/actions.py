from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel import actions as panel
from deliberation.panel.queries import citizens_of
from sessions.allocation.models import Plan, PlannedSeat, Seat, SeatingRule
from sessions.allocation.problem import Seating
from sessions.allocation.queries import (
    expected,
    forms_tables,
    is_alive,
    is_at_tables,
    present,
    problem_of,
    rounds_to_plan,
    rules_of,
    seats_now,
)
from sessions.allocation.seating import for_who_is_here, impossible
from sessions.allocation.solver import Contradiction, contradiction
from sessions.rounds.models import Round
from sessions.sittings.queries import running_round
from sessions.tables.actions import leave_tables

# Seats


def take_seats(*, actor: Actor, round_: Round, proposed: Seating) -> None:
    """A round at tables begins: people sit as ``proposed`` before the lock was taken, or keep the seats they have."""
    conference = round_.sitting.conference
    with acting(Act.START_ROUND, actor, conference):
        people = present(round_)
        if forms_tables(round_):
            if not people:
                raise Refused(_("Nobody has signed the attendance sheet yet: there is no one to seat."))
            before = seats_now(conference)
            panel.seat_citizens(actor=actor, conference=conference, seating=for_who_is_here(proposed, people))
            leave_tables(actor=actor, conference=conference, tables=_formed_anew(before, seats_now(conference)))
        Seat.objects.filter(round=round_).delete()
        now = seats_now(conference)
        Seat.objects.bulk_create(
            Seat(round=round_, membership_id=person, table=now[person]) for person in people if person in now
        )


def _formed_anew(before: Seating, after: Seating) -> set[int]:
    """The tables at which not the very same people sit any more."""
    return {table for person, table in before.items() ^ after.items() if table in before.values()}


def seat_latecomer(*, actor: Actor, conference: Conference) -> None:
    """Where tables are formed, a citizen without a table joins the smallest one."""
    with acting(Act.SIGN_ATTENDANCE, actor, conference):
        panel.seat_latecomer(actor=actor, conference=conference)
        _keep_seat(conference, actor.member)


def move_citizen(*, actor: Actor, conference: Conference, ref: str, table: int | None) -> None:
    """Seat a citizen at another table, at a new one, or at none. Where they sit already, nothing changes."""
    with acting(Act.MOVE_CITIZEN, actor, conference):
        panel.move_citizen(actor=actor, conference=conference, ref=ref, table=table)
        _keep_seat(conference, citizens_of(conference).get(ref=ref))


def rebalance(*, actor: Actor, conference: Conference, moves: Sequence[tuple[str, int, int]]) -> None:
    """Make these moves, (reference, from table, to table), all of them or none; table 0 is none.

    Refused when somebody was moved since they were shown. Made already, they change nothing.
    """
    with acting(Act.MOVE_CITIZEN, actor, conference):
        round_ = running_round(conference)
        if round_ is None or not is_at_tables(round_):
            raise Refused(_("No round at tables is running."))
        refs = dict(citizens_of(conference).values_list("ref", "pk"))
        now = seats_now(conference)
        there = {ref: now.get(refs[ref], 0) for ref, _from, _to in moves if ref in refs}
        if all(there.get(ref) == to for ref, _from, to in moves):
            return
        if any(there.get(ref) != before for ref, before, _to in moves):
            raise Refused(_("Somebody was moved in the meantime: look at the proposal again."))
        for ref, _before, to in sorted(moves, key=lambda move: (move[2], move[0])):
            move_citizen(actor=actor, conference=conference, ref=ref, table=to or None)
        record(conference, Verb.TABLES_REBALANCED, actor=actor.ref, round=round_.pk, people=len(moves))


def _keep_seat(conference: Conference, member: Membership) -> None:
    """In a round at tables: where this person sits now. Who goes, has sat where they sat."""
    round_ = running_round(conference)
    table = seats_now(conference).get(member.pk)
    if round_ and is_at_tables(round_) and table:
        Seat.objects.update_or_create(round=round_, membership=member, defaults={"table": table})


# Rules


def add_seating_rule(
    *, actor: Actor, conference: Conference, kind: str, person: str, other: str, table: int | None, reason: str
) -> None:
    """Something that must hold in every seating. The same rule again changes nothing.

    Refused when it cannot be kept together with the others, naming those. The journal says neither whom it is about
    nor why.
    """
    with acting(Act.PREPARE_TABLES, actor, conference):
        people = {member.ref: member for member in citizens_of(conference).filter(ref__in=[person, other])}
        at_table = kind == SeatingRule.Kind.AT_TABLE
        if person not in people or not (at_table or other in people):
            raise Refused(_("There is no such person in this conference."))
        rule = SeatingRule(
            conference=conference,
            kind=kind,
            person=people[person],
            other=None if at_table else people[other],
            table=table if at_table else None,
            reason=reason,
        )
        if any(_says_the_same(rule, each) for each in rules_of(conference)):
            return
        rule.save()
        _refuse_contradictions(conference)
        record(conference, Verb.SEATING_RULE_ADDED, actor=actor.ref, rule=rule.pk, wish=kind)


def _says_the_same(one: SeatingRule, other: SeatingRule) -> bool:
    return (one.kind, one.table, {one.person_id, one.other_id}) == (
        other.kind,
        other.table,
        {other.person_id, other.other_id},
    )


def _refuse_contradictions(conference: Conference) -> None:
    """At the tables of the next round that forms some. Raises Refused: the rule that was added is not kept."""
    for round_ in rounds_to_plan(conference)[:1]:
        if broken := contradiction(problem_of(round_, expected(conference))):
            raise Refused(impossible(Contradiction(broken)))


def remove_seating_rule(*, actor: Actor, conference: Conference, rule_id: int) -> None:
    """The rule and its reason are gone. One that is gone already changes nothing."""
    with acting(Act.PREPARE_TABLES, actor, conference):
        for rule in SeatingRule.objects.filter(conference=conference, pk=rule_id):
            record(conference, Verb.SEATING_RULE_REMOVED, actor=actor.ref, rule=rule.pk, wish=rule.kind)
            rule.delete()


# Plans


def ask_plan(*, actor: Actor, conference: Conference) -> Plan | None:
    """Begin to prepare the tables of the coming rounds; None when that is being done already."""
    with acting(Act.PREPARE_TABLES, actor, conference):
        rounds, people = rounds_to_plan(conference), expected(conference)
        if not rounds:
            raise Refused(_("No round to come forms new tables."))
        if not people:
            raise Refused(_("There is nobody to seat yet: admit citizens first."))
        for plan in Plan.objects.filter(conference=conference, state=Plan.State.COMPUTING):
            if is_alive(plan):
                return None
            Plan.objects.filter(pk=plan.pk).update(state=Plan.State.INTERRUPTED)
        now = clock.now()
        plan = Plan.objects.create(
            conference=conference,
            asked_by=actor.member,
            asked_at=now,
            beat_at=now,
            # The first plan of a conference is always the same; asking again brings another one.
            seed=1 + Plan.objects.filter(conference=conference).count(),
        )
        record(conference, Verb.PLAN_ASKED, actor=actor.ref, plan=plan.pk, rounds=len(rounds), people=len(people))
    return plan


def advance_plan(*, actor: Actor, plan: Plan, progress: int, said: bool) -> bool:
    """Say that the plan is still being computed; ``said``: also to those who watch. False when nobody waits for it."""
    with acting(Act.PREPARE_TABLES, actor, plan.conference):
        found = Plan.objects.filter(pk=plan.pk, state=Plan.State.COMPUTING)
        if not found.update(progress=progress, beat_at=clock.now()):
            return False
        if said:
            record(plan.conference, Verb.PLAN_ADVANCED, actor=actor.ref, plan=plan.pk, percent=progress)
    return True


def finish_plan(*, actor: Actor, plan: Plan, seatings: Mapping[int, Seating]) -> None:
    """The plan is ready: a seating a round, by the round's id. Proposals that nobody accepted give way to it."""
    with acting(Act.PREPARE_TABLES, actor, plan.conference):
        ready = {"state": Plan.State.READY, "progress": 100, "beat_at": clock.now()}
        if not Plan.objects.filter(pk=plan.pk, state=Plan.State.COMPUTING).update(**ready):
            return
        PlannedSeat.objects.filter(plan__conference=plan.conference, plan__accepted_at=None).delete()
        PlannedSeat.objects.bulk_create(
            PlannedSeat(plan=plan, round_id=round_id, membership_id=person, table=table)
            for round_id, seating in seatings.items()
            for person, table in seating.items()
        )
        record(plan.conference, Verb.PLAN_READY, actor=actor.ref, plan=plan.pk, rounds=len(seatings))


def fail_plan(*, actor: Actor, plan: Plan, sentence: str) -> None:
    """The plan could not be made; ``sentence`` says why, to the person who asked."""
    with acting(Act.PREPARE_TABLES, actor, plan.conference):
        if Plan.objects.filter(pk=plan.pk, state=Plan.State.COMPUTING).update(
            state=Plan.State.FAILED, failure=sentence
        ):
            record(plan.conference, Verb.PLAN_FAILED, actor=actor.ref, plan=plan.pk)


def change_plan(*, actor: Actor, conference: Conference, plan_id: int, round_id: int, ref: str, table: int) -> None:
    """Seat one person elsewhere in a plan. Where they are planned already, nothing changes."""
    with acting(Act.PREPARE_TABLES, actor, conference):
        seats = PlannedSeat.objects.filter(plan=_ready(conference, plan_id), round=round_id)
        seat = seats.filter(membership__ref=ref).select_related("round").first()
        if seat is None:
            raise Refused(_("There is no such person in this plan."))
        if seat.round.started_at:
            raise Refused(_("This round has begun: move people at the tables themselves."))
        if not 1 <= table <= max(seats.values_list("table", flat=True)) + 1:
            raise Refused(_("There is no such table."))
        if seat.table != table:
            before, seat.table = seat.table, table
            seat.save(update_fields=["table"])
            record(
                conference,
                Verb.PLAN_CHANGED,
                actor=actor.ref,
                plan=plan_id,
                round=round_id,
                person=ref,
                from_table=before,
                to_table=table,
            )


def accept_plan(*, actor: Actor, conference: Conference, plan_id: int) -> None:
    """Rounds will start by this plan, whatever is proposed later, until another one is accepted."""
    with acting(Act.PREPARE_TABLES, actor, conference):
        plan = _ready(conference, plan_id)
        if plan.accepted_at is None:
            plan.accepted_at = clock.now()
            plan.save(update_fields=["accepted_at"])
            PlannedSeat.objects.filter(plan__conference=conference).exclude(plan=plan).delete()
            record(conference, Verb.PLAN_ACCEPTED, actor=actor.ref, plan=plan.pk)


def _ready(conference: Conference, plan_id: int) -> Plan:
    plan = Plan.objects.filter(conference=conference, pk=plan_id, state=Plan.State.READY).first()
    if plan is None:
        raise Refused(_("There is no such plan."))
    return plan
