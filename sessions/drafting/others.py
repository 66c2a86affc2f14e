"""What this process tells the others of its documents, and hears of theirs, through the channel layer."""

import asyncio
from typing import TYPE_CHECKING, Any

from sessions.drafting import wire
from sessions.drafting.replica import Unusable
from sessions.drafting.room import Room, merged
from sessions.fanout.publish import tell

if TYPE_CHECKING:
    from sessions.drafting.rooms import Rooms

# Where people are is told so often at most; what they wrote, at once.
SECONDS_BETWEEN_STATES = 0.1


class Others:
    """One message at a time, with all that is to be told then. One that is lost is made good by the next look into the
    database; states are said again every few seconds."""

    def __init__(self, rooms: "Rooms") -> None:
        self.rooms = rooms
        self._texts: list[dict[str, Any]] = []
        self._asked: list[int] = []
        self._news = asyncio.Event()
        self._heard: list[dict[str, Any]] = []
        self._hearing: asyncio.Task[None] | None = None

    # Telling

    def pass_on(self, room: Room, first: int, changes: list[bytes]) -> None:
        """These changes were stored, with the numbers from ``first`` on."""
        last = first + len(changes) - 1
        told = {"document": room.document_id, "first": first, "last": last, "update": merged(changes)}
        self._texts.append(told)
        self._news.set()

    def ask(self, room: Room) -> None:
        """Ask the others who is in a text that was opened here."""
        self._asked.append(room.document_id)
        self._news.set()

    async def tell(self) -> None:
        """Once: when there is something to tell at once, or it is time to say where people are."""
        try:
            async with asyncio.timeout(SECONDS_BETWEEN_STATES):
                await self._news.wait()
        except TimeoutError:
            for room in list(self.rooms.rooms.values()):
                for pen in await room.tell_presence():
                    await self.rooms.cut(pen, wire.FAILED)
        await self.tell_now()

    async def tell_now(self) -> None:
        self._news.clear()
        texts, asked, states = self._texts, self._asked, self._states()
        self._texts, self._asked = [], []
        if texts or asked or states:
            said = {"texts": texts, "states": states, "asked": asked}
            await tell({"type": "drafted", "process": self.rooms.process, **said})

    def _states(self) -> list[dict[str, Any]]:
        told = []
        for room in self.rooms.rooms.values():
            news, room.presence.own_news = room.presence.own_news, {}
            if news:
                told.append({"document": room.document_id, "states": room.presence.of(news)})
        return told

    # Hearing

    def hear(self, message: dict[str, Any]) -> None:
        """Taken at once, so that whoever brings it need not wait for the database."""
        if message["process"] == self.rooms.process:
            return
        self._heard.append(message)
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._take())

    async def _take(self) -> None:
        while self._heard:
            message = self._heard.pop(0)
            for said in message["states"]:
                if room := self.rooms.rooms.get(said["document"]):
                    for client, clock, shown in said["states"]:
                        room.presence.hear(client, clock, shown)
            for document in message["asked"]:
                if room := self.rooms.rooms.get(document):
                    room.presence.own_news.update(dict.fromkeys(room.presence.here()))
                    self._news.set()
            for text in message["texts"]:
                if room := self.rooms.rooms.get(text["document"]):
                    await self._take_text(room, text)

    async def _take_text(self, room: Room, text: dict[str, Any]) -> None:
        async with self.rooms.replicas:
            if text["last"] <= room.number:
                return
            if room.replica.spoilt or text["first"] > room.number + 1:
                self.rooms.upkeep.look_now()
                return
            try:
                room.replica.apply(text["update"])
            except Unusable:
                self.rooms.upkeep.look_now()
                return
            room.replica.number = text["last"]
            room.note_length()
        await self.rooms.spread(room, [(None, text["update"])])
