"""How much a request may bring: no more than the largest document and the rest of its form, whoever sends it."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext as _

from sessions.serving import limits

Scope = dict[str, Any]


def most() -> int:
    return int(settings.MAX_DOCUMENT_BYTES) + limits.REST_OF_A_FORM


class _TooLarge(Exception):
    """More came than a request may bring."""


class Bounded:
    """An application that is asked nothing of which more is announced, or comes, than a request may bring."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        room = most()
        if announced(scope["headers"]) > room:
            await _refuse(scope, send)
            return

        async def measured() -> Any:
            nonlocal room
            message = await receive()
            room -= len(message.get("body", b""))
            if room < 0:
                raise _TooLarge
            return message

        try:
            await self.application(scope, measured, send)
        except _TooLarge:
            await _refuse(scope, send)


def announced(headers: list[tuple[bytes, bytes]]) -> int:
    """0 when nothing is, or nothing that is a number."""
    told = dict(headers).get(b"content-length", b"")
    return int(told) if told.isdigit() and len(told) < 20 else 0


async def _refuse(scope: Scope, send: Any) -> None:
    """Django has read nothing of the request yet, and answered nothing."""
    with translation.override(translation.get_language_from_request(ASGIRequest(scope, BytesIO()))):
        said = _("This is more than can be sent at once. A file may have %(limit)s at most.")
        body = (said % {"limit": filesizeformat(settings.MAX_DOCUMENT_BYTES)}).encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
