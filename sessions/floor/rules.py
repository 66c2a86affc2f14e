from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.panel.queries import table_of
from sessions.floor.models import Hand

# What an interjection may last: whoever is interrupted waits no longer than this for their own time to run on.
INTERJECTION = timedelta(seconds=30)


def why_not_guide(actor: Actor, table: int | None) -> str:
    """A facilitator guides any queue; who sits at a table, and its tablet, that table's own."""
    if actor.role == Role.FACILITATOR:
        return ""
    if table is None or table_of(actor.member) != table:
        return _("This is the queue of another table.")
    return ""


def why_not_interject(actor: Actor, speaking: Hand | None, before: Iterable[Hand]) -> str:
    """An interjection is about what somebody says: once a person during each turn, so that it is no way round the
    queue. ``before`` are this person's interjections of the round."""
    if speaking is None:
        return _("Nobody is speaking: ask for the floor.")
    if speaking.membership_id == actor.member.pk:
        return _("You have the floor already.")
    since = speaking.given_at
    if any(each.given_at and since and each.given_at >= since for each in before):
        return _("You have had a short word in this turn already: ask for the floor.")
    return ""
