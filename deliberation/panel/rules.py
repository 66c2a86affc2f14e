from django.utils.translation import gettext as _

from deliberation.conference.models import Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.panel.models import Panellist


def why_not_badge(actor: Actor, membership: Membership) -> str:
    """A badge opens all its bearer's account: facilitators give one to citizens without e-mail and to shared tablets,
    and to nobody else."""
    without_email = membership.role in {Role.CITIZEN, Role.TABLE} and not membership.user.email
    if actor.role == Role.OPERATOR or without_email:
        return ""
    return _("Badges are for citizens without e-mail: this person signs in with a code sent by mail.")


def why_not_lend(tablet: Actor, citizen: Membership) -> str:
    """To those who sit at its table; to who sits nowhere yet as well, so that they can sign the attendance sheet."""
    table = Panellist.objects.filter(membership=citizen).values_list("table", flat=True).first()
    if table is None or str(table) == tablet.member.place:
        return ""
    return _("You sit at table %d: use that table’s tablet.") % table
