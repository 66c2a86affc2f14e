"""What server processes tell each other, and what each finds out by itself when a message was lost.

One subscription to the channel layer a process. Every few seconds a process says who has a page open here; it hears
itself too, and so knows that it hears.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from channels.layers import get_channel_layer

from sessions.drafting.rooms import rooms
from sessions.fanout.news import News
from sessions.fanout.publish import GROUP, tell, touch_in
from sessions.fanout.snapshots import journal_lengths
from sessions.presence.register import register

if TYPE_CHECKING:
    from sessions.fanout.hub import Hub

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_CHECKS = 5.0
SECONDS_BETWEEN_ROUNDS = 1.0
SECONDS_BETWEEN_WORDS = 0.25
SECONDS_DEAF = 16.0
SECONDS_BEFORE_RETRY = 1.0
BEAT_AFTER = 20.0
SILENT_AFTER = 60.0


async def _for_good(loop: Callable[[], Awaitable[None]]) -> None:
    """A defect in one of the loops is logged, and never ends the news."""
    while True:
        try:
            await loop()
        except Exception:
            logger.exception("A loop of the live layer failed; it begins again.")
            await asyncio.sleep(SECONDS_BEFORE_RETRY)


class Exchange:
    """Lives on the event loop of its hub."""

    def __init__(self, hub: "Hub", news: News) -> None:
        self.hub, self.news = hub, news
        self.process = secrets.token_hex(4)
        # Up to where each journal was heard of without a gap, and what came before its turn.
        self.seen: dict[int, int] = {}
        self.early: dict[int, set[int]] = defaultdict(set)
        self.heard_itself_at = 0.0
        self.tasks: list[asyncio.Task[None]] = []
        self._look_now = asyncio.Event()
        self._announced: dict[int, dict[str, int]] = {}

    def start(self) -> None:
        """Begin to listen, if it is not so already. Called at the start of the server, and by every page."""
        if self.tasks and not any(task.done() for task in self.tasks):
            return
        for task in self.tasks:
            task.cancel()
        loops = (self._listen, self.news.tell, self._announce, self._check, self._keep_alive)
        self.tasks = [asyncio.create_task(_for_good(loop)) for loop in loops]

    async def stop(self) -> None:
        """End, and tell the others that nobody is here any more, if that can be told."""
        try:
            await self.announce({conference: {} for conference in register.here()})
        except Exception:
            logger.exception("The other processes could not be told who is here.")
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks = []

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while layer is not None:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                self.heard_itself_at = 0.0
                since = time.monotonic()
                while True:
                    try:
                        async with asyncio.timeout(SECONDS_DEAF):
                            message = await layer.receive(channel)
                    except TimeoutError:
                        raise ConnectionError("This process does not hear its own words.") from None
                    await self.receive(message)
                    if time.monotonic() - max(self.heard_itself_at, since) > SECONDS_DEAF:
                        raise ConnectionError("This process does not hear its own words.")
            except Exception:
                logger.exception("The channel layer failed; subscribing again.")
                await self._forget_subscription(layer)
                await asyncio.sleep(SECONDS_BEFORE_RETRY)

    async def _forget_subscription(self, layer: Any) -> None:
        """A layer that lost its server may keep a subscription that no longer brings anything."""
        try:
            await layer.flush()
        except Exception:
            logger.debug("The channel layer could not be emptied.", exc_info=True)

    async def receive(self, message: dict[str, Any]) -> None:
        """What this or another process told."""
        await HEARS[message["type"]](self, message)

    async def _hear_fact(self, message: dict[str, Any]) -> None:
        conference = message["conference"]
        rooms.upkeep.stirred.add(conference)
        for number in message["numbers"]:
            self.hear(conference, number)
        if message["moves"]:
            try:
                await self.hub.regroup(conference, message["moved"])
            except Exception:
                # The next check finds that this was not heard of, and makes it good.
                logger.exception("Pages could not be moved.")
                self.seen.pop(conference, None)
        touch = touch_in(message)
        self.news.touch(audience for audience in self.news.audiences(conference) if touch.reaches(audience))

    def hear(self, conference: int, number: int) -> None:
        """``seen`` counts without a gap: a number that comes before its turn waits, one that never comes is missed."""
        early = self.early[conference] | {number}
        seen = self.seen.get(conference, 0)
        while seen + 1 in early:
            seen += 1
        self.seen[conference] = seen
        self.early[conference] = {each for each in early if each > seen}

    async def _hear_of_texts(self, message: dict[str, Any]) -> None:
        rooms.others.hear(message)

    async def _hear_presence(self, message: dict[str, Any]) -> None:
        if message["process"] == self.process:
            first = not self.heard_itself_at
            self.heard_itself_at = time.monotonic()
            if first:
                # What was told before this process heard anything was told to nobody here.
                self._look_now.set()
            return
        for conference, pages in message["people"].items():
            if register.hear(message["process"], int(conference), pages):
                self.hub.touch_overseers(int(conference))

    async def _announce(self) -> None:
        """Tell who is here: at once when it changes, a few times a second at most, and now and then in any case."""
        told_at = 0.0
        while True:
            here = register.here()
            due = time.monotonic() - told_at >= SECONDS_BETWEEN_CHECKS
            if due or here != self._announced:
                try:
                    await self.announce(here)
                    told_at, self._announced = time.monotonic(), here
                except Exception:
                    logger.exception("The other processes could not be told who is here.")
                    await asyncio.sleep(SECONDS_BEFORE_RETRY)
            await asyncio.sleep(SECONDS_BETWEEN_WORDS)

    async def announce(self, here: dict[int, dict[str, int]]) -> None:
        people = {str(conference): pages for conference, pages in here.items()}
        await tell({"type": "present", "process": self.process, "people": people})

    async def _check(self) -> None:
        """Now and then, and when asked, look for what no message tells."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_BETWEEN_CHECKS):
                    await self._look_now.wait()
            self._look_now.clear()
            for conference in register.expire():
                self.hub.touch_overseers(conference)
            try:
                await self.catch_up()
            except Exception:
                logger.exception("The journal could not be compared.")

    async def catch_up(self) -> None:
        """A journal longer than what was heard of: somebody was not told something, so everyone is asked again."""
        conferences = {audience.conference_id for audience in self.news.feeds}
        lengths = await self.hub.in_thread(lambda: journal_lengths(conferences))
        for conference, length in lengths.items():
            if length > self.seen.get(conference, 0):
                await self.hub.regroup(conference)
                self.news.touch(self.news.audiences(conference))
                self.seen[conference] = length
                self.early[conference] = {each for each in self.early[conference] if each > length}

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_ROUNDS)
            await self.hub.keep_alive(beat_after=BEAT_AFTER, silent_after=SILENT_AFTER)


# The kinds of message that processes send each other.
HEARS: dict[str, Callable[[Exchange, dict[str, Any]], Awaitable[None]]] = {
    "touched": Exchange._hear_fact,
    "present": Exchange._hear_presence,
    "drafted": Exchange._hear_of_texts,
}
