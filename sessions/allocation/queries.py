from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import AT_TABLES
from deliberation.kernel import clock
from deliberation.panel.models import Panellist
from deliberation.panel.queries import citizens_of, panel_of, seated
from sessions.allocation.models import Plan, PlannedSeat, Seat, SeatingRule
from sessions.allocation.problem import Constraint, Pair, Problem, Wish, encounters, table_sizes
from sessions.rounds.models import Round
from sessions.sittings.queries import open_sitting_of, present_citizens

# A process that has said nothing for so long is gone; it says something every two seconds.
SILENT = timedelta(seconds=20)
Seats = dict[int, int]


# Who sat where


def is_at_tables(round_: Round) -> bool:
    return round_.stage in AT_TABLES


def forms_tables(round_: Round) -> bool:
    """Whether its start seats people anew: it says so, or nobody has a table yet."""
    return is_at_tables(round_) and (round_.reseat or not seated(round_.sitting.conference))


def held_seatings(conference: Conference, besides: Collection[int] = ()) -> list[Seats]:
    """Who sat where in the rounds that were held, in their order; ``besides`` these rounds."""
    rows = Seat.objects.filter(round__sitting__conference=conference, round__started_at__isnull=False)
    seatings: dict[int, Seats] = {}
    rows = rows.exclude(round__in=besides).order_by("round__started_at", "pk")
    for round_id, person, table in rows.values_list("round", "membership", "table"):
        seatings.setdefault(round_id, {})[person] = table
    return list(seatings.values())


def met_before(conference: Conference, besides: Collection[int] = ()) -> Counter[Pair]:
    """How often each pair sat together in rounds that were held; ``besides`` these rounds."""
    return encounters(held_seatings(conference, besides))


def seats_now(conference: Conference) -> Seats:
    """The table of everyone who has one."""
    rows = panel_of(conference).exclude(table=None).values_list("membership", "table")
    return {person: table or 0 for person, table in rows}


# What is to be solved


def rules_of(conference: Conference) -> QuerySet[SeatingRule]:
    """Rules about people who are still in the conference."""
    found = SeatingRule.objects.filter(conference=conference, person__ended_at=None, other__ended_at=None)
    return found.select_related("person", "other")


def constraint_of(rule: SeatingRule) -> Constraint:
    return Constraint(Wish(rule.kind), rule.person_id, rule.other_id, rule.table)


def values_of(people: Collection[int]) -> dict[str, dict[int, str]]:
    """By criterion, each person's value."""
    rows = Panellist.objects.filter(membership__in=people, criteria__isnull=False)
    found: dict[str, dict[int, str]] = {}
    for person, name, value in rows.values_list("membership", "criteria__name", "criteria__value"):
        found.setdefault(name, {})[person] = value
    return found


def problem_of(round_: Round, people: Iterable[int]) -> Problem:
    """Seating these people in this round, as the conference stands."""
    ordered, conference = tuple(sorted(people)), round_.sitting.conference
    return Problem(
        ordered,
        table_sizes(len(ordered), size_of(round_, len(ordered))) if ordered else (),
        values_of(ordered),
        tuple(map(constraint_of, rules_of(conference))),
        met_before(conference, [round_.pk]),
    )


def size_of(round_: Round, people: int) -> int:
    return round_.table_size or max(1, people)


def seed_of(round_: Round) -> int:
    """The round's place in the programme makes a draw repeatable."""
    return round_.sitting.number * 1000 + round_.number


def present(round_: Round) -> list[int]:
    return sorted(present_citizens(round_.sitting).values_list("pk", flat=True))


def expected(conference: Conference) -> list[int]:
    """Whom tables are prepared for: those present, or everybody while nobody has come yet."""
    sitting = open_sitting_of(conference)
    here = list(present_citizens(sitting).values_list("pk", flat=True)) if sitting else []
    return sorted(here or citizens_of(conference).values_list("pk", flat=True))


