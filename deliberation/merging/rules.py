from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deliberation.merging.models import Merge, Origin
from deliberation.proposals.models import Proposal


def why_not_merge(proposal: Proposal) -> str:
    """Only what the panel reviews, and has not begun to vote on, is merged; a proposal is in one merge at a time."""
    if proposal.state == Proposal.State.MERGED:
        return _("“%s” was merged already.") % proposal.title
    if proposal.state != Proposal.State.SUBMITTED:
        return _("“%s” was not submitted to the whole panel.") % proposal.title
    if proposal.frozen:
        return _("“%s” is frozen for the vote.") % proposal.title
    if Origin.objects.filter(proposal=proposal, merge__in=living()).exists():
        return _("“%s” is being merged already: withdraw that request first.") % proposal.title
    return ""


def living() -> QuerySet[Merge]:
    """The merges that are being written: neither agreed nor given up."""
    return Merge.objects.filter(lapsed_at=None, proposal__state=Proposal.State.DRAFT)
