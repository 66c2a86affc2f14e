"""The process's own switchboard: which open pages belong to which audience, and what each was last sent.

One subscription to the channel layer a process. A touched audience is rendered once a language and sent, the same
text, to every page in it; an audience touched again meanwhile is rendered once more, at most four times a second.
"""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from deliberation.conference.models import Membership
from deliberation.journal.models import Head
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.publish import EVERYONE, GROUP
from sessions.fanout.render import Region, render

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_NEWS = 0.25
SHARE_OF_REST = 3
SECONDS_BETWEEN_CHECKS = 10
SECONDS_BEFORE_RETRY = 1


# Who a page's visitor is, in which conference, and what they may see: as the database says now.
Place = tuple[Membership | None, int, tuple[Audience, ...]]


class Page(Protocol):
    """An open page, as the hub knows it."""

    language: str
    conference_id: int
    shown: dict[str, str]
    audiences: tuple[Audience, ...]

    @property
    def ref(self) -> str: ...

    async def send_text(self, text: str) -> None: ...
    def look_up(self) -> Place: ...
    def take(self, place: Place) -> None: ...
    async def leave_behind(self, before: Iterable[Audience]) -> None: ...


class Hub:
    """Lives on the event loop that serves the sockets; none of its methods may be called from another thread."""

    def __init__(self) -> None:
        self.pages: dict[Audience, set[Page]] = defaultdict(set)
        self.seen: dict[int, int] = {}
        self.early: dict[int, set[int]] = defaultdict(set)
        self.flushing: dict[Audience, asyncio.Task[None]] = {}
        self.touched_again: set[Audience] = set()
        self.listening: list[asyncio.Task[None]] = []

    def join(self, page: Page, audiences: Iterable[Audience]) -> None:
        self.leave(page)
        for audience in audiences:
            self.pages[audience].add(page)
        if not self.listening or any(task.done() for task in self.listening):
            self.listening = [asyncio.create_task(self._listen()), asyncio.create_task(self._check())]

    def leave(self, page: Page) -> None:
        for audience in [audience for audience, pages in self.pages.items() if page in pages]:
            self.pages[audience].discard(page)
            if not self.pages[audience]:
                del self.pages[audience]

    def touch(self, audiences: Iterable[Audience]) -> None:
        """Have these audiences told what they see now."""
        for audience in audiences:
            if audience in self.flushing:
                self.touched_again.add(audience)
            elif audience in self.pages:
                task = asyncio.create_task(self._flush(audience))
                self.flushing[audience] = task
                task.add_done_callback(lambda _, audience=audience: self._flushed(audience))  # type: ignore[misc]

    def _flushed(self, audience: Audience) -> None:
        del self.flushing[audience]
        if audience in self.touched_again:
            self.touched_again.discard(audience)
            self.touch([audience])

    async def _flush(self, audience: Audience) -> None:
        begun = time.monotonic()
        for language in {page.language for page in self.pages.get(audience, ())}:
            try:
                region = await database_sync_to_async(render)(audience, language)
            except Exception:
                # One audience's failure must not silence the others; the heartbeat's check tries again.
                logger.exception("News for %s could not be rendered.", audience)
                self.seen.pop(audience.conference_id, None)
                continue
            pages = [page for page in self.pages.get(audience, ()) if page.language == language]
            await self.show(region, pages, audience)
        # A server that is behind with its news makes fewer of them, and has time left for those who act or come back.
        await asyncio.sleep(max(SECONDS_BETWEEN_NEWS, SHARE_OF_REST * (time.monotonic() - begun)))

    async def show(self, region: Region, pages: Iterable[Page], audience: Audience | None = None) -> None:
        """Send a region to the pages that do not show it yet.

        Not to those that left its ``audience`` meanwhile: whoever changes tables sees nothing more of the old one.
        """
        text = json.dumps({"type": "news", "region": region.name, "cursor": region.cursor, "html": region.html})
        for page in list(pages):
            left = audience is not None and page not in self.pages.get(audience, ())
            if not left and page.shown.get(region.name) != region.cursor:
                page.shown[region.name] = region.cursor
                await page.send_text(text)

    async def _listen(self) -> None:
        """Receive what any process published, for as long as this one lives."""
        layer = get_channel_layer()
        while layer is not None:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    await self._receive(await layer.receive(channel))
            except Exception:
                logger.exception("The channel layer failed; subscribing again.")
                await asyncio.sleep(SECONDS_BEFORE_RETRY)

    async def _receive(self, message: dict[str, Any]) -> None:
        conference = message["conference"]
        self._hear(conference, message["number"])
        if message["moves"]:
            await self._regroup(conference, message["moved"])
        self.touch(self._audiences(conference, set(message["kinds"]), message["keys"]))

    def _hear(self, conference: int, number: int) -> None:
        """``seen`` counts without a gap: a number that comes before its turn waits, one that never comes is missed."""
        early = self.early[conference] | {number}
        seen = self.seen.get(conference, 0)
        while seen + 1 in early:
            seen += 1
        self.seen[conference] = seen
        self.early[conference] = {each for each in early if each > seen}

    def _audiences(self, conference: int, kinds: set[str], keys: dict[str, str]) -> list[Audience]:
        """The audiences here of these kinds; of a kind with a key, that one only. The actor's own is always in."""
        return [
            audience
            for audience in self.pages
            if audience.conference_id == conference
            and (audience.kind.value in kinds or audience.kind == Kind.PERSON)
            and (audience.kind.value not in keys or audience.key == keys[audience.kind.value])
        ]

    async def _regroup(self, conference: int, ref: str = "") -> None:
        """Have pages move to the audiences that are now theirs: one person's pages, or everybody's.

        All move in one step: nobody is sent a table's news between the others' move and their own.
        """
        pages = [page for page in self._pages(conference) if not ref or page.ref == ref]
        places = await database_sync_to_async(lambda: [page.look_up() for page in pages])()
        before = {page: page.audiences for page in pages}
        still_open = self._pages(conference)
        for page, place in zip(pages, places, strict=True):
            if page in still_open:
                page.take(place)
        for page in pages:
            await page.leave_behind(before[page])
        self.touch({audience for page in pages for audience in set(page.audiences) - set(before[page])})

    def _pages(self, conference: int) -> set[Page]:
        return {page for pages in self.pages.values() for page in pages if page.conference_id == conference}

    async def _check(self) -> None:
        """Now and then, look for what no message tells: a fact whose message was lost, a person who went away."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_CHECKS)
            try:
                await self.catch_up()
            except Exception:
                logger.exception("The journal could not be compared.")

    async def catch_up(self) -> None:
        """A journal longer than what was seen tells everyone again; a lease that ran out shows on the desks."""
        self.touch([audience for audience in self.pages if audience.kind in {Kind.DESK, Kind.GUARANTOR}])
        conferences = {audience.conference_id for audience in self.pages}
        lengths = await database_sync_to_async(_lengths)(conferences)
        for conference, length in lengths.items():
            if length > self.seen.get(conference, 0):
                self.seen[conference] = length
                self.early[conference] = {each for each in self.early[conference] if each > length}
                await self._regroup(conference)
                self.touch(self._audiences(conference, {kind.value for kind in EVERYONE}, {}))


def _lengths(conferences: set[int]) -> dict[int, int]:
    return dict(Head.objects.filter(conference__in=conferences).values_list("conference_id", "length"))


hub = Hub()
