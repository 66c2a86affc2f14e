"""The life of one server process, whichever server it runs: it begins, it is asked to go, it drains, it stops."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Protocol

from sessions.drafting.rooms import rooms
from sessions.fanout.hub import hub
from sessions.serving import limits

READY = b"r"
SECONDS_BETWEEN_LOOKS = 0.05


class Server(Protocol):
    """What draining asks of a server."""

    def stop_accepting(self) -> None:
        """Leave the door to the other processes; connections made already stay."""

    def requests(self) -> int:
        """How many HTTP connections are still open. Lets go of those that wait for nothing."""

    def pages(self) -> int:
        """How many sockets of pages are still open."""

    def stop(self) -> None:
        """Cut what is left, and return from running."""


class Life:
    """Begun on the server's own event loop. ``line`` leads to the supervisor, when there is one."""

    def __init__(self, server: Server, line: socket.socket | None) -> None:
        self.server, self.line = server, line
        self.asked_at: float | None = None
        self.draining: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Call when the event loop runs and the socket listens."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self.ask_to_go)
        hub.start()
        # What was loaded stays for good: it need not be looked through again and again while a thousand pages come.
        gc.collect()
        gc.freeze()
        sys.setswitchinterval(limits.SECONDS_UNTIL_ANOTHER_THREAD)
        if self.line is not None:
            self.line.setblocking(False)
            # Nothing is ever said on it from the other end: it becomes readable when the supervisor is no more.
            loop.add_reader(self.line, self._left_alone)
            self.line.send(READY)

    def ask_to_go(self) -> None:
        """The first time, drain; the second, stop at once."""
        now = asyncio.get_running_loop().time()
        if self.asked_at is None:
            self.asked_at = now
            self.draining = asyncio.create_task(self._drain())
        elif now - self.asked_at >= limits.ASKED_AGAIN_AFTER:
            os._exit(1)

    def _left_alone(self) -> None:
        if self.line is not None:
            asyncio.get_running_loop().remove_reader(self.line)
        if self.asked_at is None:
            self.ask_to_go()

    async def _drain(self) -> None:
        try:
            self.server.stop_accepting()
            await asyncio.sleep(limits.LINGER)
            await _until_none(self.server.requests, limits.REQUESTS_FINISH_WITHIN)
            # It tells the other processes too: with Redis gone, that could last.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(rooms.drain(), hub.drain()), limits.GOODBYES_WITHIN)
            await _until_none(self.server.pages, limits.PAGES_CLOSE_WITHIN)
        finally:
            self.server.stop()


async def _until_none(count: Callable[[], int], within: float) -> None:
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + within
    while count() and loop.time() < give_up_at:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
