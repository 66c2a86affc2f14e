"""A server process's live layer on the test's own thread and database, and the pages it serves."""

import asyncio
import hashlib
import itertools
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connections

from deliberation.conference.models import Membership
from sessions.fanout import news as news_module
from sessions.fanout import publish
from sessions.fanout.audiences import Visit
from sessions.fanout.frames import Frame
from sessions.fanout.hub import Hub
from sessions.fanout.page import Page
from tests.cast import sign_in

PROJECTOR = "projector"


class Wire:
    """What would go out to every process."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        assert group == publish.GROUP
        self.messages.append(message)


class Screen:
    """A member's page, which applies what it is sent as the browser does; ``projector``: the one of the room."""

    def __init__(self, member: Membership, language: str = "fr", *, projector: bool = False) -> None:
        self.texts: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.news = 0
        self.closed = False
        visit = Visit(sign_in(member.user), member.conference.slug, screen=projector)
        self.page = Page(visit, language, self._receive, self._close)

    async def _receive(self, event: dict[str, Any]) -> None:
        frame = json.loads(event["text"])
        if frame["type"] != "news":
            return
        self.news += 1
        name = frame["region"]
        self.texts[name] = frame["html"] if "html" in frame else spliced(self.texts[name], frame)
        self.shown[name] = frame["cursor"]
        if not frame["cursor"]:
            del self.texts[name], self.shown[name]
        assert name not in self.shown or digest(self.texts[name]) == frame["cursor"]

    async def _close(self, code: int) -> None:
        self.closed = True
        self.texts.clear()

    def frame(self, type_: Any) -> Frame:
        return Frame(type_, self.news, self.shown, frozenset(self.texts))


def spliced(old: str, frame: dict[str, Any]) -> str:
    units = old.encode("utf-16-le")
    tail = units[len(units) - 2 * frame["end"] :]
    return (units[: 2 * frame["start"]] + frame["put"].encode("utf-16-le") + tail).decode("utf-16-le")


def digest(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()[:16]


class Process:
    """A process's live layer on the test's own thread and database: its hub, feeds and snapshots are the real ones."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        monkeypatch.setattr(news_module, "SECONDS_BETWEEN_NEWS", 0)
        monkeypatch.setattr(news_module, "SHARE_OF_REST", 0)
        self.connection = connections["default"]
        monkeypatch.setattr(Hub, "in_thread", lambda hub, work: self._at_once(work))
        self.hub = Hub()
        monkeypatch.setattr(self.hub.exchange, "start", lambda: None)

    async def _at_once(self, work: Callable[[], Any]) -> Any:
        # A coroutine would be given a connection of its own, which does not see the test's transaction.
        connections["default"] = self.connection
        return work()

    async def open(
        self, members: Iterable[Membership], *languages: str, projected_by: Membership | None = None
    ) -> dict[str, Screen]:
        """A page each, in these languages in turn; and the projector, named so, opened by one of them."""
        turn = itertools.cycle(languages or ("fr",))
        # A coroutine would be given a connection of its own, which does not see the test's transaction.
        connections["default"] = self.connection
        screens = {member.ref: Screen(member, next(turn)) for member in members}
        if projected_by:
            screens[PROJECTOR] = Screen(projected_by, projector=True)
        for screen in screens.values():
            await self.hub.open(screen.page)
            assert await self.hub.hear(screen.page, screen.frame("hello"))
        await self.settle(screens)
        return screens

    async def hear(self, messages: list[dict[str, Any]], screens: dict[str, Screen]) -> None:
        for message in messages:
            await self.hub.exchange.receive(message)
        await self.settle(screens)

    async def settle(self, screens: dict[str, Screen]) -> None:
        """Until all is told, and every page has said that it has it."""
        telling = asyncio.create_task(self.hub.news.tell())
        for _ in range(4):
            await self.hub.keep_alive(beat_after=60, silent_after=60)
            while not self.hub.idle:
                if telling.done():
                    # What went wrong with the news is said, not waited for.
                    await telling
                await asyncio.sleep(0)
            for screen in screens.values():
                if screen.page in self.hub.pages:
                    assert await self.hub.hear(screen.page, screen.frame("here"))
        telling.cancel()
