from django.utils.translation import gettext as _

from deliberation.conference.rules import Actor
from deliberation.opinion.models import Opinion
from deliberation.opinion.writing.models import ChangeRequest
from deliberation.opinion.writing.queries import election_of, everyone_writes, offers_of


def why_not_draft(actor: Actor, opinion: Opinion) -> str:
    """Beyond the table: the group writes, where there is one; nobody does before it is chosen."""
    if everyone_writes(opinion):
        return ""
    if opinion.drafters_chosen_at is None:
        return _("The drafting group is not chosen yet: it writes this text.")
    if offers_of(opinion).filter(chosen=True, membership=actor.membership).exists():
        return ""
    return _("The drafting group writes this text: ask for a change instead.")


def why_not_offer(opinion: Opinion) -> str:
    """Whether the list of those who offer to write still changes."""
    if opinion.conference.mandate.drafters == 0:
        return _("Every citizen may write: there is no drafting group.")
    if opinion.drafters_chosen_at is not None:
        return _("The drafting group is chosen already.")
    if election_of(opinion) is not None:
        return _("The list is closed: the drafting group is being elected.")
    return ""


def why_not_support(actor: Actor, request: ChangeRequest) -> str:
    if request.state != ChangeRequest.State.OPEN:
        return _("This request has its answer already.")
    if request.asked_by_id == actor.member.pk:
        return _("This request is yours: withdraw it if you no longer want it.")
    return ""


def why_not_withdraw(actor: Actor, request: ChangeRequest) -> str:
    if request.asked_by_id != actor.member.pk:
        return _("Only who asked for a change withdraws it.")
    if request.state != ChangeRequest.State.OPEN:
        return _("This request has its answer already.")
    return ""
