from django.utils.translation import gettext as _

from deliberation.conference.models import Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role


def why_not_badge(actor: Actor, membership: Membership) -> str:
    """A badge opens all its bearer's account: facilitators give one to citizens without e-mail, and to nobody else."""
    if actor.role == Role.OPERATOR or (membership.role == Role.CITIZEN and not membership.user.email):
        return ""
    return _("Badges are for citizens without e-mail: this person signs in with a code sent by mail.")
