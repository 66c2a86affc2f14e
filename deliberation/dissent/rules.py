from django.utils.translation import gettext as _

from deliberation.dissent.models import MinorityOpinion
from deliberation.proposals.models import Proposal


def why_not_dissent(proposal: Proposal | None, *, frozen: bool) -> str:
    """A minority opinion is against a proposal that was adopted, and stays as it is once somebody has signed."""
    if frozen:
        return _("Citizens have begun to sign: minority opinions stay as they are.")
    if proposal is None:
        return _("There is no such proposal.")
    if proposal.state != Proposal.State.ADOPTED:
        return _("A minority opinion is written against a proposal that was adopted.")
    return ""


def why_not_join(opinion: MinorityOpinion | None, membership_id: int, version: int) -> str:
    """Whoever joins stands behind the words they have read; the author does already."""
    if opinion is None or opinion.withdrawn_at:
        return _("Its author has withdrawn this minority opinion.")
    if opinion.written_by_id == membership_id:
        return _("You wrote this minority opinion: you are counted already.")
    if opinion.version != version:
        return _("Its author has changed the words meanwhile: read them again, then join.")
    return ""
