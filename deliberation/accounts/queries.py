from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from deliberation.accounts.models import User
from deliberation.kernel import clock

# In a session that was lent: the key of the session beside which alone it holds.
BESIDE = "beside"


def signed_in(session_keys: Iterable[str]) -> dict[str, User]:
    """Who is signed in, by the key of their session: as ``django.contrib.auth.get_user`` has it, in two queries.

    Sessions that ended, or whose person's sign-ins were ended since, are left out; so is what was lent by a device that
    is no longer signed in itself.
    """
    sessions = Session.objects.filter(session_key__in=set(session_keys), expire_date__gt=clock.now())
    claims = {session.session_key: session.get_decoded() for session in sessions}
    lenders = {claim[BESIDE] for claim in claims.values() if BESIDE in claim}
    held = signed_in(lenders) if lenders else {}
    claims = {key: claim for key, claim in claims.items() if claim.get(BESIDE, "") in {"", *held}}
    users = User.objects.in_bulk({claim[SESSION_KEY] for claim in claims.values() if SESSION_KEY in claim})
    found = {}
    for key, claim in claims.items():
        user = users.get(int(claim.get(SESSION_KEY, 0)))
        if user is not None and _holds(claim, user):
            found[key] = user
    return found


def _holds(claim: dict[str, str], user: User) -> bool:
    return (
        user.is_active
        and claim.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(claim.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
