"""What became of proposals between their tables and the opinion, as the record tells it. Nobody's name or reference."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from deliberation.amendments.models import Amendment
from deliberation.conference.models import Conference
from deliberation.conference.stages import Stage
from deliberation.dissent.queries import dissents
from deliberation.merging.models import Merge, Theme
from deliberation.opinion.models import Recommendation
from deliberation.panel.queries import SMALL_CELL
from deliberation.proposals.models import Proposal
from deliberation.review.models import Temperature
from sessions.reading.provenance import Provenance, provenance_of

Rows = list[dict[str, Any]]


def themes(conference: Conference) -> Rows:
    found = Theme.objects.filter(conference=conference).prefetch_related("proposals")
    return [
        {"title": theme.title, "proposals": sorted(proposal.pk for proposal in theme.proposals.all())}
        for theme in found
    ]


def amendments(conference: Conference) -> Rows:
    """A proposal's table is the one that answers."""
    found = Amendment.objects.filter(proposal__conference=conference).select_related("proposal")
    return [
        {
            "id": each.pk,
            "proposal": each.proposal_id,
            "table": each.proposal.table,
            "field": each.field,
            "passage": each.passage,
            "replacement": each.replacement,
            "reason": each.reason,
            "support": each.supporters,
            "state": each.state,
            "settled": each.settled,
            "outcome_reason": each.outcome_reason,
            "closed_at": _iso(each.closed_at),
        }
        for each in found.annotate(supporters=Count("supports"))
    ]


def merges(conference: Conference) -> Rows:
    found = Merge.objects.filter(proposal__conference=conference).prefetch_related("origins")
    return [
        {
            "proposal": merge.proposal_id,
            "origins": [origin.proposal_id for origin in merge.origins.all()],
            "reason": merge.reason,
            "asked_at": _iso(merge.asked_at),
            "lapsed_at": _iso(merge.lapsed_at),
            "lapse_reason": merge.lapse_reason,
        }
        for merge in found
    ]


def temperatures(conference: Conference) -> Rows:
    """Nothing while proposals are reviewed, and nothing of a proposal on which so few took a stand that they could be
    recognised."""
    if conference.current_stage == Stage.REVIEW:
        return []
    counted: dict[int, Counter[int]] = defaultdict(Counter)
    found = Temperature.objects.filter(proposal__conference=conference).order_by("proposal")
    for proposal, degree in found.values_list("proposal", "degree"):
        counted[proposal][degree] += 1
    return [
        {"proposal": proposal, "degrees": {str(degree): degrees[degree] for degree in Temperature.Degree}}
        for proposal, degrees in counted.items()
        if degrees.total() >= SMALL_CELL
    ]


def minority_opinions(proposals: Iterable[Proposal]) -> Rows:
    """As they are printed, in that order."""
    proposals = list(proposals)
    found = dissents(proposals)
    return [
        {"proposal": proposal.pk, "text": each.opinion.text, "people": each.people}
        for proposal in proposals
        for each in found.get(proposal.pk, ())
    ]


def provenance(conference: Conference, proposals: Sequence[Proposal]) -> Rows:
    """The line of each recommendation, by references to what the record has."""
    by_id = {proposal.pk: proposal for proposal in proposals}
    placed = Recommendation.objects.filter(opinion__conference=conference).values_list("number", "proposal")
    numbers = {number: by_id[proposal] for number, proposal in placed.order_by("number")}
    lines = provenance_of(conference, list(numbers.values()))
    return [{"recommendation": number, **_line(lines[proposal.pk])} for number, proposal in numbers.items()]


def _line(line: Provenance) -> dict[str, Any]:
    writing = line.writing
    return {
        "proposal": line.proposal.pk,
        "voted_at": _iso(line.ballot.closed_at) if line.ballot else None,
        "amendments": [each.pk for each in line.amendments],
        "merged_from": [origin.pk for origin in line.origins],
        "versions": writing.versions,
        "first_written_at": _iso(writing.first_at),
        "last_written_at": _iso(writing.last_at),
        "tables": list(writing.tables),
        "round": {"sitting": writing.round.sitting.number, "round": writing.round.number} if writing.round else None,
        "evidence": [each.reference for each in line.evidence],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
