from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.hearings.models import Hearing
from deliberation.hearings.requests.models import HearingRequest, HearingRequestSupport
from deliberation.hearings.requests.rules import is_overdue

State = HearingRequest.State


def requests_of(conference: Conference) -> QuerySet[HearingRequest]:
    """In the order in which they were asked; each with ``support``, how many citizens ask for it."""
    found = HearingRequest.objects.filter(conference=conference).annotate(support=Count("supports"))
    return found.select_related("answered_by", "hearing__expert", "conference__mandate").order_by("pk")


def waiting(conference: Conference) -> QuerySet[HearingRequest]:
    """Those that nobody answered, the one that has waited longest first."""
    return HearingRequest.objects.filter(conference=conference, state=State.OPEN).order_by("pk")


def overdue(conference: Conference) -> int:
    """How many wait longer than the mandate says."""
    days = conference.mandate.hearing_answer_days
    return sum(is_overdue(request, days) for request in waiting(conference))


@dataclass(frozen=True)
class Told:
    """What became of the requests that were not withdrawn, in numbers."""

    open: int
    accepted: int
    refused: int
    overdue: int

    @property
    def asked(self) -> int:
        return self.open + self.accepted + self.refused


def told(conference: Conference) -> Told:
    states = Counter(HearingRequest.objects.filter(conference=conference).values_list("state", flat=True))
    late = overdue(conference) if states[State.OPEN] else 0
    return Told(states[State.OPEN], states[State.ACCEPTED], states[State.REFUSED], late)


def counts(conference: Conference) -> tuple[int, int]:
    """How many there are that were not withdrawn, and how many of them wait for an answer."""
    asked = HearingRequest.objects.filter(conference=conference).exclude(state=State.WITHDRAWN)
    return asked.count(), waiting(conference).count()


def supported_by(membership: Membership, requests: Iterable[HearingRequest]) -> set[int]:
    """Which of these this person asks for too."""
    mine = HearingRequestSupport.objects.filter(membership=membership, request__in=list(requests))
    return set(mine.values_list("request", flat=True))


def hearing_named(hearing: Hearing) -> str:
    """Who is heard there, in the language in force; empty while nobody is scheduled."""
    return hearing.expert.named if hearing.expert else ""
