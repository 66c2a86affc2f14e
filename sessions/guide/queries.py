from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.panel.queries import panel_of, table_of
from sessions.guide.models import Arrival, Ready, Step
from sessions.rounds.models import Round
from sessions.sittings.models import Attendance
from sessions.sittings.queries import running_round


@dataclass(frozen=True)
class Standing:
    """Where a table is among the steps of its round.

    ``here`` counts those who sit there and have signed the sitting's attendance sheet, or say that they are ready: a
    telephone that sleeps does not make anyone leave the table. ``by_tablet``: its shared tablet said so for all.
    """

    table: int
    step: Step
    coming: Step | None
    of: int
    since: datetime
    ready: int = 0
    here: int = 0
    by_tablet: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.since + timedelta(minutes=self.step.minutes)

    @property
    def is_proposed(self) -> bool:
        """Half of those who are here are ready: the table is asked whether it goes on."""
        return self.by_tablet or (self.ready > 0 and 2 * self.ready >= self.here)

    @property
    def is_done(self) -> bool:
        """Ready for the plenary: nothing is left of this round."""
        return self.coming is None and self.is_proposed


def standings(round_: Round, tables: Iterable[int] | None = None) -> dict[int, Standing]:
    """Of these tables, or of all where somebody sits, in their order; a few queries, however many there are.

    Nothing for a round without steps.
    """
    steps = list(Step.objects.filter(round=round_).order_by("number"))
    if not steps or round_.started_at is None:
        return {}
    seats = _seats(round_)
    if tables is None:
        tables = {table for _, table, _ in seats}
    arrivals = {a.table: a for a in Arrival.objects.filter(step__round=round_).order_by("step__number")}
    ready: dict[int, set[int]] = {}
    by_tablet = set()
    for arrival, member, role in Ready.objects.filter(arrival__in=arrivals.values()).values_list(
        "arrival", "membership", "membership__role"
    ):
        if role == Role.TABLE:
            by_tablet.add(arrival)
        else:
            ready.setdefault(arrival, set()).add(member)
    return {
        table: _standing(table, steps, arrivals.get(table), round_.started_at, seats, ready, by_tablet)
        for table in sorted(tables)
    }


def _seats(round_: Round) -> list[tuple[int, int, bool]]:
    """Who sits where, and whether they have signed the attendance sheet."""
    signed = set(Attendance.objects.filter(sitting=round_.sitting_id).values_list("membership", flat=True))
    rows = panel_of(round_.sitting.conference).exclude(table=None).values_list("membership", "table")
    return [(member, table or 0, member in signed) for member, table in rows]


def _standing(
    table: int,
    steps: list[Step],
    arrival: Arrival | None,
    begun: datetime,
    seats: list[tuple[int, int, bool]],
    ready: Mapping[int, set[int]],
    by_tablet: set[int],
) -> Standing:
    number = next((i for i, step in enumerate(steps) if arrival and step.pk == arrival.step_id), 0)
    said = ready.get(arrival.pk, set()) if arrival else set()
    mine = [(member, signed) for member, at, signed in seats if at == table]
    return Standing(
        table=table,
        step=steps[number],
        coming=steps[number + 1] if number + 1 < len(steps) else None,
        of=len(steps),
        since=arrival.at if arrival else begun,
        ready=sum(member in said for member, _ in mine),
        here=sum(signed or member in said for member, signed in mine),
        by_tablet=arrival is not None and arrival.pk in by_tablet,
    )


def standing_of(round_: Round, table: int) -> Standing | None:
    return standings(round_, [table]).get(table)


def ready_of(memberships: Iterable[Membership]) -> set[int]:
    """Those of these members who have said that they are ready where they sit: their keys."""
    rows = Ready.objects.filter(membership__in=memberships).filter(arrival__table=F("membership__panellist__table"))
    return set(rows.values_list("membership", flat=True))


def said_at(actor: Actor, round_: Round, table: int) -> list[Ready]:
    """What this person, or the tablet of their table, has said there."""
    mine = Q(membership=actor.member) | Q(membership__role=Role.TABLE)
    return list(Ready.objects.filter(mine, arrival__step__round=round_, arrival__table=table))


# Said again to whoever presses a button that somebody else pressed just before.


def was_reached(*, actor: Actor, conference: Conference, step_id: int, table: int | None = None, **_: object) -> bool:
    """Whether the table, or every table where nobody names one, is at this step already, or further."""
    round_ = running_round(conference)
    step = Step.objects.filter(pk=step_id, round=round_).first() if round_ else None
    if round_ is None or step is None:
        return False
    if actor.role != Role.FACILITATOR:
        table = table_of(actor.member)
        if table is None:
            return False
    found = standings(round_, None if table is None else [table]).values()
    return bool(found) and all(standing.step.number >= step.number for standing in found)
