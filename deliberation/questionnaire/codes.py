"""The code under which a citizen's answers are kept, which the citizen alone has.

It is drawn by chance and given to nobody else: the database keeps a digest of it beside the answers and nothing beside
the person. The browser remembers it, in a cookie no script reads; on another device it is typed.
"""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from deliberation.conference.models import Conference
from deliberation.kernel.codes import spelled

COOKIE = "answers"
LENGTH = 8
# A browser may be used by several people of a panel.
_MOST = 4
# Longer than the time between the first and the last sitting.
_AGE = 180 * 24 * 3600


def new_code() -> str:
    return spelled(secrets.token_bytes(5))


def respondent_of(conference: Conference, code: str) -> str:
    """What stands beside the answers in the code's place."""
    return hashlib.sha256(f"answers {conference.pk} {code}".encode()).hexdigest()


def code_in(cookies: dict[str, str], ref: str) -> str:
    """The code of this person that the browser remembers; empty when it has none."""
    return _codes(cookies).get(ref, "")


def _codes(cookies: dict[str, str]) -> dict[str, str]:
    pairs = (entry.partition(".") for entry in cookies.get(COOKIE, "").split("~"))
    return {ref: code for ref, _dot, code in pairs if ref and len(code) == LENGTH}


def keep(request: HttpRequest, response: HttpResponseBase, ref: str, code: str) -> None:
    """The last one comes last, and pushes out the first."""
    codes = {**{one: other for one, other in _codes(request.COOKIES).items() if one != ref}, ref: code}
    value = "~".join(f"{one}.{other}" for one, other in list(codes.items())[-_MOST:])
    response.set_cookie(COOKIE, value, max_age=_AGE, httponly=True, secure=settings.SECURE, samesite="Lax")


def remember(request: HttpRequest, response: HttpResponseBase, ref: str) -> None:
    """Give the browser a code for this person, if it has none: what is sent twice is then sent under one code."""
    if not code_in(request.COOKIES, ref):
        keep(request, response, ref, new_code())
