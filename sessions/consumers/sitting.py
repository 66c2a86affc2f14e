"""A page's socket: it says who is there and brings news, and takes votes and supports. All else comes by forms."""

import asyncio
import time
import uuid
from typing import Any

from deliberation.ballots import receipts
from sessions.consumers.limits import Allowance
from sessions.consumers.socket import SocketConsumer
from sessions.fanout.audiences import Visit
from sessions.fanout.feed import event_of
from sessions.fanout.frames import ActFrame, SupportFrame, parsed
from sessions.fanout.hub import NOT_A_MEMBER, hub
from sessions.fanout.page import Page
from sessions.polling.station import Answer, Sent, station
from sessions.polling.supports import Supported, supporting

BAD_FRAME = 4400


class SittingConsumer(SocketConsumer):
    """Accepts the frames of ``fanout/frames.py``; news is the hub's, votes are the station's."""

    nobody = NOT_A_MEMBER
    page: Page | None = None
    allowance: Allowance
    acting: set[asyncio.Task[None]]

    async def enter(self, session: str, language: str, route: dict[str, Any]) -> None:
        self.allowance, self.acting = Allowance(), set()
        visit = Visit(session, route["slug"], screen=route.get("screen", False))
        self.page = Page(visit, language, self.base_send, self.close)  # type: ignore[arg-type]
        await hub.open(self.page)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        page = self.page
        if page is None or page not in hub.pages:
            return
        frame = parsed(text_data)
        if frame is None or not self.allowance.take():
            await self._hang_up(page)
        elif isinstance(frame, ActFrame | SupportFrame):
            # Who votes is there; and does not wait for the answer to hear the news.
            page.heard_at = time.monotonic()
            vote = self._vote(page, frame) if isinstance(frame, ActFrame) else self._support(page, frame)
            acting = asyncio.create_task(vote)
            self.acting.add(acting)
            acting.add_done_callback(self.acting.discard)
        elif not await hub.hear(page, frame):
            await self._hang_up(page)

    async def _hang_up(self, page: Page) -> None:
        hub.leave(page)
        await self.close(BAD_FRAME)

    async def _vote(self, page: Page, frame: ActFrame) -> None:
        secret = receipts.secret_in(self.scope["cookies"])
        answer = Answer()
        if secret:
            answer = await station.cast(Sent(page.visit, page.language, frame.ballot, frame.id, frame.fields, secret))
        await self._tell(page, frame.id, answer)

    async def _support(self, page: Page, frame: SupportFrame) -> None:
        sent = Supported(page.visit, page.language, frame.question, frame.wanted, frame.id)
        await self._tell(page, frame.id, await supporting.cast(sent))

    async def _tell(self, page: Page, id_: uuid.UUID, answer: Answer) -> None:
        told: dict[str, Any] = {"type": "done", "said": answer.said} if answer.said else {"type": "failed"}
        if answer.errors:
            told = {"type": "refused", "errors": answer.errors}
        if page in hub.pages:
            await page.send(event_of(told | {"id": str(id_)}))

    def leave(self) -> None:
        if self.page is not None:
            hub.leave(self.page)
