from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from deliberation.accounts.models import User
from deliberation.conference.models import Conference, Membership, Rule
from deliberation.conference.rules import Actor, actor_of


def membership_of(user_id: int, conference: Conference) -> Membership | None:
    return (
        Membership.objects.select_related("user").filter(conference=conference, user_id=user_id, ended_at=None).first()
    )


def visit(request: HttpRequest, slug: str) -> tuple[Conference, Actor | None]:
    """The conference of this address and the visitor's part in it. Unknown address: Http404."""
    conference = Conference.objects.filter(slug=slug).first()
    if conference is None:
        raise Http404
    membership = membership_of(request.user.pk, conference) if isinstance(request.user, User) else None
    return conference, actor_of(membership) if membership else None


def members(conference: Conference) -> QuerySet[Membership]:
    return conference.memberships.filter(ended_at=None).select_related("user")


def memberships_of(user: User) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(user=user, ended_at=None)
        .select_related("conference")
        .order_by("-conference__created_at")
    )


def stated(rule: Rule) -> dict[str, Any]:
    """A rule of decision as the journal keeps it: every value by name."""
    values = {each.attname: getattr(rule, each.attname) for each in Rule._meta.concrete_fields if not each.primary_key}
    return {name: value if isinstance(value, bool | int | None) else str(value) for name, value in values.items()}
