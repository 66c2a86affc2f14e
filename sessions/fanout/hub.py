"""The process's own switchboard: which open pages belong to which audience, and what each was last sent.

A touched audience is rendered once a language and sent, the same bytes, to every page in it; an audience touched again
meanwhile is rendered once more, at most four times a second. Nothing here waits for a slow reader: a page that has too
much on its way is passed over, and brought to the latest when it has caught up.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from channels.db import database_sync_to_async
from django.conf import settings

from sessions.fanout.audiences import Audience, Kind, Place, places_of
from sessions.fanout.exchange import Exchange
from sessions.fanout.feed import Event, Feed, event_of
from sessions.fanout.frames import Frame
from sessions.fanout.page import MOST_IN_FLIGHT, Page
from sessions.fanout.publish import OVERSEERS
from sessions.fanout.render import Region
from sessions.fanout.snapshots import View, snapshots
from sessions.presence.register import register

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

SECONDS_BETWEEN_NEWS = 0.25
SHARE_OF_REST = 3
# However long a rendering took: it may have waited for a database that was away.
LONGEST_REST = 2.0
SECONDS_BEFORE_RETRY = 2.0
SECONDS_KEPT_WITHOUT_PAGES = 120.0
# The loop serves others after so many sends, so that a large audience delays nobody's act.
SENDS_AT_ONCE = 128
ARRIVALS_AT_ONCE = 64
SECONDS_TO_SAY_HELLO = 10.0
# A socket whose buffer does not take a frame within this time is cut off: its page comes back by itself.
SECONDS_TO_TAKE = 1.0
# Those whom most wait for come first.
ORDER = (Kind.CITIZENS, Kind.WATCH, Kind.TABLE, Kind.PERSON, Kind.DESK, Kind.GUARANTOR)

SILENT = 4408
NOT_A_MEMBER = 4403
TOO_MANY_PAGES = 4409
GOING_AWAY = 4012
FAILED = 4011

READY = event_of({"type": "ready"})
BEAT = event_of({"type": "beat"})


class Hub:
    """Lives on the event loop that serves the sockets; none of its methods may be called from another thread."""

    def __init__(self) -> None:
        self.exchange = Exchange(self)
        self.feeds: dict[Audience, dict[str, Feed]] = {}
        self.pages: dict[Page, None] = {}
        self.people: dict[tuple[int, str], dict[Page, None]] = {}
        self.touched: set[Audience] = set()
        self.telling: set[Audience] = set()
        self.stirred: set[Audience] = set()
        self.draining = False
        self._rest_ends: dict[Audience, float] = {}
        self._news = asyncio.Event()
        self._touches = 0
        # Pages are looked up and moved by one at a time: of two answers of the database, the later one decides.
        self._moving = asyncio.Lock()
        self._arriving: list[Page] = []
        self._greeting: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="fanout")

    async def in_thread(self, work: Callable[[], Found]) -> Found:
        """Database and templates, on threads of the hub's own: acts and page loads do not queue behind them."""
        return await database_sync_to_async(work, thread_sensitive=False, executor=self._threads)()

    def start(self) -> None:
        """Listen to what the other processes tell, and tell the news. Begun once, by the server or the first page."""
        self.exchange.start()

    async def drain(self) -> None:
        """This process is going away: send its pages to the others, and let it be known that nobody is here."""
        self.draining = True
        for page in list(self.pages):
            await self._close(page, GOING_AWAY)
        await self.exchange.stop()

    @property
    def idle(self) -> bool:
        """Whether all that was to be told has been told."""
        return not self.touched and not self.telling and (self._greeting is None or self._greeting.done())

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
            pages, self._arriving = self._arriving[:ARRIVALS_AT_ONCE], self._arriving[ARRIVALS_AT_ONCE:]
            try:
                await self._greet_some(pages)
            except Exception:
                logger.exception("Pages could not be greeted.")
                for page in pages:
                    await self._close(page, FAILED)

    async def _greet_some(self, pages: Sequence[Page]) -> None:
        touches = self._touches
        async with self._moving:
            places = await self._look_up(pages)
            before = [page.place for page in pages]
            for page, place in zip(pages, places, strict=True):
                self._belong(page, place)
        for page, old in zip(pages, before, strict=True):
            page.ready = False
            await self._show_move(page, old)
            await self._bring_all(page)
        if self._touches != touches:
            # What was touched while they were looked up did not find them in its audience.
            self.touch({audience for page in pages for audience in page.audiences})

    async def _look_up(self, pages: Sequence[Page]) -> list[Place]:
        """Where these pages belong; their feeds are brought up to date as well."""

        def look_up() -> tuple[list[Place], dict[View, Region]]:
            places = places_of([page.visit for page in pages])
            views = [(a, page.language) for page, place in zip(pages, places, strict=True) for a in place.audiences]
            return places, snapshots.regions(views)

        places, regions = await self.in_thread(look_up)
        for view, region in regions.items():
            self.feed(view).renew(region)
        return places

    def feed(self, view: View) -> Feed:
        audience, language = view
        feeds = self.feeds.setdefault(audience, {})
        if language not in feeds:
            feeds[language] = Feed()
        return feeds[language]

    def audiences(self, conference_id: int) -> list[Audience]:
        """Those of a conference that have pages here, or had some a moment ago."""
        return [audience for audience in self.feeds if audience.conference_id == conference_id]

    async def _show_move(self, page: Page, before: Place) -> None:
        """Take from a page what it no longer sees; close it when nothing is left."""
        if not page.audiences:
            await self._close(page, NOT_A_MEMBER)
            return
        for name in {a.kind.value for a in before.audiences} - {a.kind.value for a in page.audiences}:
            gone = event_of({"type": "news", "region": name, "cursor": "", "html": ""})
            page.note(gone)
            page.shown.pop(name, None)
            await page.send(gone)

    def _belong(self, page: Page, place: Place) -> None:
        """Have a page belong to these audiences from now on, and to no others."""
        if page not in self.pages or page.place == place:
            return
        self._withdraw(page)
        page.place = place
        if not place.audiences:
            return
        for audience in place.audiences:
            self.feed((audience, page.language)).pages[page] = None
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
            feed = self.feed((audience, page.language))
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
            if page in self.pages:
                await self._show_move(page, old)
                self.touch(set(page.audiences) - set(old.audiences))

    # News

    def touch(self, audiences: Iterable[Audience]) -> None:
        """Have these audiences told what they see now."""
        self._touches += 1
        here = {audience for audience in audiences if any(feed.pages for feed in self.feeds.get(audience, {}).values())}
        if here:
            self.touched |= here
            self._news.set()

    def touch_overseers(self, conference_id: int) -> None:
        """Somebody came or went. Those who guide and watch see it within a second, and not while a hall comes back."""
        self.stirred.update(Audience(conference_id, kind) for kind in OVERSEERS)

    async def tell_news(self) -> None:
        """Render and send what was touched, for as long as this process lives."""
        while True:
            await self._wait_until_due()
            for kind in ORDER:
                due = [a for a in self.touched if a.kind == kind and self._rest_ends.get(a, 0.0) <= time.monotonic()]
                # People are rendered together, for they cost the same few queries; the others one by one.
                step = ARRIVALS_AT_ONCE if kind == Kind.PERSON else 1
                for first in range(0, len(due), step):
                    await self._tell(due[first : first + step])

    async def _wait_until_due(self) -> None:
        while True:
            self._news.clear()
            due_at = min((self._rest_ends.get(audience, 0.0) for audience in self.touched), default=None)
            wait = None if due_at is None else due_at - time.monotonic()
            if wait is not None and wait <= 0:
                return
            try:
                async with asyncio.timeout(wait):
                    await self._news.wait()
            except TimeoutError:
                return

    async def _tell(self, audiences: Sequence[Audience]) -> None:
        begun = time.monotonic()
        self.touched.difference_update(audiences)
        self.telling.update(audiences)
        rest = SECONDS_BETWEEN_NEWS
        try:
            await self._render_and_deliver(audiences)
        except asyncio.CancelledError:
            self.touched.update(audiences)
            raise
        except Exception:
            # One audience's failure must not silence the others.
            logger.exception("News could not be told to %s.", audiences)
            self.touched.update(audiences)
            rest = SECONDS_BEFORE_RETRY
        finally:
            self.telling.difference_update(audiences)
        # A server that is behind with its news makes fewer of them, and has time left for those who act or come back.
        spent = (time.monotonic() - begun) / max(1, len(audiences))
        ends = time.monotonic() + max(rest, min(LONGEST_REST, SHARE_OF_REST * spent))
        self._rest_ends.update(dict.fromkeys(audiences, ends))

    async def _render_and_deliver(self, audiences: Sequence[Audience]) -> None:
        views = [(audience, language) for audience in audiences for language in self.feeds.get(audience, {})]
        views = [view for view in views if self.feed(view).pages]
        for view, region in (await self.in_thread(lambda: snapshots.regions(views))).items():
            self.feed(view).renew(region)
        for view in views:
            await self._deliver(self.feed(view))

    async def _deliver(self, feed: Feed) -> None:
        pages = list(feed.pages)
        for first in range(0, len(pages), SENDS_AT_ONCE):
            page = pages[first]
            try:
                async with asyncio.timeout(SECONDS_TO_TAKE):
                    for page in pages[first : first + SENDS_AT_ONCE]:
                        # Not to those that left meanwhile: whoever changes tables sees nothing more of the old one.
                        if page in feed.pages:
                            for event in self._news_for(page, feed):
                                await page.send(event)
            except Exception:
                logger.warning("A socket did not take its news and was cut off.", exc_info=True)
                # The others of its group are told at the next turn.
                self.touch(page.audiences)
                self._cut(page, SILENT)
            await asyncio.sleep(0)

    async def _bring_all(self, page: Page) -> None:
        """Bring a page to the latest; once it is, and was not told so since its hello, tell it that it is ready."""
        page.behind = False
        for audience in page.audiences:
            for event in self._news_for(page, self.feed((audience, page.language))):
                await page.send(event)
        if not page.ready and not page.behind:
            page.ready = True
            await page.send(READY)

    def _news_for(self, page: Page, feed: Feed) -> Sequence[Event]:
        """What a page lacks of a feed, noted as sent; nothing but that it is behind, while too much is on its way."""
        region = feed.region
        if region is None:
            return ()
        shown = page.shown.get(region.name, "")
        if shown == region.cursor:
            return ()
        if page.in_flight > MOST_IN_FLIGHT:
            page.behind = True
            return ()
        news = feed.news_for(shown, region.name in page.holds)
        page.shown[region.name] = region.cursor
        page.holds.add(region.name)
        for event in news:
            page.note(event)
        return news

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
            await self._bring_all(page)
        return True

    async def keep_alive(self, *, beat_after: float, silent_after: float) -> None:
        """Once a second: show who came and went, ask those that were not asked for a while whether they are there, and
        end the leases of those who do not say."""
        now = time.monotonic()
        if not self._arriving:
            self.touch(self.stirred)
            self.stirred.clear()
        for page in list(self.pages):
            # Who said hello and waits for us is not silent.
            if now - page.heard_at > (silent_after if page.greeted else SECONDS_TO_SAY_HELLO):
                self._cut(page, SILENT)
            elif now - page.beat_at > beat_after:
                page.beat_at = now
                if page.in_flight <= MOST_IN_FLIGHT:
                    await page.send(BEAT)
        self._let_go(now)

    def _let_go(self, now: float) -> None:
        for audience, feeds in list(self.feeds.items()):
            for language, feed in list(feeds.items()):
                if not feed.pages and now - feed.left_at > SECONDS_KEPT_WITHOUT_PAGES:
                    del feeds[language]
            if not feeds:
                del self.feeds[audience]
                self._rest_ends.pop(audience, None)


hub = Hub()
