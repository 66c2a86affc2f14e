from django.utils.translation import gettext as _

from deliberation.conference.rules import Actor
from deliberation.panel.queries import table_of
from deliberation.proposals.models import Proposal


def why_not_write(actor: Actor, proposal: Proposal) -> str:
    """A proposal belongs to the table that wrote it, until it is frozen for the ballot."""
    if proposal.frozen:
        return _("This proposal is frozen: it is put to the vote as it stands.")
    if table_of(actor.member) != proposal.table:
        return _("Only the citizens of table %d write this proposal.") % proposal.table
    return ""
