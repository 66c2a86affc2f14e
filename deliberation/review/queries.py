from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.panel.queries import SMALL_CELL
from deliberation.proposals.models import Proposal, Remark
from deliberation.proposals.queries import TEXTS, Passage, passages_in, submitted
from deliberation.review.models import Reading, Temperature
from deliberation.review.rules import may_be_told

Degree = Temperature.Degree


def reviewed(conference: Conference) -> QuerySet[Proposal]:
    """What the panel reads and answers to: what was submitted, but not what another proposal took in."""
    return submitted(conference).exclude(state=Proposal.State.MERGED)


@dataclass(frozen=True)
class Share:
    """How many answered so; ``before`` is how many answered more warmly: where it begins in a picture."""

    degree: Degree
    count: int
    before: int


@dataclass(frozen=True)
class Taken:
    """How the panel takes to a proposal. ``counts`` follow the degrees, from support to objection."""

    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def shares(self) -> list[Share]:
        return [Share(degree, self.counts[at], sum(self.counts[:at])) for at, degree in enumerate(Degree)]


def temperatures(conference: Conference) -> dict[int, Taken]:
    """By proposal, once they may be told; of so few people that they could be recognised, nothing."""
    if not may_be_told(conference):
        return {}
    found: dict[int, dict[int, int]] = {}
    rows = Temperature.objects.filter(proposal__conference=conference).values_list("proposal", "degree")
    for proposal, degree, count in rows.annotate(count=Count("pk")):
        found.setdefault(proposal, {})[degree] = count
    taken = {proposal: Taken(tuple(counts.get(degree, 0) for degree in Degree)) for proposal, counts in found.items()}
    return {proposal: each for proposal, each in taken.items() if each.total >= SMALL_CELL}


def answers_given(conference: Conference) -> dict[int, int]:
    """How many citizens have said how they take to each proposal: numbers alone, at any moment."""
    rows = Temperature.objects.filter(proposal__conference=conference).values_list("proposal")
    return dict(rows.annotate(count=Count("pk")))


# One person's own


def degrees_of(memberships: Iterable[Membership]) -> Iterable[tuple[int, str]]:
    """What each said of which proposal: the marks of their own pages, by membership."""
    rows = Temperature.objects.filter(membership__in=memberships).order_by("pk")
    return [(row.membership_id, f"temperature-{row.proposal_id}-{row.degree}") for row in rows]


def readings_of(membership: Membership) -> list[str]:
    """What this person has read: marks of their own pages. The journal does not know, so no rendering that is kept
    for as long as it stands holds them."""
    rows = Reading.objects.filter(membership=membership).order_by("proposal")
    return [f"read-{row.proposal_id}-{row.version}" for row in rows]


# Remarks


@dataclass(frozen=True)
class Remarked:
    """A proposal and what citizens say of it. ``beside`` has, by text, each passage in order with the remarks on it;
    ``gone`` are those on words that stand there no more."""

    proposal: Proposal
    beside: Mapping[str, Sequence[tuple[Passage, Sequence[Remark]]]]
    whole: Sequence[Remark]
    gone: Sequence[Remark]


def remarked(proposal: Proposal) -> Remarked:
    about: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    for remark in proposal.remarks.all():
        about[remark.field, remark.passage].append(remark)
    whole = about.pop(("", ""), [])
    # Of two passages that say the same, the first has the remarks.
    beside = {
        field: [(p, about.pop((field, p.source), [])) for p in passages_in(field, getattr(proposal, field))]
        for field in TEXTS
    }
    return Remarked(proposal, beside, whole, [remark for left in about.values() for remark in left])
