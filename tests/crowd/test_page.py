"""The page against a server that says exactly what ``docs/live.md`` says, and nothing of ours."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import Server, ServerConnection, serve

from tests.crowd.crowd import Crowd, TooLate, percentile
from tests.crowd.page import HERE_EVERY, CrowdPage, splice
from tests.crowd.people import People, Person
from tests.crowd.voter import Voter

letters = st.text(st.sampled_from("aé😀\u0301œ\n𝄞"), max_size=12)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(letters, letters, letters, letters)
def test_a_splice_puts_a_text_between_two_ends(head: str, old: str, tail: str, put: str) -> None:
    assert splice(head + old + tail, units(head), units(tail), put) == head + put + tail


def test_a_splice_may_part_the_halves_of_a_character() -> None:
    """😀 and 😁 share their first half: a server that compares code units cuts there."""
    assert splice("a😀b", 2, 1, "\ude01") == "a😁b"


@pytest.mark.parametrize("base", [None, "short"])
def test_a_splice_into_what_is_too_short_does_not_apply(base: str | None) -> None:
    assert splice(base, 4, 2, "x") is None


class FakeServer:
    """Keeps every frame it hears; ``say`` tells all pages something."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.port = 0
        self.accepts = True
        self._pages: set[ServerConnection] = set()
        self._loop = asyncio.new_event_loop()
        self._server: Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _page(self, connection: ServerConnection) -> None:
        self._pages.add(connection)
        try:
            async for text in connection:
                self.heard.append(json.loads(text))
        finally:
            self._pages.discard(connection)

    async def _start(self) -> None:
        self._server = await serve(self._page, "127.0.0.1", self.port, compression=None)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    def run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    def start(self) -> None:
        self.run(self._start())

    def say(self, **frame: Any) -> None:
        async def tell() -> None:
            for page in list(self._pages):
                await page.send(json.dumps(frame))

        self.run(tell())

    def close(self, code: int) -> None:
        async def tell() -> None:
            for page in list(self._pages):
                await page.close(code)

        self.run(tell())

    def stop(self) -> None:
        async def end() -> None:
            assert self._server is not None
            self._server.close()
            await self._server.wait_closed()

        self.run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    with Crowd(watch=lambda frame, text: "seen" if "seen" in text else None) as crowd:
        yield crowd


Opened = Callable[..., list[CrowdPage]]


@pytest.fixture
def opened(crowd: Crowd, server: FakeServer) -> Opened:
    def make(count: int = 1, **options: Any) -> list[CrowdPage]:
        pages = [crowd.add_page(("127.0.0.1", server.port), "/live/eau/fr/", **options) for _ in range(count)]
        crowd.open(pages)
        crowd.wait_until(lambda: len(server.heard) >= count, within=5, what="hello")
        return pages

    return make


def test_a_page_says_hello_and_is_ready_when_told(crowd: Crowd, server: FakeServer, opened: Opened) -> None:
    pages = opened(20)
    assert server.heard[0] == {"type": "hello", "news": 0, "shown": {}, "holds": []}
    assert not any(page.ready for page in pages)
    server.say(type="ready")
    crowd.wait_ready(within=5)
    assert crowd.counts.opened == 20


def test_news_is_applied_counted_and_its_arrival_noted(crowd: Crowd, server: FakeServer, opened: Opened) -> None:
    pages = opened(3)
    server.say(type="news", region="citizens", cursor="c1", html="<p>é😀b</p>")
    server.say(type="news", region="citizens", cursor="c2", base="c1", start=6, end=5, put=" seen ")
    server.say(type="news", region="table", cursor="t1", html="<p>table</p>")
    server.say(type="news", region="table", cursor="", html="")
    server.say(type="beat")
    crowd.wait_until(lambda: len(server.heard) == 6, within=5)
    assert server.heard[-1] == {"type": "here", "news": 4, "shown": {"citizens": "c2"}, "holds": ["citizens"]}
    assert pages[0].texts == {"citizens": "<p>é😀 seen b</p>"}
    assert set(crowd.arrivals["seen"]) == {0, 1, 2}
    assert len(crowd.latencies("seen", 0)) == 3


def test_a_splice_into_something_else_is_answered_by_hello(crowd: Crowd, server: FakeServer, opened: Opened) -> None:
    (page,) = opened()
    server.say(type="news", region="citizens", cursor="c1", html="one")
    server.say(type="news", region="citizens", cursor="c3", base="c2", start=0, end=0, put="three")
    crowd.wait_until(lambda: len(server.heard) == 2, within=5)
    assert server.heard[-1] == {"type": "hello", "news": 2, "shown": {"citizens": ""}, "holds": []}
    assert page.misfits == 1


