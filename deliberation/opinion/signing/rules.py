import unicodedata

from django.utils.translation import gettext as _

from deliberation.conference.models import Membership
from deliberation.opinion.models import Opinion


def why_not_certify(opinion: Opinion) -> str:
    """Nobody needs a key before there is something to sign."""
    if opinion.adopted_at is None:
        return _("The opinion is not adopted.")
    return ""


def why_not_this_name(name: str, member: Membership) -> str:
    """Nobody signs in the name of another citizen."""
    others = member.conference.memberships.exclude(pk=member.pk).values_list("name", "called")
    taken = {_plain(each) for row in others for each in row if each}
    if _plain(name) in taken - {_plain(member.name)}:
        return _("This is the name of another person here. Choose one that cannot be taken for somebody else’s.")
    return ""


def _plain(name: str) -> str:
    """Without what the eye passes over: accents, capitals, width, signs that are not seen."""
    seen = (sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign) not in {"Mn", "Cf"})
    return " ".join("".join(seen).casefold().split())
