from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.conference.rules import Actor
from deliberation.panel.queries import table_of
from deliberation.proposals.models import Participation, Proposal

PASSAGE_GONE = gettext_lazy("This passage has changed since you read it: choose another one, or the whole proposal.")


def is_of_its_table(actor: Actor, proposal: Proposal) -> bool:
    """Whether the proposal is this person's to write: those who sit at its table; once the table was formed anew, those
    who sat there while it was written, wherever they sit now, and no longer the tablet that stands there."""
    if proposal.table_left:
        return Participation.objects.filter(proposal=proposal, membership=actor.member).exists()
    return table_of(actor.member) == proposal.table


def why_not_write(actor: Actor, proposal: Proposal) -> str:
    """A proposal belongs to the people of the table that wrote it, until it is frozen for the ballot."""
    if proposal.state == Proposal.State.MERGED:
        return _("This proposal was merged into another, which is the one that goes on.")
    if proposal.frozen and proposal.state == Proposal.State.DRAFT:
        return _("This merge was given up: its draft is kept as it stands.")
    if proposal.frozen:
        return _("This proposal is frozen: it is put to the vote as it stands.")
    if is_of_its_table(actor, proposal):
        return ""
    if proposal.table_left:
        return _("Only the citizens who wrote this proposal, at the table they had then, change it.")
    return _("Only the citizens of table %d write this proposal.") % proposal.table


def is_agreed(*, agreed: int, missing: int, asked: int) -> bool:
    """Whether a table submits its proposal, by what those ``asked`` (seated there, and present) have answered.

    More than half must agree: one person alone sends nothing, and one person alone holds nothing back. Where somebody
    says that something is missing, nobody's silence decides over them: all answer before the proposal goes.
    """
    return 2 * agreed > asked and (missing == 0 or agreed + missing >= asked)
