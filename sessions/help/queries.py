from collections.abc import Iterable

from django.db.models import Q, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
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


def calls_of(memberships: Iterable[Membership]) -> dict[int, HelpCall]:
    """The open calls of these members alone, by member; their table's is not theirs."""
    found = HelpCall.objects.filter(membership__in=memberships, table=None, ended_at=None)
    return {call.membership_id: call for call in found}


def calls_to_withdraw(actor: Actor, conference: Conference) -> QuerySet[HelpCall]:
    """The open calls of this person, and of the table where they sit now."""
    own, table = Q(membership=actor.member, table=None), table_of(actor.member)
    calls = HelpCall.objects.filter(sitting__conference=conference, ended_at=None).select_related("membership")
    return calls.filter(own | Q(table=table) if table else own)


def was_withdrawn(*, actor: Actor, conference: Conference, **_: object) -> bool:
    """Whether nothing is left to withdraw for this person."""
    return not calls_to_withdraw(actor, conference).exists()


def was_answered(*, conference: Conference, call_id: int, **_: object) -> bool:
    """Whether this call is over already."""
    return HelpCall.objects.filter(pk=call_id, sitting__conference=conference, ended_at__isnull=False).exists()
