"""A hand in a text that several write at once: a Yjs document over the writing socket, as docs/live.md describes it."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from django.utils.translation import gettext as _
from pycrdt import (
    Doc,
    TransactionEvent,
    XmlElement,
    XmlFragment,
    XmlText,
    YMessageType,
    YSyncMessageType,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from sessions.rehearsal.players.browser import Browser
from sessions.rehearsal.players.line import CUT, wait_before
from sessions.rehearsal.players.sockets import socket
from sessions.rehearsal.players.waiting import Bell

PARAGRAPH = "paragraph"
NOT_AT_THIS_TABLE, TOO_LARGE, BAD_FRAME = 4403, 4413, 4400


class Pen:
    """``bell`` rings when the text, or what is known of it, changed; ``heard`` counts what others changed.

    What is typed while the line is cut stays in the document, and is sent when the line is back.
    """

    def __init__(self, browser: Browser, path: str, object_to: Callable[[str], None]) -> None:
        self.browser, self.path, self.object_to = browser, path, object_to
        self.bell = Bell()
        self.doc: Doc[Any] = Doc()
        self.may_write = False
        self.connections = self.heard = 0
        self._wrote = self._saved = 0
        self._unsent: list[bytes] = []
        self._open: ClientConnection | None = None
        # Both sides have said what they have: from here on each change is sent by itself.
        self._in_step = self._hears = self._has_seen = False
        self._observed = self.doc.observe(self._changed)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    # The text

    @property
    def ready(self) -> bool:
        """I see what is there, and may write."""
        return self._in_step and self._has_seen and self.may_write

    @property
    def saved(self) -> bool:
        """The server says that all I typed is in its database."""
        return self._in_step and not self._unsent and self._saved == self._wrote

    def paragraphs(self, field: str) -> list[str]:
        """Those in which there are words, without their marks."""
        return [said for node in self._fragment(field).children if (said := _said(node))]

    def begin(self, field: str, words: str) -> XmlText:
        """A paragraph of my own, after all that I see."""
        text = XmlText(words)
        self._fragment(field).children.append(XmlElement(PARAGRAPH, {}, [text]))
        return text

    def last(self, field: str) -> XmlText | None:
        """The words of its last paragraph, to be written on."""
        nodes = [node for node in self._fragment(field).children if isinstance(node, XmlElement)]
        texts = [text for text in nodes[-1].children if isinstance(text, XmlText)] if nodes else []
        return texts[-1] if texts else None

    def clear(self, field: str) -> None:
        children = self._fragment(field).children
        while len(children):
            del children[0]

    async def write_on(self, text: XmlText, words: str) -> None:
        """After what stands in this paragraph; on its way when this returns, if there is a line."""
        text += words
        await self.send()

    def _fragment(self, field: str) -> XmlFragment:
        found: XmlFragment = self.doc.get(field, type=XmlFragment)
        return found

    def _changed(self, event: TransactionEvent) -> None:
        if self._hears:
            self.heard += 1
        elif self._in_step:
            self._unsent.append(event.update)
        self.bell.ring()

    # The line

    def cut(self) -> None:
        """The network goes, without a goodbye; the pen comes back by itself."""
        if self._open is not None:
            self._open.transport.abort()
        self._hang_up()

    def _hang_up(self) -> None:
        self._open, self._in_step, self.may_write, self._unsent = None, False, False, []

    async def _keep(self) -> None:
        tries = 0
        while True:
            code, before = CUT, self.connections
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                code = await self._once()
            self._hang_up()
            self.bell.ring()
            if code in {NOT_AT_THIS_TABLE, TOO_LARGE, BAD_FRAME}:
                self.object_to(_("the server closed a text's line with the code %d") % code)
            if code in {NOT_AT_THIS_TABLE, TOO_LARGE}:
                return
            tries = 0 if self.connections > before else tries + 1
            await asyncio.sleep(wait_before(code, tries))

    async def _once(self) -> int:
        """One connection, until it ends. Returns the code it was closed with."""
        async with socket(self.browser, self.path) as connection:
            self._open, self._wrote, self._saved = connection, 0, 0
            with contextlib.suppress(ConnectionClosed):
                await connection.send(create_sync_message(self.doc))
                async for frame in connection:
                    # What a line that was cut had still to say was never heard.
                    if self._open is connection:
                        await self._hear(connection, frame)
        return connection.close_code or CUT

    async def _hear(self, connection: ClientConnection, frame: str | bytes) -> None:
        if isinstance(frame, str):
            self._told(json.loads(frame))
        elif frame[0] == YMessageType.SYNC:
            self._hears = True
            try:
                answer = handle_sync_message(frame[1:], self.doc)
            finally:
                self._hears = False
            if frame[1] == YSyncMessageType.SYNC_STEP2:
                self._has_seen = True
            if answer is not None:
                self._wrote, self._in_step, self._unsent = self._wrote + 1, True, []
                await connection.send(answer)
        self.bell.ring()

    def _told(self, said: dict[str, Any]) -> None:
        if said["type"] == "welcome":
            self.may_write = said["may_write"]
            self.connections += 1
        elif said["type"] == "saved":
            self._saved = said["frames"]
        elif said["type"] == "refused":
            self.object_to(_("words typed in a text were refused: %s") % said["say"])

    async def send(self) -> None:
        """What was typed since the last time."""
        while self._unsent and self._open is not None:
            update = self._unsent.pop(0)
            self._wrote += 1
            # The line may be gone and nobody know it yet: the next one brings the words.
            with contextlib.suppress(ConnectionClosed):
                await self._open.send(create_update_message(update))


def _said(node: object) -> str:
    if not isinstance(node, XmlElement):
        return ""
    return "".join(
        words
        for text in node.children
        if isinstance(text, XmlText)
        for words, _marks in text.diff()
        if isinstance(words, str)
    )
