"""What every socket of ours does before and after its own business."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from deliberation.accounts.lending import COOKIE as LENT
from sessions.consumers.limits import count, forget

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

TOO_MANY_FROM_ADDRESS = 4429


class SocketConsumer(AsyncWebsocketConsumer):
    """Knows whose session it is and in which language it speaks, and counts the sockets of an address.

    It needs neither a subscription to the channel layer, which is the hub's, nor a check of database connections around
    each message, for it uses none: so it receives by itself.
    """

    # What it is closed with when there is no session.
    nobody: int
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
        cookies, route = self.scope["cookies"], self.scope["url_route"]["kwargs"]
        session = cookies.get(LENT) or cookies.get(settings.SESSION_COOKIE_NAME)
        if count(address) > settings.PAGES_PER_ADDRESS:
            await self.close(TOO_MANY_FROM_ADDRESS)
        elif not session:
            await self.close(self.nobody)
        else:
            language = route["language"] if route["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
            await self.enter(session, language, route)

    async def enter(self, session: str, language: str, route: dict[str, Any]) -> None:
        """Somebody with this session opened the socket at this address."""
        raise NotImplementedError

    async def websocket_disconnect(self, message: object) -> None:
        if self.address is not None:
            forget(self.address)
        self.leave()
        raise StopConsumer

    def leave(self) -> None:
        """The socket is closed."""
        raise NotImplementedError
