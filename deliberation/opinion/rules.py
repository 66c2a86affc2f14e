from django.utils.translation import gettext as _

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.kernel import clock
from deliberation.opinion.models import Opinion, SealedOpinion


def is_public(sealed: SealedOpinion | None) -> bool:
    return bool(sealed and sealed.public_at and sealed.public_at <= clock.now())


def why_not_read(actor: Actor | None, conference: Conference, sealed: SealedOpinion | None) -> str:
    """Anyone reads a public opinion; before that, the table decides, and the sponsor waits for the hand-over."""
    if is_public(sealed):
        return ""
    if sentence := rules.why_not(Act.READ_OPINION, actor, conference):
        if actor is not None and actor.role == Role.SPONSOR:
            return _("The opinion reaches you when the citizens hand it over.")
        if actor is None:
            return _("The opinion is not public yet.")
        if rules.may_ever(Act.READ_OPINION, actor):
            return _("You can read the opinion once it is handed over.")
        return sentence
    return ""


def why_not_read_evidence(actor: Actor | None, conference: Conference, sealed: SealedOpinion | None) -> str:
    """Who stands behind each signature: once the opinion is sealed, for whom the table says."""
    if sentence := rules.why_not(Act.READ_EVIDENCE, actor, conference):
        return sentence
    if sealed is None or not sealed.evidence:
        return _("Who stands behind each signature is kept here once the opinion is sealed.")
    return ""


def why_not_write(opinion: Opinion) -> str:
    if opinion.frozen_at:
        return _("The text is frozen: citizens have begun to sign it.")
    return ""
