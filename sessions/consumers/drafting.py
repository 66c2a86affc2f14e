"""The socket through which a text is written by several people at once: the authority on what it holds is the rooms."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from deliberation.accounts.lending import COOKIE as LENT
from sessions.consumers.limits import count, forget
from sessions.consumers.sitting import TOO_MANY_FROM_ADDRESS
from sessions.drafting.room import Pen
from sessions.drafting.rooms import rooms
from sessions.drafting.wire import BAD_FRAME, LARGEST_FRAME, NOT_YOURS, TOO_LARGE
from sessions.fanout.audiences import Visit
from sessions.fanout.hub import hub

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class DraftingConsumer(AsyncWebsocketConsumer):
    """Accepts the binary frames of ``drafting/wire.py``; everything else is the rooms'.

    As the page's other socket it needs neither a subscription to the channel layer nor database connections.
    """

    pen: Pen | None = None
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
            await self.close(NOT_YOURS)
        else:
            language = route["language"] if route["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
            self.pen = Pen(Visit(session, route["slug"]), language, self.base_send, self.close)
            # What other processes tell comes by its subscription.
            hub.start()
            await rooms.open(self.pen, route["key"])

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        pen = self.pen
        if pen is None or pen not in rooms.pens:
            return
        if bytes_data is not None and len(bytes_data) > LARGEST_FRAME:
            await rooms.cut(pen, TOO_LARGE)
        elif bytes_data is None or not pen.allowance.take() or not await rooms.hear(pen, bytes_data):
            await rooms.cut(pen, BAD_FRAME)

    async def websocket_disconnect(self, message: object) -> None:
        if self.address is not None:
            forget(self.address)
        if self.pen is not None:
            rooms.leave(self.pen)
        raise StopConsumer
