import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.db.models.functions import Length

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.panel.models import Badge, Panellist

SMALL_CELL = 5


def valid_badges() -> QuerySet[Badge]:
    return Badge.objects.filter(revoked_at=None)


def panel_of(conference: Conference) -> QuerySet[Panellist]:
    return (
        Panellist.objects.filter(membership__conference=conference, membership__ended_at=None)
        .select_related("membership")
        .order_by("number")
    )


def citizens_of(conference: Conference) -> QuerySet[Membership]:
    return conference.memberships.filter(role=Role.CITIZEN, ended_at=None)


def tablets_of(conference: Conference) -> QuerySet[Membership]:
    """Shared tablets, in the order of their tables."""
    found = conference.memberships.filter(role=Role.TABLE, ended_at=None)
    return found.order_by(Length("place"), "place", "pk")


def bearer(conference: Conference, code_hash: str) -> Membership | None:
    """The citizen of this conference whose valid badge bears this code."""
    badge = valid_badges().filter(code_hash=code_hash, membership__in=citizens_of(conference))
    found = badge.select_related("membership__user").first()
    return found.membership if found else None


def table_of(membership: Membership) -> int | None:
    """The table where this citizen sits now, or this shared tablet stands; None for everyone else."""
    if membership.role == Role.TABLE:
        return int(membership.place)
    return Panellist.objects.filter(membership=membership).values_list("table", flat=True).first()


def tables_of(memberships: Iterable[Membership]) -> dict[int, int]:
    """The tables of those who sit at one, or stand there as its tablet, by membership."""
    memberships = list(memberships)
    rows = Panellist.objects.filter(membership__in=memberships).exclude(table=None)
    seats = {membership: table or 0 for membership, table in rows.values_list("membership", "table")}
    return seats | {m.pk: int(m.place) for m in memberships if m.role == Role.TABLE}


def last_table(conference: Conference) -> int:
    """The highest number of a table where somebody sits; 0 before tables are formed."""
    return panel_of(conference).exclude(table=None).aggregate(last=Max("table"))["last"] or 0


@dataclass(frozen=True)
class Move:
    """The latest move of a citizen; table 0 is none. ``undoes``: it took back the move before."""

    membership: Membership
    from_table: int
    to_table: int
    undoes: bool


# After one of these, nobody asks any more to take back a move made before.
SETTLES = (
    Verb.TABLES_REBALANCED,
    Verb.ROUND_STARTED,
    Verb.ROUND_ENDED,
    Verb.ROUND_PUT_BACK,
    Verb.SITTING_CLOSED,
)


def last_move(conference: Conference) -> Move | None:
    """The move that can still be taken back: the last one of this round, as the journal says."""
    entries = Entry.objects.filter(conference=conference, verb__in=[Verb.CITIZEN_MOVED, *SETTLES])
    latest, *earlier = [*entries.order_by("-number")[:2], None, None][:2]
    if latest is None or latest.verb != Verb.CITIZEN_MOVED:
        return None
    move = json.loads(latest.detail)
    person = Membership.objects.filter(conference=conference, ref=move["person"], ended_at=None).first()
    if person is None:
        return None
    before = json.loads(earlier[0].detail) if earlier[0] and earlier[0].verb == Verb.CITIZEN_MOVED else {}
    reverse = {"person": move["person"], "from_table": move["to_table"], "to_table": move["from_table"]}
    return Move(person, move["from_table"], move["to_table"], before == reverse)


def seated(conference: Conference) -> dict[int, list[str]]:
    """Names at each table, tables in order."""
    tables: dict[int, list[str]] = {}
    for panellist in panel_of(conference).exclude(table=None).order_by("table", "number"):
        tables.setdefault(panellist.table or 0, []).append(panellist.membership.name)
    return tables


def people_at(conference: Conference, table: int) -> list[Membership]:
    """Who sits at one table."""
    return [panellist.membership for panellist in panel_of(conference).filter(table=table)]


def seated_at(conference: Conference, table: int) -> list[str]:
    """How those who sit at one table are called."""
    return [panellist.membership.display_name for panellist in panel_of(conference).filter(table=table)]


def composition(conference: Conference) -> dict[str, dict[str, int | None]]:
    """People by criterion and value; None where there are fewer than five, who could be recognised."""
    counts: dict[str, Counter[str]] = {}
    rows = panel_of(conference).values_list("criteria__name", "criteria__value")
    for name, value in rows:
        if name:
            counts.setdefault(name, Counter())[value] += 1
    return {name: _without_small_cells(counter) for name, counter in counts.items()}


def _without_small_cells(counter: Counter[str]) -> dict[str, int | None]:
    """One hidden figure alone could be found by subtraction from the panel's size: a second is hidden with it."""
    hidden = {value for value, count in counter.items() if count < SMALL_CELL}
    if len(hidden) == 1 and len(counter) > 1:
        hidden.add(min(counter.keys() - hidden, key=lambda value: (counter[value], value)))
    return {value: None if value in hidden else count for value, count in counter.items()}
