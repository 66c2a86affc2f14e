from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.kernel.richtext import parse, plain_of
from deliberation.kernel.similarity import close_pairs
from deliberation.merging.models import Merge, Theme
from deliberation.merging.rules import living
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import cited, submitted


def themes_of(conference: Conference) -> QuerySet[Theme]:
    return Theme.objects.filter(conference=conference)


def merges_of(conference: Conference) -> QuerySet[Merge]:
    """All that were asked for, the latest first."""
    found = Merge.objects.filter(proposal__conference=conference).select_related("proposal")
    return found.prefetch_related("origins", cited("origins__proposal__")).order_by("-pk")


def living_merges(conference: Conference) -> QuerySet[Merge]:
    """Those that are being written: neither agreed nor given up."""
    return merges_of(conference).filter(pk__in=living())


def mergeable(conference: Conference) -> list[Proposal]:
    """What may be named in a request: see ``rules.why_not_merge``."""
    found = submitted(conference).filter(state=Proposal.State.SUBMITTED, frozen=False)
    return list(found.exclude(merged_into__merge__in=living()))


def asked_of(memberships: Iterable[Membership]) -> dict[int, list[Merge]]:
    """The merges that each of these is asked to write, by membership."""
    people = {membership.pk for membership in memberships}
    found: dict[int, list[Merge]] = defaultdict(list)
    merges = living().select_related("proposal").prefetch_related("origins__proposal")
    rows = merges.filter(proposal__participations__membership__in=people).distinct().order_by("pk")
    for merge in rows.prefetch_related("proposal__participations"):
        for row in merge.proposal.participations.all():
            if row.membership_id in people:
                found[row.membership_id].append(merge)
    return found


@dataclass(frozen=True)
class Look:
    """Two proposals that look alike, to be read side by side; ``percent`` of closeness."""

    first: Proposal
    second: Proposal
    percent: int


def close_looks(proposals: Sequence[Proposal]) -> list[Look]:
    """Pairs that share rare words, the closest first. A suggestion to those who guide, and no more."""
    pairs = close_pairs([_said(proposal) for proposal in proposals])
    return [Look(proposals[p.first], proposals[p.second], round(100 * p.closeness)) for p in pairs]


def _said(proposal: Proposal) -> str:
    """What a title says counts twice."""
    texts = [plain_of(parse(text)) for text in (proposal.observation, proposal.text, proposal.reason)]
    return " ".join((proposal.title, proposal.title, *texts))
