"""How a person finds and replaces their own paper, and nobody else can tell which it is.

The browser keeps a secret, in a cookie that no script reads and the server never stores. The paper's key, which is the
receipt, comes from the secret, the ballot and the person: without the secret nothing ties it to either.
"""

import hmac
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from deliberation.kernel.codes import said as said
from deliberation.kernel.codes import spelled
from deliberation.kernel.codes import typed as typed

COOKIE = "receipts"
_LONGEST = 64


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def key_of(secret: str, *, ballot: int, ref: str) -> str:
    """The receipt: 16 characters, 80 bits."""
    derived = hmac.digest(secret.encode(), f"paper {ballot} {ref}".encode(), "sha256")
    return spelled(derived[:10])


def secret_in(cookies: dict[str, str]) -> str:
    """The browser's secret; empty when it has none."""
    return cookies.get(COOKIE, "")[:_LONGEST]


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser a secret, if it has none. It goes when the browser is closed."""
    if not secret_in(request.COOKIES):
        keep(response, new_secret())


def keep(response: HttpResponseBase, secret: str) -> None:
    response.set_cookie(COOKIE, secret, httponly=True, secure=settings.SECURE, samesite="Lax")


def forget(response: HttpResponseBase) -> None:
    """Before somebody else takes the device in hand."""
    response.delete_cookie(COOKIE, samesite="Lax")
