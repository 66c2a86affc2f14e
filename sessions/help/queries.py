from collections.abc import Iterable

from django.db.models import Q, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.panel.queries import table_of
from sessions.help.models import HelpCall
from sessions.sittings.models import Sitting


def open_calls(sitting: Sitting) -> QuerySet[HelpCall]:
    """Who waits for a facilitator, first come first. A person's own call leaves the conference with them."""
    return (
        HelpCall.objects.filter(sitting=sitting, ended_at=None)
        .filter(Q(table__isnull=False) | Q(membership__ended_at=None))
        .select_related("membership")
        .order_by("called_at", "pk")
    )


def call_of_table(sitting: Sitting, table: int) -> HelpCall | None:
    return open_calls(sitting).filter(table=table).first()


def calls_of(memberships: Iterable[Membership]) -> set[int]:
    """The members among these whose own call is open: their keys."""
    calls = HelpCall.objects.filter(membership__in=memberships, table=None, ended_at=None)
    return set(calls.values_list("membership", flat=True))


def call_of(membership: Membership) -> HelpCall | None:
    """The call of this person alone; their table's is not theirs."""
    return HelpCall.objects.filter(membership=membership, table=None, ended_at=None).first()


def calls_to_withdraw(actor: Actor, conference: Conference) -> QuerySet[HelpCall]:
    """The open calls of this person, and of the table where they sit now."""
    own, table = Q(membership=actor.member, table=None), table_of(actor.member)
    calls = HelpCall.objects.filter(sitting__conference=conference, ended_at=None).select_related("membership")
    return calls.filter(own | Q(table=table) if table else own)


def was_withdrawn(*, actor: Actor, conference: Conference, **_: object) -> bool:
    """Whether nothing is left to withdraw for someone who may call."""
    return actor.role in {Role.CITIZEN, Role.TABLE} and not calls_to_withdraw(actor, conference).exists()


def was_answered(*, actor: Actor, conference: Conference, call_id: int, **_: object) -> bool:
    """Whether this call is over already, for someone who might have answered it."""
    calls = HelpCall.objects.filter(pk=call_id, sitting__conference=conference, ended_at__isnull=False)
    return actor.role == Role.FACILITATOR and calls.exists()