def test_much_news_is_acknowledged_on_the_way(crowd: Crowd, server: FakeServer, opened: Opened) -> None:
    opened()
    for number in range(3):
        server.say(type="news", region="citizens", cursor=f"c{number}", html="x" * (HERE_EVERY // 2))
    crowd.wait_until(lambda: len(server.heard) == 2, within=5)
    assert server.heard[-1]["type"] == "here"
    assert server.heard[-1]["news"] == 2


def test_a_cut_page_comes_back_with_what_it_shows(crowd: Crowd, server: FakeServer, opened: Opened) -> None:
    opened(2, comes_back=True)
    server.say(type="news", region="citizens", cursor="c1", html="one")
    crowd.wait_until(lambda: all(page.news for page in crowd.pages), within=5)
    crowd.cut()
    assert crowd.counts.lost == 2
    crowd.wait_until(lambda: len(server.heard) == 4, within=5)
    assert server.heard[-1] == {"type": "hello", "news": 0, "shown": {"citizens": "c1"}, "holds": ["citizens"]}


@pytest.mark.parametrize(("code", "back"), [(4403, False), (4409, False), (4012, True), (4408, True)])
def test_some_codes_stop_a_page(crowd: Crowd, server: FakeServer, opened: Opened, code: int, back: bool) -> None:
    (page,) = opened(comes_back=True)
    server.close(code)
    crowd.wait_until(lambda: page.closed_with == code or crowd.counts.opened == 2, within=5)
    if back:
        crowd.wait_until(lambda: crowd.counts.opened == 2, within=5)
    else:
        with pytest.raises(TooLate):
            crowd.wait_until(lambda: crowd.counts.opened == 2, within=2.5)


def test_a_stalled_page_reads_nothing_until_it_goes_on(crowd: Crowd, server: FakeServer, opened: Opened) -> None:
    (page,) = opened()
    crowd.done(page.stall)
    server.say(type="news", region="citizens", cursor="c1", html="one")
    with pytest.raises(TooLate):
        crowd.wait_until(lambda: page.news > 0, within=0.3)
    crowd.done(page.go_on)
    crowd.wait_until(lambda: page.texts == {"citizens": "one"}, within=5)


def test_nobody_listening_is_counted_as_refused(crowd: Crowd) -> None:
    crowd.open([crowd.add_page(("127.0.0.1", 1), "/live/eau/fr/")])
    crowd.wait_until(lambda: crowd.counts.refused == 1, within=5)


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1.0)) == (50, 99, 100)
    assert percentile([7.0], 0.5) == 7


# A page that votes


@pytest.fixture
def voter(crowd: Crowd, server: FakeServer) -> Voter:
    person = Person("citizen", "a-ref", 1, "sessionid=s")
    voter = crowd.join(Voter(crowd, ("127.0.0.1", server.port), People("eau", [person], [], []), person))
    crowd.open([voter])
    crowd.wait_until(lambda: len(server.heard) == 1, within=5, what="hello")
    server.say(type="ready")
    crowd.wait_ready(within=5)
    crowd.done(lambda: voter.cast(7, "for"))
    crowd.wait_until(lambda: len(server.heard) == 2, within=5, what="vote")
    return voter


def acts(server: FakeServer) -> list[dict[str, Any]]:
    return [frame for frame in server.heard if frame["type"] == "act"]


def test_a_vote_is_said_as_the_page_says_it_and_its_own_answer_is_taken(
    crowd: Crowd, server: FakeServer, voter: Voter
) -> None:
    vote = {"type": "act", "act": "cast-paper", "id": voter.vote_id, "ballot": 7, "fields": {"choice": "for"}}
    assert acts(server) == [vote]
    server.say(type="done", id="another", said="no")
    server.say(type="done", id=voter.vote_id, said="yes")
    crowd.wait_until(lambda: voter.answer is not None, within=5)
    assert (voter.done, voter.answers, voter.presses) == (True, 1, 1)
    assert voter.answer == {"type": "done", "id": voter.vote_id, "said": "yes"}


def test_a_vote_that_failed_or_was_cut_is_said_again_with_the_same_id(
    crowd: Crowd, server: FakeServer, voter: Voter
) -> None:
    server.say(type="failed", id=voter.vote_id)
    crowd.wait_until(lambda: len(acts(server)) == 2, within=5, what="vote again")
    crowd.cut()
    crowd.wait_until(lambda: len(server.heard) == 5, within=5, what="vote and hello again")
    assert [frame["type"] for frame in server.heard[-2:]] == ["act", "hello"]
    server.say(type="ready")
    assert {act["id"] for act in acts(server)} == {voter.vote_id}
    server.say(type="refused", id=voter.vote_id, errors={"": ["no"]})
    crowd.wait_until(lambda: voter.answer is not None, within=5)
    assert (voter.done, voter.presses) == (False, 3)
