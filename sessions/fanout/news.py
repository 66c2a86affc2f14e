"""News: what was touched is rendered once a language and sent, the same bytes, to every page of its audience.

An audience touched again meanwhile is rendered once more, at most four times a second. Nothing here waits for a slow
reader: a page that has too much on its way is passed over, and brought to the latest when it has caught up.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.feed import Event, Feed, event_of
from sessions.fanout.page import MOST_IN_FLIGHT, Page
from sessions.fanout.snapshots import View, snapshots
from sessions.polling.station import station

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_NEWS = 0.25
SHARE_OF_REST = 3
# However long a rendering took: it may have waited for a database that was away.
LONGEST_REST = 2.0
SECONDS_BEFORE_RETRY = 2.0
SECONDS_KEPT_WITHOUT_PAGES = 120.0
# The loop serves others after so many sends, so that a large audience delays nobody's act.
SENDS_AT_ONCE = 128
# People are looked up and rendered together, up to so many.
ARRIVALS_AT_ONCE = 64
# A socket whose buffer does not take a frame within this time is cut off: its page comes back by itself.
SECONDS_TO_TAKE = 1.0
# Those whom most wait for come first.
ORDER = (
    Kind.CITIZENS,
    Kind.SCREEN,
    Kind.WATCH,
    Kind.TABLET,
    Kind.TABLE,
    Kind.PERSON,
    Kind.DESK,
    Kind.GUARANTOR,
)
SILENT = 4408

READY = event_of({"type": "ready"})


@dataclass(frozen=True)
class Rest:
    """After news were told: no others before ``least_ends``, nor before ``ends`` while more keeps coming (monotonic
    seconds). Once nothing has come for ``quiet`` seconds, what came last need not wait longer."""

    least_ends: float = 0.0
    ends: float = 0.0
    quiet: float = 0.0

    def over_at(self, touched_at: float) -> float:
        return max(self.least_ends, min(self.ends, touched_at + self.quiet))


class News:
    """``feeds`` are those of the audiences that have pages here, or had some a moment ago; ``touches`` counts, so that
    who looks something up meanwhile knows that it may be old."""

    def __init__(
        self,
        in_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
        cut: Callable[[Page, int], None],
    ) -> None:
        self._in_thread, self._cut = in_thread, cut
        self.feeds: dict[Audience, dict[str, Feed]] = {}
        # When each was touched last.
        self.touched: dict[Audience, float] = {}
        self.telling: set[Audience] = set()
        self.touches = 0
        self._rests: dict[Audience, Rest] = {}
        self._bell = asyncio.Event()

    @property
    def idle(self) -> bool:
        """Whether all that was touched has been told."""
        return not self.touched and not self.telling

    def feed(self, view: View) -> Feed:
        audience, language = view
        feeds = self.feeds.setdefault(audience, {})
        if language not in feeds:
            feeds[language] = Feed()
        return feeds[language]

    def audiences(self, conference_id: int) -> list[Audience]:
        return [audience for audience in self.feeds if audience.conference_id == conference_id]

    def touch(self, audiences: Iterable[Audience]) -> None:
        """Have these audiences told what they see now."""
        self.touches += 1
        here = {audience for audience in audiences if any(feed.pages for feed in self.feeds.get(audience, {}).values())}
        if here:
            self.touched.update(dict.fromkeys(here, time.monotonic()))
            self._bell.set()

    async def tell(self) -> None:
        """Render and send what was touched, for as long as this process lives."""
        while True:
            await self._wait_until_due()
            since = time.monotonic()
            for kind in ORDER:
                due = self._due(kind)
                # People cost the same few queries together; the others are rendered one by one.
                step = ARRIVALS_AT_ONCE if kind == Kind.PERSON else 1
                for first in range(0, len(due), step):
                    await station.let_votes_pass(since)
                    await self._tell(due[first : first + step])
                    # A room full of tables does not hold up what everyone looks at; nor does that hold up the tables:
                    # it comes between two of them, once.
                    for audience in self._due(ORDER[0])[:1] if kind != ORDER[0] else ():
                        await station.let_votes_pass(since)
                        await self._tell([audience])

    def _due(self, kind: Kind) -> list[Audience]:
        now = time.monotonic()
        return [audience for audience in self.touched if audience.kind == kind and self._due_at(audience) <= now]

    def _due_at(self, audience: Audience) -> float:
        return self._rests.get(audience, Rest()).over_at(self.touched[audience])

    async def _wait_until_due(self) -> None:
        while True:
            self._bell.clear()
            due_at = min(map(self._due_at, self.touched), default=None)
            wait = None if due_at is None else due_at - time.monotonic()
            if wait is not None and wait <= 0:
                return
            try:
                async with asyncio.timeout(wait):
                    await self._bell.wait()
            except TimeoutError:
                return

    async def _tell(self, audiences: Sequence[Audience]) -> None:
        begun = time.monotonic()
        touched = {audience: self.touched.pop(audience) for audience in audiences}
        self.telling.update(audiences)
        rest = SECONDS_BETWEEN_NEWS
        try:
            await self._render_and_deliver(audiences)
        except asyncio.CancelledError:
            self.touched = touched | self.touched
            raise
        except Exception:
            # One audience's failure must not silence the others.
            logger.exception("News could not be told to %s.", audiences)
            self.touched = touched | self.touched
            rest = SECONDS_BEFORE_RETRY
        finally:
            self.telling.difference_update(audiences)
        # A server that is behind with its news makes fewer of them, and has time left for those who act or come back.
        now = time.monotonic()
        spent = (now - begun) / max(1, len(audiences))
        resting = Rest(now + rest, now + min(LONGEST_REST, SHARE_OF_REST * spent), quiet=spent)
        self._rests.update(dict.fromkeys(audiences, resting))

    async def _render_and_deliver(self, audiences: Sequence[Audience]) -> None:
        views = [(audience, language) for audience in audiences for language in self.feeds.get(audience, {})]
        views = [view for view in views if self.feed(view).pages]
        for view, region in (await self._in_thread(lambda: snapshots.regions(views))).items():
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

    async def bring(self, page: Page) -> None:
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

    def let_go(self, now: float) -> None:
        """Forget the feeds that have had no page for a while."""
        for audience, feeds in list(self.feeds.items()):
            for language, feed in list(feeds.items()):
                if not feed.pages and now - feed.left_at > SECONDS_KEPT_WITHOUT_PAGES:
                    del feeds[language]
            if not feeds:
                del self.feeds[audience]
                self._rests.pop(audience, None)
