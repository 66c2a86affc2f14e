from collections.abc import Iterable

from django.db.models import Q, QuerySet

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality.models import Decision
from deliberation.kernel import clock


def has_committee(conference: Conference) -> bool:
    """Whether somebody sits on the steering committee, or is invited to: where nobody is, nothing waits for it."""
    if conference.memberships.filter(role=Role.STEERING, ended_at=None).exists():
        return True
    waiting = conference.invitations.filter(accepted_at=None, expires_at__gt=clock.now())
    return waiting.filter(role=Role.STEERING).exists()


def decisions_of(conference: Conference) -> QuerySet[Decision]:
    """All of them, in the order in which they were taken."""
    found = Decision.objects.filter(conference=conference).order_by("pk")
    return found.select_related("expert", "document", "decided_by")


def decision_on_programme(conference: Conference) -> Decision | None:
    """The one that stands."""
    return decisions_of(conference).filter(expert=None, document=None).last()


def decision_on(expert: Expert) -> Decision | None:
    """The one that stands."""
    return expert.decisions.order_by("pk").last()


def standing_by_expert(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """Of all the decisions, the one that stands for each expert."""
    return {each.expert_id: each for each in decisions if each.expert_id}


def standing_by_document(decisions: Iterable[Decision]) -> dict[int, Decision]:
    return {each.document_id: each for each in decisions if each.document_id}


def refused_documents(conference: Conference) -> frozenset[int]:
    """The numbers of those that the committee refuses as things stand."""
    standing = standing_by_document(
        Decision.objects.filter(conference=conference, document__isnull=False).order_by("pk")
    )
    return frozenset(number for number, decision in standing.items() if not decision.approved)


def programme_changed_since(conference: Conference, decision: Decision) -> bool:
    """Whether somebody was scheduled whom the committee had not seen in the programme."""
    return Hearing.objects.filter(Q(scheduled_at__gt=decision.decided_at), conference=conference).exists()
