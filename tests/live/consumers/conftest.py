"""Open pages: real sockets on the real application, from the cookie to the hub."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from channels.layers import channel_layers
from channels.routing import get_default_application
from channels.testing import WebsocketCommunicator
from django.db import connection
from django.test import Client

from deliberation.accounts.models import User
from deliberation.conference.rules import Actor
from sessions.fanout import news as news_module
from sessions.fanout.hub import hub
from sessions.polling.station import station
from sessions.polling.supports import supporting

SECONDS = 5


class Page:
    """A browser's page and its socket. ``shown`` is what its regions show now: cursor and source text."""

    def __init__(self, browser: Client, language: str = "fr", slug: str = "eau", origin: str = "http://localhost"):
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items() if cookie.value)
        headers = [(b"origin", origin.encode())]
        if cookies:
            headers.append((b"cookie", cookies.encode()))
        self.socket = WebsocketCommunicator(get_default_application(), f"/live/{slug}/{language}/", headers=headers)
        self.shown: dict[str, dict[str, str]] = {}
        self.received: list[str] = []
        self.brought: list[str] = []
        self.news = self.unanswered = 0

    async def connect(self) -> bool:
        return (await self.socket.connect(SECONDS))[0]

    async def say(self, frame: object) -> None:
        await self.socket.send_to(text_data=frame if isinstance(frame, str) else json.dumps(frame))

    async def hello(self) -> list[str]:
        """The names of the regions that the answer brought."""
        await self.say(self.frame("hello"))
        brought = []
        while (frame := await self.next())["type"] != "ready":
            if frame["type"] == "news":
                brought.append(frame["region"])
        return brought

    def frame(self, type_: str) -> dict[str, object]:
        cursors = {name: region["cursor"] for name, region in self.shown.items()}
        holds = [name for name, region in self.shown.items() if region["html"]]
        return {"type": type_, "news": self.news, "shown": cursors, "holds": holds}

    async def next(self) -> dict[str, Any]:
        text = await self.socket.receive_from(SECONDS)
        self.received.append(text)
        frame: dict[str, Any] = json.loads(text)
        if frame["type"] == "news":
            self.shown[frame["region"]] = {"cursor": frame["cursor"], "html": self.text_after(frame)}
            self.news += 1
            self.unanswered += len(text)
        if self.unanswered >= 32_768 or frame["type"] == "beat":
            self.unanswered = 0
            await self.say(self.frame("here"))
        return frame

    def text_after(self, frame: dict[str, Any]) -> str:
        if "html" in frame:
            return str(frame["html"])
        before = self.shown[frame["region"]]
        assert before["cursor"] == frame["base"]
        old = before["html"].encode("utf-16-le")
        new = old[: 2 * frame["start"]] + frame["put"].encode("utf-16-le") + old[len(old) - 2 * frame["end"] :]
        html = new.decode("utf-16-le")
        assert hashlib.sha256(html.encode()).hexdigest()[:16] == frame["cursor"]
        return html

    async def until(self, region: str, holds: str) -> None:
        """Wait until a region shows this."""
        while holds not in self.shown.get(region, {"html": ""})["html"]:
            await self.next()

    async def quiet(self) -> bool:
        """Nothing was sent, once the hub has sent all it had to."""
        while not hub.idle:
            await asyncio.sleep(0.005)
        return await self.socket.receive_nothing(0.01)

    async def closed_with(self) -> int:
        while True:
            output = await self.socket.receive_output(SECONDS)
            if output["type"] == "websocket.close":
                return int(output["code"])

    async def close(self) -> None:
        await self.socket.disconnect(timeout=SECONDS)


async def subscribed() -> None:
    """Wait until this process hears what is published."""
    async with asyncio.timeout(SECONDS):
        while not hub.exchange.heard_itself_at:
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
async def own_hub(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(news_module, "SECONDS_BETWEEN_NEWS", 0.01)
    channel_layers.backends.clear()
    hub.__init__()  # type: ignore[misc]
    station.__init__()  # type: ignore[misc]
    yield
    # A thread that is still at work would hold the tables that are emptied next.
    for each in (station, supporting):
        await each.finished()
    await hub.stop()
    channel_layers.backends.clear()


Open = Callable[..., "asyncio.Future[Page]"]


@pytest.fixture
async def open_page(own_hub: None, client_of: Callable[..., Client]) -> AsyncIterator[Open]:
    """Open a page, say hello, and have it closed in the end."""
    opened: list[Page] = []
    browsers: dict[object, Client] = {}

    async def make(who: Actor | User, language: str = "fr", *, shown: dict | None = None) -> Page:
        page = Page(await asyncio.to_thread(browser_of, who), language)
        page.shown = dict(shown or {})
        assert await page.connect()
        opened.append(page)
        page.brought = await page.hello()
        await subscribed()
        return page

    def browser_of(who: Actor | User) -> Client:
        try:
            return browsers.setdefault(who, client_of(who))
        finally:
            connection.close()

    yield make
    for page in opened:
        await page.close()
