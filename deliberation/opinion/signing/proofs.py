"""That it is they who sign: a code sent by e-mail just before, or the code of their badge. Under the conference's lock.

A wrong try is counted, so whoever calls :func:`refusal` lets its transaction commit before it refuses.
"""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from deliberation.conference.models import Membership
from deliberation.kernel import clock
from deliberation.opinion.models import Opinion, Proof
from deliberation.opinion.signing.models import SigningCertificate, SigningCode
from deliberation.panel import codes
from deliberation.panel.queries import bearer

MINUTES = 10
GOOD_FOR = timedelta(minutes=MINUTES)
TRIES = 5
# Between two codes, and in an hour.
PAUSE = timedelta(seconds=30)
CODES_AN_HOUR = 10
BADGES_AN_HOUR = 20


def new_code(opinion: Opinion, member: Membership) -> str:
    """A code for this person, known to nobody afterwards; the one before stops working."""
    code = f"{secrets.randbelow(10**6):06d}"
    SigningCode.objects.create(opinion=opinion, membership=member, code_hash=_digest(member, code), sent_at=clock.now())
    return code


def forget_code(opinion: Opinion, member: Membership) -> None:
    """The last one never reached them."""
    last = SigningCode.objects.filter(opinion=opinion, membership=member, spent_at=None).last()
    if last:
        last.delete()


def why_no_code(opinion: Opinion, member: Membership) -> str:
    """Why no code is sent now; empty when one may be."""
    if not member.user.email:
        return _("No e-mail address of yours is known here: use the code of your badge.")
    sent = SigningCode.objects.filter(opinion=opinion, membership=member)
    if sent.filter(sent_at__gt=clock.now() - PAUSE).exists():
        return _("A code has just been sent. Wait half a minute, and look among unwanted mail, before you ask again.")
    if sent.filter(sent_at__gt=clock.now() - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        return _("Too many codes were sent. Use the code of your badge, or ask for help.")
    return ""


def refusal(opinion: Opinion, member: Membership, proof: str, code: str) -> str:
    """Why this does not prove who signs; empty when it does, and then an e-mailed code is spent."""
    if proof == Proof.BADGE:
        return _wrong_badge(member, code)
    if proof == Proof.CODE:
        return _wrong_code(opinion, member, code)
    return _("Say how you prove that it is you.")


def standing(opinion: Opinion, member: Membership) -> SigningCertificate | None:
    """The certificate for which this person has just proved who they are: they need not prove it again to sign more
    simply."""
    found = SigningCertificate.objects.filter(opinion=opinion, membership=member).last()
    return found if found and found.expires_at > clock.now() else None


def _wrong_badge(member: Membership, code: str) -> str:
    key = f"signing-badge:{member.pk}"
    if int(cache.get(key, 0)) >= BADGES_AN_HOUR:
        return _("Too many wrong codes were tried: wait an hour, or ask for help.")
    if bearer(member.conference, codes.digest(code)) != member:
        cache.add(key, 0, 3600)
        cache.incr(key)
        return _("This is not the code of your badge. Check each sign, or ask for a new badge.")
    return ""


def _wrong_code(opinion: Opinion, member: Membership, code: str) -> str:
    last = SigningCode.objects.filter(opinion=opinion, membership=member).last()
    if last is None:
        return _("No code was sent to you yet: ask for one first.")
    if last.spent_at or last.sent_at + GOOD_FOR < clock.now():
        return _("This code is no longer good: ask for a new one.")
    if last.tries >= TRIES:
        return _("This code was tried too often: ask for a new one.")
    if not constant_time_compare(last.code_hash, _digest(member, "".join(code.split()))):
        last.tries += 1
        last.save(update_fields=["tries"])
        return _("This is not the code that was sent last. Look at the most recent message.")
    last.spent_at = clock.now()
    last.save(update_fields=["spent_at"])
    return ""


def _digest(member: Membership, code: str) -> str:
    """Keyed with the server's secret: a copy of the database alone does not let anyone try codes."""
    return salted_hmac("deliberation.opinion.signing", f"{member.pk}:{code}", algorithm="sha256").hexdigest()
