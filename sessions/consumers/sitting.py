"""A page's socket: it says who is there and brings news. What people do comes in by ordinary forms."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from deliberation.accounts.lending import COOKIE as LENT
from sessions.consumers.limits import Allowance, count, forget
from sessions.fanout.audiences import Visit
from sessions.fanout.frames import parsed
from sessions.fanout.hub import NOT_A_MEMBER, hub
from sessions.fanout.page import Page

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

BAD_FRAME = 4400
TOO_MANY_FROM_ADDRESS = 4429


class SittingConsumer(AsyncWebsocketConsumer):
    """Accepts the two frames of ``fanout/frames.py``; everything else is the hub's.

    It needs neither a subscription to the channel layer, which is the hub's, nor a check of database connections around
    each message, for it uses none: so it receives by itself.
    """

    page: Page | None = None
    allowance: Allowance
    address: str | None = None

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        self.scope, self.base_send = scope, send
        handlers: dict[str, Callable[[Any], Awaitable[None]]] = {
            "websocket.connect": self.websocket_connect,
            "websocket.receive": self.websocket_receive,
            "websocket.disconnect": self.websocket_disconnect,
        }
        with contextlib.suppress(StopConsumer):
            while True:
                message = await receive()
                await handlers[message["type"]](message)

    async def connect(self) -> None:
        # Accepted before anything is refused: only then does a browser learn why it was closed.
        await self.accept()
        self.address = address = (self.scope.get("client") or ("",))[0]
        cookies = self.scope["cookies"]
        session = cookies.get(LENT) or cookies.get(settings.SESSION_COOKIE_NAME)
        route = self.scope["url_route"]["kwargs"]
        if count(address) > settings.PAGES_PER_ADDRESS:
            await self.close(TOO_MANY_FROM_ADDRESS)
        elif not session:
            await self.close(NOT_A_MEMBER)
        else:
            language = route["language"] if route["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
            self.allowance = Allowance()
            visit = Visit(session, route["slug"], screen=route.get("screen", False))
            self.page = Page(visit, language, self.base_send, self.close)  # type: ignore[arg-type]
            await hub.open(self.page)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        page = self.page
        if page is None or page not in hub.pages:
            return
        frame = parsed(text_data)
        if frame is None or not self.allowance.take() or not await hub.hear(page, frame):
            hub.leave(page)
            await self.close(BAD_FRAME)

    async def websocket_disconnect(self, message: object) -> None:
        if self.address is not None:
            forget(self.address)
        if self.page is not None:
            hub.leave(self.page)
        raise StopConsumer
