import re

from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.opinion.canonical import normalised
from deliberation.opinion.handover.models import Correction, Derivative
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.rules import is_public, why_not_read

# Who sees the certificate of hand-over before the opinion is public; and corrections while they wait for agreement.
PARTIES = frozenset({Role.SPONSOR, Role.GUARANTOR, Role.FACILITATOR, Role.CITIZEN})
WATCH_CORRECTIONS = frozenset({Role.CITIZEN, Role.GUARANTOR})
# How many characters of a fingerprint are typed at either end of it.
TYPED = 8
# As a page, the PDF or a keyboard writes the same words: marks of the markup, quotes and dashes.
LINKS = re.compile(r"\[([^\]]*)\]\(evidence:[^)]*\)")
BEGINNINGS = re.compile(r"^\s*(?:\\|#{2,3} |[-–—•] |\d+\. )", re.MULTILINE)
ALIKE = str.maketrans("’‘“”‐‑–—", "''\"\"----", "*\\«»\u200b")


def why_not_see_certificate(actor: Actor | None, conference: Conference, sealed: SealedOpinion | None) -> str:
    """Whoever may read the opinion, but experts and the steering committee, who wait for the day it is public."""
    if is_public(sealed):
        return ""
    if sentence := why_not_read(actor, conference, sealed):
        return sentence
    if actor is None or actor.role not in PARTIES:
        return _("You can read the certificate of hand-over once the opinion is public.")
    return ""


def sees_proposed_corrections(actor: Actor | None) -> bool:
    return actor is not None and actor.role in WATCH_CORRECTIONS


def is_received(sealed: SealedOpinion, sha256: str, first: str, last: str) -> bool:
    """Whether what the sponsor holds is the sealed file: by its whole fingerprint, or by both ends of it."""
    sent = sealed.pdf_sha256
    if sha256:
        return sha256 == sent
    return (first, last) == (sent[:TYPED], sent[-TYPED:])


def needed(signed: int) -> int:
    """How many of those who signed must agree to a correction: more than half."""
    return signed // 2 + 1


def is_said(passage: str, frozen_text: str) -> bool:
    """Whether the opinion says these words; spaces, quotes and marks may be as a page or a keyboard gives them."""
    wanted = _folded(passage)
    return bool(wanted) and wanted in _folded(frozen_text)


def _folded(text: str) -> str:
    words = BEGINNINGS.sub("", LINKS.sub(r"\1", normalised(text)))
    return "".join(words.translate(ALIKE).replace('"', "").split())


def why_not_agree(correction: Correction) -> str:
    if correction.sealed_at:
        return _("This correction is sealed: it no longer changes.")
    if correction.withdrawn_at:
        return _("Its author has withdrawn this correction.")
    return ""


def why_not_withdraw(actor: Actor, correction: Correction) -> str:
    if actor.member.pk != correction.proposed_by_id:
        return _("Only who proposed a correction withdraws it.")
    if correction.sealed_at:
        return _("This correction is sealed: it no longer changes.")
    return ""


def why_not_show(derivative: Derivative) -> str:
    """Why this version is not to be read any more."""
    return derivative.withdrawal_reason if derivative.withdrawn_at else ""
