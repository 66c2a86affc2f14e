from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.dissent.models import Joining, MinorityOpinion
from deliberation.proposals.models import Proposal


def is_frozen(conference: Conference) -> bool:
    """Whether somebody has signed the opinion: whoever writes it is a higher capability, asked by its reverse name."""
    return Conference.objects.filter(pk=conference.pk, opinion__frozen_at__isnull=False).exists()


def adopted(conference: Conference) -> QuerySet[Proposal]:
    """What minority opinions are written against."""
    return Proposal.objects.filter(conference=conference, state=Proposal.State.ADOPTED).order_by("table", "pk")


@dataclass(frozen=True)
class Dissent:
    """A minority opinion that stands. ``people`` are behind its words as they are: its author, and those who joined
    this version of them. Who they are is nobody's to know."""

    opinion: MinorityOpinion
    people: int


def dissents(proposals: Iterable[Proposal | int]) -> dict[int, list[Dissent]]:
    """By proposal, in the order in which they are printed: the most joined first, then by their words, which does not
    tell who wrote when."""
    found: dict[int, list[Dissent]] = defaultdict(list)
    for opinion in _standing().filter(proposal__in=proposals):
        found[opinion.proposal_id].append(Dissent(opinion, _people_behind(opinion)))
    return {proposal: sorted(each, key=_as_printed) for proposal, each in found.items()}


def _standing() -> QuerySet[MinorityOpinion]:
    return MinorityOpinion.objects.filter(withdrawn_at=None).prefetch_related("joinings")


def _people_behind(opinion: MinorityOpinion) -> int:
    return 1 + sum(joining.version == opinion.version for joining in opinion.joinings.all())


def _as_printed(dissent: Dissent) -> tuple[int, str]:
    return -dissent.people, dissent.opinion.text


# For each person's own eyes


@dataclass(frozen=True)
class Own:
    """A minority opinion that a person wrote. ``lost`` joined words that have changed since, and are not counted."""

    opinion: MinorityOpinion
    people: int
    lost: int


def written_by(memberships: Collection[Membership]) -> dict[int, list[Own]]:
    """By membership, those that stand."""
    found: dict[int, list[Own]] = defaultdict(list)
    for opinion in _standing().filter(written_by__in=memberships).select_related("proposal"):
        people = _people_behind(opinion)
        found[opinion.written_by_id].append(Own(opinion, people, 1 + len(opinion.joinings.all()) - people))
    return dict(found)


def joined_by(memberships: Collection[Membership]) -> dict[int, list[Joining]]:
    """By membership, what they joined: as its words were then, which may have changed or been withdrawn since."""
    found: dict[int, list[Joining]] = defaultdict(list)
    joinings = Joining.objects.filter(membership__in=memberships).select_related("opinion__proposal").order_by("pk")
    for joining in joinings:
        found[joining.membership_id].append(joining)
    return dict(found)


def stands_behind(opinion: MinorityOpinion) -> str:
    """The mark that a person stands behind these words, having written or joined them."""
    return f"minority-{opinion.pk}-{opinion.version}"


def has_written(proposal_id: int) -> str:
    """The mark that a person has written a minority opinion against this proposal."""
    return f"dissent-{proposal_id}"
