from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from deliberation.ballots.models import Ballot
from deliberation.conference.models import Conference, Membership
from deliberation.opinion.models import Opinion, Section
from deliberation.opinion.queries import opinion_of
from deliberation.opinion.writing.models import ChangeRequest, ChangeSupport, Drafter
from deliberation.panel.queries import citizens_of

State = ChangeRequest.State


# Who writes


def offers_of(opinion: Opinion) -> QuerySet[Drafter]:
    """Those of the panel who offer to write, in the order of their references, which nobody chose."""
    found = Drafter.objects.filter(opinion=opinion, membership__ended_at=None)
    return found.select_related("membership").order_by("membership__ref")


def group_of(opinion: Opinion) -> list[Membership]:
    """The drafting group, as far as it is still in the panel; empty where everyone may write, or nobody yet."""
    return [offer.membership for offer in offers_of(opinion).filter(chosen=True)]


def refs_of_group(opinion: Opinion) -> frozenset[str]:
    return frozenset(membership.ref for membership in group_of(opinion))


def everyone_writes(opinion: Opinion) -> bool:
    """Without a group in the mandate; or none was chosen because nobody offered, or all of it has left the panel."""
    if opinion.conference.mandate.drafters == 0:
        return True
    return opinion.drafters_chosen_at is not None and not offers_of(opinion).filter(chosen=True).exists()


def writers_of(opinion: Opinion) -> list[int]:
    """The memberships of those who write."""
    if everyone_writes(opinion):
        return list(citizens_of(opinion.conference).order_by("pk").values_list("pk", flat=True))
    return [membership.pk for membership in group_of(opinion)]


def election_of(opinion: Opinion) -> Ballot | None:
    """The election of the group that is under way."""
    found = Ballot.objects.filter(conference=opinion.conference, closed_at=None, options__drafter__opinion=opinion)
    return found.select_related("rule").distinct().first()


def were_chosen(*, conference: Conference, **_given: object) -> bool:
    """Said again to whoever presses a button that a co-facilitator pressed just before: the list is closed."""
    opinion = opinion_of(conference)
    return opinion is not None and (opinion.drafters_chosen_at is not None or election_of(opinion) is not None)


def was_elected(*, conference: Conference, **_given: object) -> bool:
    """The same of the button that ends the election."""
    opinion = opinion_of(conference)
    return opinion is not None and opinion.drafters_chosen_at is not None


# What is asked to change


@dataclass(frozen=True)
class Asked:
    """``people`` want it, who asked for it among them."""

    request: ChangeRequest
    people: int

    @property
    def waits(self) -> bool:
        return self.request.state == State.OPEN


def requests_of(opinion: Opinion) -> dict[int, list[Asked]]:
    """By section: those that wait first, the most wanted first of all; then what became of the others."""
    found = ChangeRequest.objects.filter(section__opinion=opinion).exclude(state=State.WITHDRAWN)
    rows = [Asked(each, 1 + each.wanted) for each in found.annotate(wanted=Count("supports"))]
    rows.sort(key=lambda each: (not each.waits, -each.people if each.waits else 0, each.request.pk))
    by_section: dict[int, list[Asked]] = {}
    for row in rows:
        by_section.setdefault(row.request.section_id, []).append(row)
    return by_section


def waiting_of(opinion: Opinion) -> dict[str, int]:
    """How many requests wait for an answer, by part."""
    found = ChangeRequest.objects.filter(section__opinion=opinion, state=State.OPEN)
    rows = found.values("section__part").annotate(waiting=Count("pk")).order_by()
    return {row["section__part"]: row["waiting"] for row in rows}


def asked_by(memberships: Iterable[Membership]) -> dict[int, list[ChangeRequest]]:
    """What each asked for and may still withdraw, by membership."""
    found = ChangeRequest.objects.filter(asked_by__in=memberships, state=State.OPEN).select_related("section")
    asked: dict[int, list[ChangeRequest]] = {}
    for request in found:
        asked.setdefault(request.asked_by_id, []).append(request)
    return asked


def wants(request_id: int) -> str:
    """The mark of who asks for this change, on their own pages."""
    return f"change-{request_id}"


def supports(request_id: int) -> str:
    """The mark of who supports a change that somebody else asked for."""
    return f"supports-{request_id}"


def marks_of(memberships: Iterable[Membership]) -> Iterator[tuple[int, str]]:
    """For people's own pages: who offers to write, and who wants which change."""
    people = list(memberships)
    for person in Drafter.objects.filter(membership__in=people).values_list("membership", flat=True):
        yield person, "drafter"
    for person, request in ChangeSupport.objects.filter(membership__in=people).values_list("membership", "request"):
        yield person, wants(request)
        yield person, supports(request)
    for person, request in ChangeRequest.objects.filter(asked_by__in=people).values_list("asked_by", "pk"):
        yield person, wants(request)


# The read-through


@dataclass(frozen=True)
class Place:
    """A part that is read: one of the sections, or a recommendation with its ``number``."""

    key: str
    part: str = ""
    number: int = 0


BEFORE = (Section.Part.TITLE, Section.Part.PREAMBLE)
AFTER = (Section.Part.DISAGREEMENTS, Section.Part.REQUESTS, Section.Part.CLOSING)


def places_of(opinion: Opinion) -> list[Place]:
    """All that is read, in the order of the text."""
    numbers = opinion.recommendations.order_by("number").values_list("number", flat=True)
    return [
        *(Place(part.value, part.value) for part in BEFORE),
        *(Place(f"recommendation-{number}", number=number) for number in numbers),
        *(Place(part.value, part.value) for part in AFTER),
    ]
