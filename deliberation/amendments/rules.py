from fractions import Fraction

from django.utils.translation import gettext as _

from deliberation.amendments.models import Amendment
from deliberation.conference.rules import Actor
from deliberation.proposals.models import Proposal
from deliberation.proposals.rules import is_of_its_table

# What its table did not take may still be wanted by many.
NOT_TAKEN = frozenset({Amendment.State.REJECTED, Amendment.State.UNANSWERED})
SUPPORTED = frozenset({Amendment.State.OPEN, Amendment.State.REJECTED})


def is_amendable(proposal: Proposal) -> bool:
    """Before the whole panel, and not yet put to the vote."""
    return proposal.state == Proposal.State.SUBMITTED and not proposal.frozen


def why_not_support(amendment: Amendment) -> str:
    """Support counts for the vote of all, so also for what the table has rejected."""
    if amendment.state in SUPPORTED and is_amendable(amendment.proposal):
        return ""
    return _("This amendment is settled: “%s”.") % amendment.get_state_display()


def why_not_withdraw(actor: Actor, amendment: Amendment) -> str:
    if amendment.made_by_id != actor.member.pk:
        return _("Only its author withdraws an amendment.")
    return why_not_settle(amendment)


def why_not_answer(actor: Actor, amendment: Amendment) -> str:
    """Those who may write the proposal answer what is proposed to change in it."""
    if not is_of_its_table(actor, amendment.proposal):
        return _("Only the citizens of table %d answer this amendment.") % amendment.proposal.table
    return why_not_settle(amendment)


def why_not_settle(amendment: Amendment) -> str:
    if amendment.state != Amendment.State.OPEN or not is_amendable(amendment.proposal):
        return _("This amendment is settled: “%s”.") % amendment.get_state_display()
    return ""


def is_supported(*, support: int, citizens: int, share: Fraction) -> bool:
    """Whether as many support it as the mandate asks for, exactly."""
    return citizens > 0 and Fraction(support, citizens) >= share


def support_needed(*, citizens: int, share: Fraction) -> int:
    """The least number of citizens for which :func:`is_supported`."""
    return max(1, -(-citizens * share.numerator // share.denominator))
