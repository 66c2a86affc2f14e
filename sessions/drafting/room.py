"""One document that is open in this process, and the sockets through which it is written here."""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from pycrdt import merge_updates

from sessions.consumers.limits import Allowance
from sessions.drafting import wire
from sessions.drafting.presence import Presence
from sessions.drafting.queries import Standing
from sessions.drafting.replica import Replica
from sessions.drafting.rules import Refusal, Why
from sessions.fanout.audiences import Visit

logger = logging.getLogger(__name__)

Send = Callable[[Any], Awaitable[None]]
Close = Callable[[int], Awaitable[None]]

# A page gathers what is typed within 50 ms and where it is within 100: 30 frames a second, and what comes at once when
# it opens.
FRAMES_AT_ONCE = 120
FRAMES_A_SECOND = 30.0


class Pen:
    """A socket. ``written`` counts its writes that are stored; ``in_step``: nothing is missing between them, else only
    a step 2 is taken, which brings all that is missing."""

    def __init__(self, visit: Visit, language: str, send: Send, close: Close) -> None:
        self.visit, self.language = visit, language
        self._send, self.close = send, close
        self.standing = Standing()
        self.allowance = Allowance(FRAMES_AT_ONCE, FRAMES_A_SECOND)
        self.client: int | None = None
        self.written = 0
        self.in_step = True
        self.heard_at = time.monotonic()

    async def frame(self, content: bytes) -> None:
        await self._send({"type": "websocket.send", "bytes": content})

    async def say(self, **said: object) -> None:
        await self._send({"type": "websocket.send", "text": json.dumps(said, ensure_ascii=False)})

    async def welcome(self) -> None:
        may_write, colour, called = self.standing.greeting
        await self.say(type="welcome", may_write=may_write, colour=colour, called=called)

    async def refuse(self, refusal: Refusal) -> None:
        await self.say(type="refused", why=refusal.why.value, say=refusal.say)
        if refusal.why != Why.FULL and self.standing.may_write:
            # When it may write again, that will be news.
            self.standing = replace(self.standing, refusal=refusal)
            await self.welcome()

    def shown(self, cursor: dict[str, Any] | None) -> dict[str, Any]:
        """What others see of it: nobody signs with another's name."""
        return {"user": {"name": self.standing.called, "colour": self.standing.colour}, "cursor": cursor}


class Room:
    """``replica`` may be used by whoever holds the lock of the rooms, and by nobody else."""

    def __init__(self, document_id: int, conference_id: int) -> None:
        self.document_id, self.conference_id = document_id, conference_id
        self.replica = Replica()
        # Others than those who have it open read it while it is written.
        self.is_for_all = False
        self.pens: dict[Pen, None] = {}
        self.presence = Presence()
        # Up to where it stands in the columns, since when there is more, and when it may be tried again.
        self.written_down = 0
        self.unwritten_since: float | None = None
        self.not_before = 0.0

    @property
    def number(self) -> int:
        return self.replica.number

    def note_length(self) -> None:
        """After the text changed, or was written down."""
        if self.number <= self.written_down:
            self.unwritten_since = None
        elif self.unwritten_since is None:
            self.unwritten_since = time.monotonic()

    # What its pages are told

    async def spread(self, changes: list[tuple[Pen | None, bytes]]) -> list[Pen]:
        """Tell each page what others changed; returns those whose socket failed."""
        if not changes:
            return []
        whole = wire.sync(wire.UPDATE, merged([change for _, change in changes]))
        authors = {author for author, _ in changes}
        frames: dict[Pen, bytes] = {}
        for pen in self.pens:
            if pen not in authors:
                frames[pen] = whole
            elif others := [change for author, change in changes if author is not pen]:
                frames[pen] = wire.sync(wire.UPDATE, merged(others))
        return await _sent(frames)

    async def tell_presence(self) -> list[Pen]:
        """Tell each page where others are now; returns those whose socket failed."""
        news, self.presence.news = self.presence.news, {}
        if not news:
            return []
        frame = wire.awareness(self.presence.of(news))
        return await _sent(dict.fromkeys(self.pens, frame))

    async def greet(self, pen: Pen) -> None:
        """The first that a page hears of the text."""
        await pen.welcome()
        if pen.standing.frozen:
            await pen.say(type="frozen")
        await pen.frame(wire.sync(wire.STEP_1, self.replica.vector()))
        if everyone := self.presence.everyone():
            await pen.frame(wire.awareness(everyone))

    def hear_states(self, pen: Pen, states: tuple[wire.State, ...]) -> None:
        """A page says where it is. Of a frame that repeats what it heard of others, only its own is taken."""
        if not pen.standing.may_write:
            return
        if pen.client is None:
            pen.client = next((state.client for state in states if not self.presence.is_taken(state.client)), None)
        for state in states:
            if state.client == pen.client:
                self.presence.say(state.client, state.clock, None if state.gone else pen.shown(state.cursor))

    def leave(self, pen: Pen) -> None:
        self.pens.pop(pen, None)
        self.hide(pen)

    def hide(self, pen: Pen) -> None:
        """Others no longer see where it is."""
        if pen.client is not None and self.presence.is_taken(pen.client):
            self.presence.say(pen.client, 0, None)


async def _sent(frames: dict[Pen, bytes]) -> list[Pen]:
    failed = []
    for pen, frame in frames.items():
        try:
            await pen.frame(frame)
        except Exception:
            logger.warning("A socket failed and is cut off.", exc_info=True)
            failed.append(pen)
    return failed


def merged(updates: list[bytes]) -> bytes:
    return updates[0] if len(updates) == 1 else merge_updates(*updates)
