"""The switchboard by itself: rendered once, sent to all, coalesced, never to who has left, and never held back."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import pytest

from sessions.fanout import hub as hub_module
from sessions.fanout import news as news_module
from sessions.fanout.audiences import Audience, Kind, Place, Visit
from sessions.fanout.frames import Frame
from sessions.fanout.hub import Hub
from sessions.fanout.page import MOST_IN_FLIGHT, Page
from sessions.fanout.render import Region
from sessions.fanout.snapshots import View
from sessions.presence.register import register

ONE, TWO = Audience(1, Kind.TABLE, "1"), Audience(1, Kind.TABLE, "2")
CITIZENS, DESK = Audience(1, Kind.CITIZENS), Audience(1, Kind.DESK)


class Browser:
    """A page that keeps what it is sent. ``trouble`` happens at each send."""

    def __init__(self, *audiences: Audience, language: str = "fr", ref: str = "someone") -> None:
        self.sent: list[dict[str, Any]] = []
        self.closed: list[int] = []
        self.trouble: Callable[[], Any] = lambda: asyncio.sleep(0)
        self.page = Page(Visit("session", "eau"), language, self._send, self._close)
        self.place = Place(1, ref, audiences)

    async def _send(self, event: dict[str, Any]) -> None:
        await self.trouble()
        assert event["type"] == "websocket.send"
        self.sent.append(json.loads(event["text"]))

    async def _close(self, code: int) -> None:
        self.closed.append(code)

    @property
    def words(self) -> list[str]:
        return [frame.get("html", frame.get("put")) for frame in self.sent if frame["type"] == "news"]

    @property
    def types(self) -> list[str]:
        return [frame["type"] for frame in self.sent]

    def frame(self, *, news: int | None = None, **shown: str) -> Frame:
        """What a page says that has received all it was sent, unless told otherwise."""
        shown = {frame["region"]: frame["cursor"] for frame in self.sent if frame["type"] == "news"} | shown
        return Frame("here", len(self.words) if news is None else news, shown, frozenset(shown))


class Press:
    """Stands for the database and the templates: counts, and prints one number more each time."""

    def __init__(self) -> None:
        self.printed: list[View] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.ink = ""

    def regions(self, views: Iterable[View]) -> dict[View, Region]:
        return {view: self._region(view) for view in views}

    def _region(self, view: View) -> Region:
        self.printed.append(view)
        self.meanwhile()
        number = len(self.printed)
        text = f"{view[0].key} {view[1]} {number}" + self.ink.replace("x", str(number % 10))
        return Region(view[0].kind.value, text, f"cursor-{number}", number)


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    found = Press()
    monkeypatch.setattr(news_module, "snapshots", found)
    monkeypatch.setattr(news_module, "SECONDS_BETWEEN_NEWS", 0.01)
    monkeypatch.setattr(news_module, "SECONDS_BEFORE_RETRY", 0.02)
    return found


@pytest.fixture
async def hub(press: Press, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    """Without its ear to the channel layer: tests speak to it."""
    found = Hub()
    monkeypatch.setattr(found.exchange, "start", lambda: None)
    telling = asyncio.create_task(found.news.tell())
    yield found
    telling.cancel()


async def join(hub: Hub, *browsers: Browser) -> None:
    for browser in browsers:
        await hub.open(browser.page)
        browser.page.greeted = True
        hub._belong(browser.page, browser.place)
        browser.page.ready = True


async def told(hub: Hub, *audiences: Audience) -> None:
    hub.news.touch(audiences)
    await settled(hub)


async def settled(hub: Hub) -> None:
    async with asyncio.timeout(5):
        while not hub.idle:
            await asyncio.sleep(0.001)


# One rendering, many pages


async def test_an_audience_is_rendered_once_a_language_for_all_its_pages(hub: Hub, press: Press) -> None:
    french = [Browser(ONE, ref=f"french-{n}") for n in range(70)]
    english = [Browser(ONE, ref=f"english-{n}", language="en") for n in range(3)]
    await join(hub, *french, *english)
    await told(hub, ONE)
    assert sorted(press.printed, key=str) == [(ONE, "en"), (ONE, "fr")]
    assert [len({browser.words[0] for browser in some}) for some in (french, english)] == [1, 1]


async def test_every_page_of_an_audience_is_given_the_same_event(hub: Hub, press: Press) -> None:
    """Serialised once: not equal bytes, the same."""
    events: list[dict[str, Any]] = []

    async def keep(event: dict[str, Any]) -> None:
        events.append(event)

    browsers = [Browser(ONE) for _ in range(3)]
    for browser in browsers:
        browser.page.send = keep
    await join(hub, *browsers)
    await told(hub, ONE)
    assert [event is events[0] for event in events] == [True, True, True]


async def test_a_hundred_touches_are_a_few_renderings_and_the_last_word_is_said(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    for _ in range(100):
        hub.news.touch([ONE])
        await asyncio.sleep(0)
    await settled(hub)
    assert len(press.printed) == len(browser.words) == 2


async def test_an_audience_is_told_at_most_four_times_a_second(
    hub: Hub, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_module, "SECONDS_BETWEEN_NEWS", 0.25)
    await join(hub, Browser(ONE), Browser(TWO))
    loop = asyncio.get_running_loop()
    ends = loop.time() + 1.1
    while loop.time() < ends:
        hub.news.touch([ONE])
        await asyncio.sleep(0.005)
    assert 3 <= press.printed.count((ONE, "fr")) <= 5
    before = len(press.printed)
    # The others do not wait for its rest.
    hub.news.touch([TWO])
    await asyncio.sleep(0.1)
    assert press.printed[before:].count((TWO, "fr")) == 1


async def test_what_all_look_at_is_told_between_two_tables(
    hub: Hub, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_module, "SECONDS_BETWEEN_NEWS", 0)
    monkeypatch.setattr(news_module, "SHARE_OF_REST", 0)
    await join(hub, Browser(CITIZENS), Browser(ONE), Browser(TWO))
    loop = asyncio.get_running_loop()
    # Somebody supports a question for as long as the tables are told.
    press.meanwhile = lambda: (
        None if len(press.printed) > 4 else loop.call_soon_threadsafe(hub.news.touch, [CITIZENS]) and None
    )
    await told(hub, ONE, TWO)
    await settled(hub)
    assert [view[0].kind for view in press.printed[:4]] == [Kind.TABLE, Kind.CITIZENS, Kind.TABLE, Kind.CITIZENS]


@pytest.mark.parametrize(
    ("touched_at", "over_at"),
    [
        pytest.param(10.0, 10.25, id="while it rests, and nothing more came: not before its least rest ends"),
        pytest.param(10.2, 10.4, id="nothing more came for as long as it takes to tell"),
        pytest.param(10.5, 10.6, id="more keeps coming: no longer than its rest"),
        pytest.param(12.0, 10.6, id="it has rested"),
    ],
)
def test_what_comes_last_waits_for_the_rest_only_while_more_keeps_coming(touched_at: float, over_at: float) -> None:
    assert news_module.Rest(least_ends=10.25, ends=10.6, quiet=0.2).over_at(touched_at) == pytest.approx(over_at)


async def test_who_shows_it_already_is_sent_nothing(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    browser.page.shown["table"] = "cursor-1"
    await join(hub, browser)
    await told(hub, ONE)
    assert (press.printed, browser.words) == ([(ONE, "fr")], [])


async def test_an_audience_without_pages_costs_nothing(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    hub.leave(browser.page)
    await told(hub, ONE, TWO)
    assert (press.printed, list(hub.pages)) == ([], [])


async def test_a_feed_without_pages_is_let_go_after_a_while(
    hub: Hub, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, leaves = Browser(ONE), Browser(TWO)
    await join(hub, stays, leaves)
    hub.leave(leaves.page)
    await hub.keep_alive(beat_after=60, silent_after=60)
    assert set(hub.news.feeds) == {ONE, TWO}
    monkeypatch.setattr(news_module, "SECONDS_KEPT_WITHOUT_PAGES", 0)
    await hub.keep_alive(beat_after=60, silent_after=60)
    assert set(hub.news.feeds) == {ONE}


# Who has left, who fails, who is slow


async def test_who_left_while_it_was_rendered_is_not_sent_it(hub: Hub, press: Press) -> None:
    """A citizen changes tables at the moment their old table's news is made."""
    mover, stays = Browser(ONE), Browser(ONE)
    await join(hub, mover, stays)
    press.meanwhile = lambda: hub._belong(mover.page, Place(1, "someone", (TWO,)))
    await told(hub, ONE)
    assert (mover.words, stays.words) == ([], ["1 fr 1"])


