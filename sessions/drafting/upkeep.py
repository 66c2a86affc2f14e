"""What the rooms look after from time to time: what no message tells, who may still write, and that others can read."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from sessions.drafting import actions, queries, wire
from sessions.drafting.replica import Unusable
from sessions.drafting.room import Pen, Room

if TYPE_CHECKING:
    from sessions.drafting.rooms import Rooms

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_BETWEEN_CHECKS = 5.0
# While a text is written, it is written down for everyone else so often.
SECONDS_BETWEEN_COPIES = 20.0
# What all citizens read while a few write it.
SECONDS_BETWEEN_COPIES_FOR_ALL = 4.0
# A page says every 15 seconds where it is.
SILENT_AFTER = 90.0


class Upkeep:
    def __init__(self, rooms: "Rooms") -> None:
        self.rooms = rooms
        # Conferences in which something was done, after which other people may write or read.
        self.stirred: set[int] = set()
        self._checked_at = 0.0

    def look_now(self) -> None:
        """A message was missed: do not wait for the next time."""
        self._checked_at = 0.0

    async def look(self) -> None:
        """Once, a few times a second."""
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        now = time.monotonic()
        for pen in [pen for pen in self.rooms.pens if now - pen.heard_at > SILENT_AFTER]:
            await self.rooms.cut(pen, wire.SILENT)
        for room in self.rooms.rooms.values():
            room.presence.expire()
        stirred, self.stirred = self.stirred, set()
        try:
            if now - self._checked_at >= SECONDS_BETWEEN_CHECKS:
                self._checked_at = now
                await self.catch_up()
                await self.recheck(list(self.rooms.pens))
            elif stirred:
                await self.recheck([pen for pen, room in self.rooms.pens.items() if room.conference_id in stirred])
        except Exception:
            self.stirred |= stirred
            raise
        await self.copy_texts(SECONDS_BETWEEN_COPIES, most=1)

    # What no message told

    async def catch_up(self) -> None:
        """Bring every text up to what the database holds."""
        numbers = {pk: room.number for pk, room in self.rooms.rooms.items()}
        missed = await self.rooms.in_thread(lambda: queries.missed(numbers)) if numbers else {}
        for pk, room in list(self.rooms.rooms.items()):
            async with self.rooms.replicas:
                changes = await self._mend(room, missed.get(pk, []))
            await self.rooms.spread(room, changes)

    async def _mend(self, room: Room, missed: list[tuple[int, bytes]]) -> list[tuple[Pen | None, bytes]]:
        changes: list[tuple[Pen | None, bytes]] = []
        try:
            for number, content in missed:
                if number == room.number + 1 and not room.replica.spoilt:
                    room.replica.apply(content)
                    room.replica.number = number
                    changes.append((None, content))
        except Unusable:
            room.replica.spoilt = True
        if room.replica.spoilt:
            logger.warning("A text is read anew: %d.", room.document_id)
            await self.rooms.load(room)
            return [(None, room.replica.state())]
        room.note_length()
        return changes

    # Who may

    async def recheck(self, pens: list[Pen]) -> None:
        """Whoever was moved or removed loses the text; who may write now, or no longer, is told."""
        asked = [(pen.visit, self.rooms.pens[pen].document_id) for pen in pens]
        found = await self.rooms.in_thread(lambda: queries.standings(asked)) if asked else []
        for pen, standing in zip(pens, found, strict=True):
            if room := self.rooms.pens.get(pen):
                try:
                    await self._change(pen, room, standing)
                except Exception:
                    logger.warning("A socket failed and was cut off.", exc_info=True)
                    await self.rooms.cut(pen, wire.FAILED)

    async def _change(self, pen: Pen, room: Room, standing: queries.Standing) -> None:
        before, pen.standing = pen.standing, standing
        if not standing.may_read:
            await self.rooms.cut(pen, wire.NOT_YOURS)
            return
        if standing.frozen and not before.frozen:
            await pen.say(type="frozen")
        if standing.greeting != before.greeting:
            await pen.welcome()
        if standing.may_write and not before.may_write:
            async with self.rooms.replicas:
                vector = room.replica.vector()
            await pen.frame(wire.sync(wire.STEP_1, vector))
        if before.may_write and not standing.may_write:
            room.hide(pen)

    # For everyone else to read

    async def copy_texts(self, after: float = 0.0, most: int | None = None) -> None:
        """Write down each text that changed so long ago, or that nobody writes here any more, ``most`` of them at once:
        a hall's tables begin to write together, and would all be written down together. Forget the texts that nobody
        has open."""
        now = time.monotonic()
        due = []
        for room in self.rooms.rooms.values():
            written = any(pen.standing.may_write for pen in room.pens)
            since = room.unwritten_since
            patience = min(after, SECONDS_BETWEEN_COPIES_FOR_ALL) if room.is_for_all else after
            if since is not None and now >= room.not_before and (not written or now - since >= patience):
                due.append((since, room))
        for _since, room in sorted(due, key=lambda each: each[0])[:most]:
            await self._copy(room)
        for pk, room in list(self.rooms.rooms.items()):
            if not room.pens and room.unwritten_since is None and not room.presence.own_news:
                self.rooms.rooms.pop(pk)

    async def _copy(self, room: Room) -> None:
        def write_down() -> int:
            return actions.write_down(conference_id=room.conference_id, document_id=room.document_id)

        try:
            room.written_down = max(room.written_down, await self.rooms.in_thread(write_down))
            room.unwritten_since = None
            room.note_length()
        except Exception:
            logger.exception("A text could not be written down for others to read.")
            room.not_before = time.monotonic() + SECONDS_BETWEEN_CHECKS
