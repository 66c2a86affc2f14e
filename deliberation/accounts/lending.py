"""A device that is signed in for good is lent to a person for a moment: a short session of theirs, beside its own.

The device's own session is never touched. However the loan ends (given back, left alone, an answer lost on the way),
the device is itself again, and nothing that was under way can bring the person's session back.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string

from deliberation.accounts.models import User
from deliberation.accounts.queries import BESIDE, signed_in
from deliberation.kernel import clock

COOKIE = "lent"
OWNER = "owner"
# From the last page or act. The page's script gives the device back long before.
LASTS = timedelta(minutes=3)


def begin(user: User, *, beside: str, owner: User) -> str:
    """The key of a short session of ``user``, good only as long as ``owner``'s session with the key ``beside``."""
    claim = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        BESIDE: beside,
        OWNER: str(owner.pk),
    }
    key = get_random_string(32)
    Session.objects.create(session_key=key, session_data=SessionStore().encode(claim), expire_date=clock.now() + LASTS)
    return key


def borrower(key: str, *, beside: str | None) -> User | None:
    """Who holds the device whose own session has the key ``beside``; nobody once the loan is over."""
    claim = _claim(key)
    return signed_in([key]).get(key) if claim and claim.get(BESIDE) == beside else None


def renew(key: str) -> bool:
    """Somebody is still there. False when it is too late."""
    going_on = Session.objects.filter(session_key=key, expire_date__gt=clock.now())
    return bool(going_on.update(expire_date=clock.now() + LASTS))


def end(key: str) -> tuple[int, int] | None:
    """End a loan, over by itself or not: the owner's and the person's user. None when there is none to end."""
    claim = _claim(key)
    ended = claim and Session.objects.filter(session_key=key).delete()[0]
    return (int(claim[OWNER]), int(claim[SESSION_KEY])) if claim and ended else None


def _claim(key: str) -> dict[str, str] | None:
    session = Session.objects.filter(session_key=key).first()
    claim = session.get_decoded() if session else {}
    return claim if BESIDE in claim else None


def remember(response: HttpResponseBase, key: str) -> None:
    """From now on the device is somebody's; what a person before left in its browser goes."""
    for name in settings.LENT_COOKIES:
        response.delete_cookie(name, samesite="Lax")
    response.set_cookie(COOKIE, key, httponly=True, secure=settings.SECURE, samesite="Lax")


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Nor does the browser keep anything else of the person's."""
    for name in {COOKIE, *settings.LENT_COOKIES} & request.COOKIES.keys():
        response.delete_cookie(name, samesite="Lax")
