"""The socket through which a text is written by several people at once: the authority on what it holds is the rooms."""

from typing import Any

from sessions.consumers.socket import SocketConsumer
from sessions.drafting.room import Pen
from sessions.drafting.rooms import rooms
from sessions.drafting.wire import BAD_FRAME, LARGEST_FRAME, NOT_YOURS, TOO_LARGE
from sessions.fanout.audiences import Visit
from sessions.fanout.hub import hub


class DraftingConsumer(SocketConsumer):
    """Accepts the binary frames of ``drafting/wire.py``; everything else is the rooms'."""

    nobody = NOT_YOURS
    pen: Pen | None = None

    async def enter(self, session: str, language: str, route: dict[str, Any]) -> None:
        self.pen = Pen(Visit(session, route["slug"]), language, self.base_send, self.close)
        # What other processes tell comes by its subscription.
        hub.start()
        await rooms.open(self.pen, route["key"])

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        pen = self.pen
        if pen is None or pen not in rooms.pens:
            return
        if bytes_data is not None and len(bytes_data) > LARGEST_FRAME:
            await rooms.cut(pen, TOO_LARGE)
        elif bytes_data is None or not pen.allowance.take() or not await rooms.hear(pen, bytes_data):
            await rooms.cut(pen, BAD_FRAME)

    def leave(self) -> None:
        if self.pen is not None:
            rooms.leave(self.pen)
