"""The process's own switchboard: the pages that are open here, who they belong to, and which audiences they are in."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.conf import settings

from deliberation.kernel.threads import Threads
from sessions.fanout.audiences import Audience, Place, places_of
from sessions.fanout.exchange import Exchange
from sessions.fanout.feed import event_of
from sessions.fanout.frames import Frame
from sessions.fanout.news import ARRIVALS_AT_ONCE, SECONDS_TO_TAKE, SILENT, News
from sessions.fanout.page import MOST_IN_FLIGHT, Page
from sessions.fanout.publish import OVERSEERS
from sessions.fanout.render import Region
from sessions.fanout.snapshots import View, snapshots
from sessions.polling.station import station
from sessions.presence.register import register

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

SECONDS_TO_SAY_HELLO = 10.0

NOT_A_MEMBER = 4403
TOO_MANY_PAGES = 4409
GOING_AWAY = 4012
FAILED = 4011

BEAT = event_of({"type": "beat"})


class Hub:
    """Lives on the event loop that serves the sockets; none of its methods may be called from another thread."""

    def __init__(self) -> None:
        self.news = News(self.in_thread, self._cut)
        self.exchange = Exchange(self, self.news)
        self.pages: dict[Page, None] = {}
        self.people: dict[tuple[int, str], dict[Page, None]] = {}
        self.stirred: set[Audience] = set()
        self.draining = False
        # Pages are looked up and moved by one at a time: of two answers of the database, the later one decides.
        self._moving = asyncio.Lock()
        self._arriving: list[Page] = []
        self._greeting: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._threads = Threads(2, "fanout")

    async def in_thread(self, work: Callable[[], Found]) -> Found:
        """Database and templates, on threads of the hub's own: acts and page loads do not queue behind them."""
        return await self._threads.do(work)

    def start(self) -> None:
        """Listen to what the other processes tell, and tell the news. Begun once, by the server or the first page."""
        self.exchange.start()

    async def drain(self) -> None:
        """This process is going away: send its pages to the others, and let it be known that nobody is here."""
        self.draining = True
        for page in list(self.pages):
            await self._close(page, GOING_AWAY)
        await self.stop()

    async def stop(self) -> None:
        """Tell nothing more; returns once no thread of this hub is at work."""
        await self.exchange.stop()
        if self._greeting is not None:
            self._greeting.cancel()
        await self._threads.finished()

    @property
    def idle(self) -> bool:
        """Whether all that was to be told has been told."""
        return self.news.idle and (self._greeting is None or self._greeting.done())

    # Pages come and go

    async def open(self, page: Page) -> None:
        """A socket was accepted. Until it says hello, it belongs to no audience."""
        if self.draining:
            await self._close(page, GOING_AWAY)
            return
        self.pages[page] = None
        self.start()

    def greet(self, page: Page) -> None:
        """A page said hello: find its place, bring it what it lacks, tell it that it is ready.

        Pages that come at once are looked up together, and what they share is rendered once.
        """
        page.greeted = True
        self._arriving.append(page)
        if self._greeting is None or self._greeting.done():
            self._greeting = asyncio.create_task(self._greet_all())

    async def _greet_all(self) -> None:
        while self._arriving:
            await station.let_votes_pass()
            pages, self._arriving = self._arriving[:ARRIVALS_AT_ONCE], self._arriving[ARRIVALS_AT_ONCE:]
            try:
                await self._greet_some(pages)
            except Exception:
                logger.exception("Pages could not be greeted.")
                for page in pages:
                    await self._close(page, FAILED)

    async def _greet_some(self, pages: Sequence[Page]) -> None:
        touches = self.news.touches
        async with self._moving:
            places = await self._look_up(pages)
            before = [page.place for page in pages]
            for page, place in zip(pages, places, strict=True):
                self._belong(page, place)
        for page, old in zip(pages, before, strict=True):
            page.ready = False
            await self._show_move(page, old)
        if self.news.touches != touches:
            # What was touched while they were looked up did not find them in its audience.
            self.news.touch({audience for page in pages for audience in page.audiences})

    async def _look_up(self, pages: Sequence[Page]) -> list[Place]:
        """Where these pages belong; their feeds are brought up to date as well."""

        def look_up() -> tuple[list[Place], dict[View, Region]]:
            places = places_of([page.visit for page in pages])
            views = [(a, page.language) for page, place in zip(pages, places, strict=True) for a in place.audiences]
            return places, snapshots.regions(views)

        places, regions = await self.in_thread(look_up)
        for view, region in regions.items():
            self.news.feed(view).renew(region)
        return places

    async def _show_move(self, page: Page, before: Place) -> None:
        """Take from a page what it no longer sees and bring it what it sees now; close it when that is nothing.

        A socket that fails is its page's trouble only.
        """
        if page not in self.pages:
            return
        if not page.audiences:
            await self._close(page, NOT_A_MEMBER)
            return
        try:
            for name in {a.kind.value for a in before.audiences} - {a.kind.value for a in page.audiences}:
                gone = event_of({"type": "news", "region": name, "cursor": "", "html": ""})
                page.note(gone)
                page.shown.pop(name, None)
                await page.send(gone)
            await self.news.bring(page)
        except Exception:
            logger.warning("A socket failed and was cut off.", exc_info=True)
            self._cut(page, SILENT)

    def _belong(self, page: Page, place: Place) -> None:
        """Have a page belong to these audiences from now on, and to no others."""
        if page not in self.pages or page.place == place:
            return
        self._withdraw(page)
        page.place = place
        if not place.audiences:
            return
        for audience in place.audiences:
            self.news.feed((audience, page.language)).pages[page] = None
        mine = self.people.setdefault((place.conference_id, place.ref), {})
        mine[page] = None
        register.enter(place.conference_id, place.ref)
        self.touch_overseers(place.conference_id)
        for oldest in list(mine)[: -settings.PAGES_PER_PERSON]:
            self._cut(oldest, TOO_MANY_PAGES)

    def _withdraw(self, page: Page) -> None:
        place, page.place = page.place, Place()
        if not place.audiences:
            return
        for audience in place.audiences:
            feed = self.news.feed((audience, page.language))
            feed.pages.pop(page, None)
            feed.left_at = time.monotonic()
        mine = self.people[place.conference_id, place.ref]
        del mine[page]
        if not mine:
            del self.people[place.conference_id, place.ref]
        register.leave(place.conference_id, place.ref)
        self.touch_overseers(place.conference_id)

    def leave(self, page: Page) -> None:
        """The page's socket is closed."""
        self.pages.pop(page, None)
        self._withdraw(page)

    def _cut(self, page: Page, code: int) -> None:
        """Close a page without waiting for it."""
        self.leave(page)
        closing = asyncio.create_task(self._close(page, code))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def regroup(self, conference_id: int, ref: str = "") -> None:
        """Have pages move to the audiences that are now theirs: one person's pages, or everybody's.

        All move in one step: nobody is sent a table's news between the others' move and their own.
        """
        async with self._moving:
            pages = [p for p in self.pages if p.place.conference_id == conference_id and ref in {"", p.place.ref}]
            places = await self.in_thread(lambda: places_of([page.visit for page in pages]))
            before = [page.place for page in pages]
            for page, place in zip(pages, places, strict=True):
                self._belong(page, place)
        for page, old in zip(pages, before, strict=True):
            await self._show_move(page, old)
            self.news.touch(set(page.audiences) - set(old.audiences))

    def touch_overseers(self, conference_id: int) -> None:
        """Somebody came or went. Those who guide and watch see it within a second, and not while a hall comes back."""
        self.stirred.update(Audience(conference_id, kind) for kind in OVERSEERS)

    async def _close(self, page: Page, code: int) -> None:
        self.leave(page)
        try:
            async with asyncio.timeout(SECONDS_TO_TAKE):
                await page.close(code)
        except Exception:
            logger.debug("A socket was gone before it was closed.", exc_info=True)

    # What pages say

    async def hear(self, page: Page, frame: Frame) -> bool:
        """A page is there, and says what it shows. False when what it says cannot be."""
        page.heard_at = time.monotonic()
        if not page.acknowledge(frame.news):
            return False
        page.take_its_word(frame.shown, frame.holds)
        if frame.type == "hello":
            self.greet(page)
        elif page.audiences:
            await self.news.bring(page)
        return True

    async def keep_alive(self, *, beat_after: float, silent_after: float) -> None:
        """Once a second: show who came and went, ask those that were not asked for a while whether they are there, and
        end the leases of those who do not say."""
        now = time.monotonic()
        if not self._arriving:
            self.news.touch(self.stirred)
            self.stirred.clear()
        for page in list(self.pages):
            # Who said hello and waits for us is not silent.
            if now - page.heard_at > (silent_after if page.greeted else SECONDS_TO_SAY_HELLO):
                self._cut(page, SILENT)
            elif now - page.beat_at > beat_after:
                page.beat_at = now
                await self._beat(page)
        self.news.let_go(now)

    async def _beat(self, page: Page) -> None:
        if page.in_flight <= MOST_IN_FLIGHT:
            try:
                await page.send(BEAT)
            except Exception:
                logger.warning("A socket failed and was cut off.", exc_info=True)
                self._cut(page, SILENT)


hub = Hub()
