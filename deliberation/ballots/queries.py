import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from deliberation.ballots.models import Ballot, RollEntry
from deliberation.ballots.tally import Tally
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.proposals.queries import cited


def open_ballots(conference: Conference) -> QuerySet[Ballot]:
    found = Ballot.objects.filter(conference=conference, closed_at=None)
    return found.select_related("proposal__theme", "proposal__merge", "opinion").prefetch_related(
        cited("proposal__"), "proposal__merge__origins", cited("proposal__merge__origins__proposal__")
    )


def closed_ballots(conference: Conference) -> QuerySet[Ballot]:
    return Ballot.objects.filter(conference=conference).exclude(closed_at=None).select_related("proposal")


def turnout(ballot: Ballot) -> tuple[int, int]:
    """How many have voted, of how many on the roll: all that anyone learns before the closing."""
    row = ballot.roll.aggregate(voted=Count("pk", filter=Q(voted=True)), on_roll=Count("pk"))
    return row["voted"], row["on_roll"]


def turnouts(conference: Conference) -> dict[int, tuple[int, int]]:
    """The turnout of each ballot of the conference, in one query."""
    rows = (
        RollEntry.objects.filter(ballot__conference=conference)
        .values("ballot")
        .annotate(voted=Count("pk", filter=Q(voted=True)), on_roll=Count("pk"))
    )
    return {row["ballot"]: (row["voted"], row["on_roll"]) for row in rows}


def figures(ballot: Ballot) -> Tally | None:
    """The tally of a closed ballot; None while it is open."""
    if ballot.closed_at is None:
        return None
    return Tally(ballot.in_favour or 0, ballot.against or 0, ballot.abstained or 0, ballot.roll.count())


def was_cast(*, actor: Actor, conference: Conference, ballot_id: int, request: uuid.UUID | None, **_: object) -> bool:
    """Whether this very request was counted: a page that never heard so and asks again is told."""
    if request is None or actor.membership is None:
        return False
    return RollEntry.objects.filter(
        ballot=ballot_id,
        ballot__conference=conference,
        membership=actor.membership,
        voted=True,
        request=request,
    ).exists()


def votes_of(memberships: Iterable[Membership]) -> set[tuple[int, int]]:
    """Who has voted on which ballot, for each person's own eyes: (membership, ballot)."""
    return set(RollEntry.objects.filter(membership__in=memberships, voted=True).values_list("membership", "ballot"))