async def test_one_audience_that_cannot_be_rendered_does_not_silence_the_others_and_is_tried_again(
    hub: Hub, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = Browser(ONE), Browser(TWO)
    await join(hub, broken, fine)

    def fail_once() -> None:
        if press.printed == [(ONE, "fr")]:
            raise ValueError

    press.meanwhile = fail_once
    hub.news.touch([ONE])
    await asyncio.sleep(0)
    await told(hub, TWO)
    assert (broken.words, fine.words) == (["1 fr 3"], ["2 fr 2"])
    assert "could not be told" in caplog.text


async def test_a_socket_that_fails_is_cut_off_and_the_others_are_told(hub: Hub, press: Press) -> None:
    others, broken = [Browser(ONE) for _ in range(3)], Browser(ONE)

    async def fail() -> None:
        raise OSError

    broken.trouble = fail
    await join(hub, others[0], broken, *others[1:])
    await told(hub, ONE)
    assert ({browser.page.shown["table"] for browser in others}, broken.closed) == ({"cursor-2"}, [4408])
    assert broken.page not in hub.pages


async def test_a_socket_that_takes_nothing_holds_the_others_back_for_a_moment_only(
    hub: Hub, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As under a server that waits for a full buffer to drain."""
    monkeypatch.setattr(news_module, "SECONDS_TO_TAKE", 0.05)
    stuck, other = Browser(ONE), Browser(ONE)
    stuck.trouble = lambda: asyncio.sleep(3600)
    await join(hub, stuck, other)
    await told(hub, ONE)
    assert (stuck.closed, len(other.words)) == ([4408], 1)


async def test_a_slow_page_is_passed_over_and_brought_to_the_latest_when_it_has_caught_up(
    hub: Hub, press: Press
) -> None:
    press.ink = "x" * (MOST_IN_FLIGHT + 1)
    slow, quick = Browser(ONE), Browser(ONE)
    await join(hub, slow, quick)
    for _ in range(5):
        await told(hub, ONE)
        await hub.hear(quick.page, quick.frame())
    assert (len(slow.words), len(quick.words)) == (1, 5)
    await hub.hear(slow.page, slow.frame())
    assert [frame["cursor"] for frame in slow.sent] == ["cursor-1", "cursor-5"]
    assert slow.page.in_flight < 2 * len(press.ink)


async def test_what_is_on_its_way_to_a_page_is_bounded_however_long_it_is_slow(hub: Hub, press: Press) -> None:
    press.ink = "x" * 1000
    slow = Browser(ONE)
    await join(hub, slow)
    for _ in range(50):
        await told(hub, ONE)
    assert MOST_IN_FLIGHT < slow.page.in_flight < MOST_IN_FLIGHT + 2000


# What pages say


async def test_a_page_that_has_what_it_was_sent_is_sent_nothing_more(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    await told(hub, ONE)
    assert await hub.hear(browser.page, browser.frame(table="cursor-1"))
    assert len(browser.words) == 1


async def test_a_gap_that_a_page_tells_of_is_filled_with_the_whole(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    await told(hub, ONE)
    await told(hub, ONE)
    assert await hub.hear(browser.page, browser.frame(table=""))
    assert browser.sent[-1] == {"type": "news", "region": "table", "cursor": "cursor-2", "html": "1 fr 2"}


async def test_what_a_page_says_before_it_has_all_that_is_on_its_way_is_no_gap(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    await told(hub, ONE)
    await told(hub, ONE)
    assert await hub.hear(browser.page, browser.frame(news=1, table="cursor-1"))
    assert len(browser.words) == 2


@pytest.mark.parametrize("claimed", [-1, 1, 7])
async def test_a_page_cannot_have_received_what_it_was_not_sent(claimed: int, hub: Hub) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    assert await hub.hear(browser.page, browser.frame(news=claimed)) is False


async def test_a_page_cannot_take_back_what_it_has_received(hub: Hub, press: Press) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    await told(hub, ONE)
    assert await hub.hear(browser.page, browser.frame(news=1))
    assert await hub.hear(browser.page, browser.frame(news=0)) is False


# Leases


async def test_a_page_is_asked_now_and_then_whether_it_is_there(hub: Hub) -> None:
    browser = Browser(ONE)
    await join(hub, browser)
    await hub.keep_alive(beat_after=60, silent_after=60)
    assert browser.types == []
    for _ in range(2):
        await hub.keep_alive(beat_after=0, silent_after=60)
    assert browser.types == ["beat", "beat"]


async def test_a_page_that_falls_silent_is_closed_and_no_longer_there(hub: Hub) -> None:
    silent = Browser(ONE, ref="ana")
    await join(hub, silent)
    assert register.connected(1) == {"ana"}
    await hub.keep_alive(beat_after=60, silent_after=0)
    await asyncio.sleep(0.01)
    assert (silent.closed, register.connected(1), list(hub.pages)) == ([4408], frozenset(), [])


async def test_a_socket_that_never_says_hello_is_closed_sooner(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    mute, page = Browser(), Browser(ONE)
    await hub.open(mute.page)
    await join(hub, page)
    monkeypatch.setattr(hub_module, "SECONDS_TO_SAY_HELLO", 0)
    await hub.keep_alive(beat_after=60, silent_after=60)
    await asyncio.sleep(0.01)
    assert (mute.closed, page.closed) == ([4408], [])


async def test_who_comes_and_goes_is_news_for_the_desk(hub: Hub, press: Press) -> None:
    desk, citizen = Browser(DESK, ref="facilitator"), Browser(ONE, ref="ana")
    await join(hub, desk)
    told = []
    for happens in (lambda: join(hub, citizen), lambda: left(hub, citizen), lambda: asyncio.sleep(0)):
        await hub.keep_alive(beat_after=60, silent_after=60)
        await settled(hub)
        before = len(desk.words)
        await happens()
        await hub.keep_alive(beat_after=60, silent_after=60)
        await settled(hub)
        told.append(len(desk.words) - before)
    assert told == [1, 1, 0]


async def left(hub: Hub, browser: Browser) -> None:
    hub.leave(browser.page)


async def test_while_a_hall_comes_back_the_desk_is_not_told_of_each(
    hub: Hub, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, waiting = Browser(DESK, ref="facilitator"), Browser()
    await join(hub, desk)
    monkeypatch.setattr(hub, "_arriving", [waiting.page])
    await hub.keep_alive(beat_after=60, silent_after=60)
    await settled(hub)
    assert desk.words == []


async def test_who_said_hello_and_waits_for_the_server_is_not_silent(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Browser(ONE)
    await hub.open(waiting.page)
    waiting.page.greeted = True
    monkeypatch.setattr(hub_module, "SECONDS_TO_SAY_HELLO", 0)
    await hub.keep_alive(beat_after=60, silent_after=60)
    await asyncio.sleep(0.01)
    assert waiting.closed == []


# Limits, and going away


async def test_of_too_many_pages_of_one_person_the_oldest_is_closed(hub: Hub, settings: Any) -> None:
    settings.PAGES_PER_PERSON = 2
    mine = [Browser(ONE, ref="ana") for _ in range(3)]
    theirs = Browser(ONE, ref="bo")
    await join(hub, theirs, *mine)
    await asyncio.sleep(0.01)
    assert [browser.closed for browser in (*mine, theirs)] == [[4409], [], [], []]
    assert register.here() == {1: {"ana": 2, "bo": 1}}


async def test_a_process_that_goes_away_sends_its_pages_to_the_others_and_takes_no_more(hub: Hub) -> None:
    browsers = [Browser(ONE, ref="ana"), Browser(TWO, ref="bo")]
    await join(hub, *browsers)
    await hub.drain()
    late = Browser(ONE)
    await hub.open(late.page)
    assert [browser.closed for browser in (*browsers, late)] == [[4012], [4012], [4012]]
    assert (register.connected(1), list(hub.pages)) == (frozenset(), [])
