"""A live page's socket: it comes back by itself after a cut, and says what the page shows."""

import asyncio
import contextlib
import json
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from sessions.rehearsal.players.browser import Browser
from sessions.rehearsal.players.page import LivePage
from sessions.rehearsal.players.waiting import Bell

SECONDS_BETWEEN_BEATS = 15.0
SECONDS_BEFORE_RETRY = 0.5
NOT_A_MEMBER = 4403


class Line:
    """``bell`` rings when the line goes up or down."""

    def __init__(self, browser: Browser, page: LivePage) -> None:
        self.browser, self.page = browser, page
        self.bell = Bell()
        self.connection: ClientConnection | None = None
        self.refused = False
        self.connections = 0
        self._back = asyncio.Event()
        self._back.set()
        self._task = asyncio.create_task(self._keep())

    @property
    def up(self) -> bool:
        return self.connection is not None

    def cut(self, *, stay_away: bool = False) -> None:
        """The network goes, without a goodbye. With ``stay_away`` it is gone until :meth:`come_back`."""
        if stay_away:
            self._back.clear()
        if self.connection is not None:
            self.connection.transport.abort()
            self.connection = None
            self.bell.ring()

    def come_back(self) -> None:
        self._back.set()

    async def close(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _keep(self) -> None:
        while not self.refused:
            await self._back.wait()
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                await self._once()
            self.connection = None
            self.bell.ring()
            if not self.refused:
                # A browser does not hammer a server that has just gone away.
                await asyncio.sleep(SECONDS_BEFORE_RETRY)

    async def _once(self) -> None:
        url = urlsplit(self.browser.address)
        address = f"{'wss' if url.scheme == 'https' else 'ws'}://{url.netloc}{self.page.socket}"
        async with connect(
            address,
            origin=self.browser.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.browser.cookies},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=30,
            close_timeout=5,
            proxy=None,
        ) as connection:
            await connection.send(json.dumps({"type": "hello", "shown": self.page.shown}))
            async with asyncio.TaskGroup() as both:
                beats = both.create_task(self._beat(connection))
                try:
                    await self._listen(connection)
                finally:
                    beats.cancel()

    async def _beat(self, connection: ClientConnection) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_BEATS)
            with contextlib.suppress(ConnectionClosed):
                await connection.send('{"type": "beat"}')

    async def _listen(self, connection: ClientConnection) -> None:
        """Until the connection ends. It counts as up from the first answer on: what was missed comes before it."""
        try:
            async for text in connection:
                frame = json.loads(text)
                if frame["type"] == "news":
                    self.page.apply(frame["region"], frame["cursor"], frame["html"])
                elif self.connection is None and self._back.is_set():
                    self.connection = connection
                    self.connections += 1
                    self.bell.ring()
        except ConnectionClosed:
            pass
        if connection.close_code == NOT_A_MEMBER:
            self.refused = True
