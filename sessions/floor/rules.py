from django.utils.translation import gettext as _

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.panel.queries import table_of
from sessions.floor.models import Hand


def why_not_guide(actor: Actor, hand: Hand) -> str:
    """A facilitator guides any queue; who sits at a table, and its tablet, that table's own."""
    if actor.role == Role.FACILITATOR:
        return ""
    if hand.table is None or table_of(actor.member) != hand.table:
        return _("This is the queue of another table.")
    return ""
