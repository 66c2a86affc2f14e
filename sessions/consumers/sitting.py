"""A page's socket: it says who is there and brings news. What people do comes in by ordinary forms."""

from typing import Any

from sessions.consumers.limits import Allowance
from sessions.consumers.socket import SocketConsumer
from sessions.fanout.audiences import Visit
from sessions.fanout.frames import parsed
from sessions.fanout.hub import NOT_A_MEMBER, hub
from sessions.fanout.page import Page

BAD_FRAME = 4400


class SittingConsumer(SocketConsumer):
    """Accepts the two frames of ``fanout/frames.py``; everything else is the hub's."""

    nobody = NOT_A_MEMBER
    page: Page | None = None
    allowance: Allowance

    async def enter(self, session: str, language: str, route: dict[str, Any]) -> None:
        self.allowance = Allowance()
        visit = Visit(session, route["slug"], screen=route.get("screen", False))
        self.page = Page(visit, language, self.base_send, self.close)  # type: ignore[arg-type]
        await hub.open(self.page)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        page = self.page
        if page is None or page not in hub.pages:
            return
        frame = parsed(text_data)
        if frame is None or not self.allowance.take() or not await hub.hear(page, frame):
            hub.leave(page)
            await self.close(BAD_FRAME)

    def leave(self) -> None:
        if self.page is not None:
            hub.leave(self.page)
