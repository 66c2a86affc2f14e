"""A live page's socket, as docs/live.md describes it: it says what the page has, and comes back by itself."""

import asyncio
import contextlib
import json
import random

from django.utils.translation import gettext as _
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from sessions.rehearsal.players.browser import Browser
from sessions.rehearsal.players.page import LivePage
from sessions.rehearsal.players.sockets import socket
from sessions.rehearsal.players.waiting import Bell

BAD_FRAME = 4400
NOT_A_MEMBER = 4403
TOO_MANY = 4409
CROWDED = 4429
LEAVING = 4012
CUT = 1006

SHORTEST, FIRST, LONGEST = 0.2, 2.0, 20.0
# The server beats every 20 seconds.
SILENCE = 45.0
TIME_TO_ANSWER = 5.0
ACKNOWLEDGED = 32768

# Many people draw, each for themselves, and nothing that is kept depends on it.
_chance = random.SystemRandom().random


def wait_before(code: int, tries: int) -> float:
    """Seconds until the next try; ``tries`` were made in vain since the line last worked."""
    low, high = (0.0, FIRST) if code == LEAVING else (SHORTEST, FIRST)
    if code in {BAD_FRAME, CROWDED}:
        low, high = LONGEST / 2, LONGEST
    elif code != LEAVING and tries:
        high = min(LONGEST, FIRST * 2**tries)
        low = high / 2
    return low + _chance() * (high - low)


class Line:
    """``bell`` rings when the line goes up or down. Up is a line on which the server said that all is shown."""

    def __init__(self, browser: Browser, page: LivePage) -> None:
        self.browser, self.page = browser, page
        self.bell = Bell()
        self.connection: ClientConnection | None = None
        self.refused = False
        self.connections = 0
        self.tries = 0
        self._open: ClientConnection | None = None
        self._news = 0
        self._unacknowledged = 0
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
        if self._open is not None:
            self._open.transport.abort()
        if self.connection is not None:
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
            code = CUT
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                code = await self._once()
            self.connection = self._open = None
            self._judge(code)
            self.bell.ring()
            if not self.refused:
                await asyncio.sleep(wait_before(code, self.tries))
                self.tries += code != LEAVING

    def _judge(self, code: int) -> None:
        self.refused = code in {NOT_A_MEMBER, TOO_MANY}
        if code in {BAD_FRAME, TOO_MANY, CROWDED}:
            self.page.object_to(_("the server closed a page's line with the code %d") % code)

    async def _once(self) -> int:
        """One connection, until it ends. Returns the code it was closed with."""
        async with socket(self.browser, self.page.socket) as connection:
            if not self._back.is_set():
                # Out of reach since it set out.
                connection.transport.abort()
                return CUT
            self._open = connection
            self._news = 0
            with contextlib.suppress(ConnectionClosed):
                await self._say("hello")
                await self._listen(connection)
        return connection.close_code or CUT

    async def _say(self, type_: str) -> None:
        if self._open is None:
            return
        self._unacknowledged = 0
        frame = {"type": type_, "news": self._news, "shown": self.page.shown, "holds": self.page.holds}
        await self._open.send(json.dumps(frame))

    async def _listen(self, connection: ClientConnection) -> None:
        """Until the connection ends, or the server has nothing to say even when it is asked."""
        asked = False
        while True:
            try:
                async with asyncio.timeout(TIME_TO_ANSWER if asked else SILENCE):
                    text = str(await connection.recv())
            except TimeoutError:
                if asked:
                    connection.transport.abort()
                    return
                asked = True
                await self._say("hello")
                continue
            asked = False
            await self._hear(connection, text)

    async def _hear(self, connection: ClientConnection, text: str) -> None:
        frame = json.loads(text)
        if frame["type"] == "news":
            self._news += 1
            self._unacknowledged += len(text)
            self.page.take(frame)
            if self.page.wanted:
                await self._say("hello")
        if frame["type"] == "beat" or self._unacknowledged >= ACKNOWLEDGED:
            await self._say("here")
        # It counts as up from here on: what was missed came before.
        if frame["type"] == "ready" and self.connection is None and self._back.is_set():
            self.tries = 0
            self.connection = connection
            self.connections += 1
            self.bell.ring()