def rounds_to_plan(conference: Conference) -> list[Round]:
    """The coming rounds that seat people anew, in their order."""
    coming = (
        Round.objects.filter(sitting__conference=conference, sitting__closed_at=None, kind__in=AT_TABLES)
        .filter(started_at=None, skipped_at=None)
        .select_related("sitting__conference")
        .order_by("sitting__number", "number")
    )
    formed = bool(seated(conference))
    found = []
    for round_ in coming:
        if round_.reseat or not formed:
            found.append(round_)
        formed = True
    return found


def problems_of(rounds: Sequence[Round], people: Collection[int]) -> list[Problem]:
    """One problem a round, for the same people; what was held before them is in each."""
    if not rounds:
        return []
    first = problem_of(rounds[0], people)
    sizes = (table_sizes(len(first.people), size_of(round_, len(first.people))) for round_ in rounds)
    return [replace(first, sizes=each) for each in sizes]


# Plans


def plans_of(conference: Conference) -> QuerySet[Plan]:
    return Plan.objects.filter(conference=conference).order_by("-pk")


def is_alive(plan: Plan) -> bool:
    """Being computed, as far as is known."""
    return plan.state == Plan.State.COMPUTING and clock.now() - plan.beat_at < SILENT


def state_of(plan: Plan) -> Plan.State:
    """What a plan is in truth: a process that is gone has not said so."""
    if plan.state == Plan.State.COMPUTING and not is_alive(plan):
        return Plan.State.INTERRUPTED
    return Plan.State(plan.state)


def plan_used(conference: Conference) -> Plan | None:
    """The plan that a start goes by: the last one accepted, else the last one ready."""
    ready = plans_of(conference).filter(state=Plan.State.READY)
    return ready.filter(accepted_at__isnull=False).first() or ready.first()


def planned_for(round_: Round) -> Seats:
    """Where the plan seats people in this round; empty without one."""
    plan = plan_used(round_.sitting.conference)
    return planned_in(plan, round_) if plan else {}


def planned_in(plan: Plan, round_: Round) -> Seats:
    seats = PlannedSeat.objects.filter(plan=plan, round=round_, membership__ended_at=None)
    return dict(seats.values_list("membership", "table"))


def rounds_in(plan: Plan) -> QuerySet[Round]:
    """The rounds that the plan has seats for, in their order."""
    found = Round.objects.filter(pk__in=PlannedSeat.objects.filter(plan=plan).values("round"))
    return found.select_related("sitting__conference").order_by("sitting__number", "number")


def last_planned_table(conference: Conference, plan_id: int, round_id: int) -> int:
    """The highest number of a table in this round of the plan; 0 without any."""
    seats = PlannedSeat.objects.filter(plan__conference=conference, plan=plan_id, round=round_id)
    return seats.aggregate(last=Max("table"))["last"] or 0


def was_asked(*, conference: Conference, **_: object) -> bool:
    """Whether tables are being prepared already."""
    last = plans_of(conference).first()
    return last is not None and is_alive(last)


def was_accepted(*, conference: Conference, plan_id: int, **_: object) -> bool:
    return plans_of(conference).filter(pk=plan_id, accepted_at__isnull=False).exists()


def was_removed(*, conference: Conference, rule_id: int, **_: object) -> bool:
    """Whether this rule is gone."""
    return not SeatingRule.objects.filter(conference=conference, pk=rule_id).exists()


# In words


def named(constraints: Iterable[Constraint]) -> str:
    """What cannot be kept together, person by person."""
    constraints = list(constraints)
    people = {p for c in constraints for p in (c.person, c.other) if p is not None}
    names = dict(Membership.objects.filter(pk__in=people).values_list("pk", "name"))
    return " ; ".join(_sentence(c, names) for c in constraints)


def _sentence(constraint: Constraint, names: dict[int, str]) -> str:
    one, other = names.get(constraint.person, ""), names.get(constraint.other or 0, "")
    if constraint.wish == Wish.AT_TABLE:
        return _("%(one)s at table %(table)d") % {"one": one, "table": constraint.table}
    if constraint.wish == Wish.TOGETHER:
        return _("%(one)s together with %(other)s") % {"one": one, "other": other}
    return _("%(one)s apart from %(other)s") % {"one": one, "other": other}
