"""The process's documents: opened and written here, kept the same as in every other process.

A write is stored before anyone hears of it: all that waits is stored in one transaction, while the next gathers. What
other processes stored comes through the channel layer, at once, or from the database, every few seconds at the latest:
a message that is lost costs nothing but time.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from deliberation.conference.models import Conference
from deliberation.kernel.threads import Threads
from sessions.drafting import actions, queries, wire
from sessions.drafting.models import SECTION
from sessions.drafting.others import Others
from sessions.drafting.replica import Unusable
from sessions.drafting.room import Pen, Room
from sessions.drafting.rules import may_read
from sessions.drafting.seats import Seats
from sessions.drafting.storing import Outcome, Write, store
from sessions.drafting.upkeep import Upkeep
from sessions.fanout.audiences import seats_of

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

# What comes so soon after a transaction waits for the next: ten tables that write at once cost one, not ten. Whoever
# writes into silence does not wait.
SECONDS_TO_GATHER = 0.02
SECONDS_BEFORE_RETRY = 1.0
SECONDS_TO_TAKE = 5.0
MOST_AT_ONCE = 400


@dataclass(frozen=True)
class Admitted:
    """A visitor whom the rules let into a document."""

    document_id: int
    conference_id: int
    standing: queries.Standing


def admitted(pen: Pen, key: str) -> Admitted | None:
    """None for whoever has no path to this text, or when there is none. What may be read is opened."""
    conference = Conference.objects.filter(slug=pen.visit.slug).first()
    document = queries.named(conference, key) if conference else None
    if conference is None or document is None or not may_read(seats_of([pen.visit])[0], document):
        return None
    if not document.pk:
        document = actions.open_document(conference=conference, key=key)
    if document is None:
        return None
    standing = queries.standings([(pen.visit, document.pk)])[0]
    return Admitted(document.pk, conference.pk, standing) if standing.may_read else None


class Rooms:
    """Lives on the event loop that serves the sockets; none of its methods may be called from another thread."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(4)
        self.rooms: dict[int, Room] = {}
        self.pens: dict[Pen, Room] = {}
        self.draining = False
        # Whoever reads or changes a replica holds it, for as long as a thread does too.
        self.replicas = asyncio.Lock()
        self.seats = Seats()
        self.others = Others(self)
        self.upkeep = Upkeep(self)
        self._waiting: list[Write[Pen]] = []
        self._work = asyncio.Event()
        self._threads = Threads(3, "drafting")
        self._tasks: list[asyncio.Task[None]] = []

    async def in_thread(self, work: Callable[[], Found]) -> Found:
        """The database, on threads of the rooms' own: acts and page loads do not queue behind them."""
        return await self._threads.do(work)

    def start(self) -> None:
        """Begin to store, to tell and to look after the texts, if it is not so already."""
        if self._tasks and not any(task.done() for task in self._tasks):
            return
        for task in self._tasks:
            task.cancel()
        steps = (self._write, self.others.tell, self.upkeep.look)
        self._tasks = [asyncio.create_task(_again_and_again(step)) for step in steps]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._threads.finished()

    async def drain(self) -> None:
        """This process is going away: what came in is stored, pages go to the others, and texts are written down."""
        self.draining = True
        with contextlib.suppress(Exception):
            await self._store_waiting()
        for pen in list(self.pens):
            await self.cut(pen, wire.GOING_AWAY)
        await self.upkeep.copy_texts()
        await self.others.tell_now()
        await self.stop()

    # Pages come and go

    async def open(self, pen: Pen, key: str) -> None:
        """A socket was accepted: let it in, or close it."""
        try:
            if self.draining:
                await pen.close(wire.GOING_AWAY)
            elif (found := await self.in_thread(lambda: admitted(pen, key))) is None:
                await pen.close(wire.NOT_YOURS)
            else:
                await self._let_in(pen, found)
        except Exception:
            logger.exception("A text could not be opened.")
            await self.cut(pen, wire.FAILED)

    async def _let_in(self, pen: Pen, found: Admitted) -> None:
        self.start()
        async with self.replicas:
            room = self.rooms.get(found.document_id)
            if room is None:
                room = Room(found.document_id, found.conference_id)
                await self.load(room)
                self.rooms[room.document_id] = room
                self.others.ask(room)
            pen.standing = found.standing
            room.pens[pen] = None
            self.pens[pen] = room
            await room.greet(pen)

    async def load(self, room: Room) -> None:
        """Read the text from the database. Under the lock."""

        def read() -> None:
            document = queries.documents().get(pk=room.document_id)
            room.replica, room.written_down = queries.current(document), document.written_down
            room.is_for_all = document.kind == SECTION

        await self.in_thread(read)
        room.note_length()

    def leave(self, pen: Pen) -> None:
        """The page's socket is closed."""
        if room := self.pens.pop(pen, None):
            room.leave(pen)

    async def cut(self, pen: Pen, code: int) -> None:
        self.leave(pen)
        try:
            async with asyncio.timeout(SECONDS_TO_TAKE):
                await pen.close(code)
        except Exception:
            logger.debug("A socket was gone before it was closed.", exc_info=True)

    # What pages say

    async def hear(self, pen: Pen, content: bytes) -> bool:
        """False when it is no frame of ours."""
        pen.heard_at = time.monotonic()
        room = self.pens[pen]
        try:
            frame = wire.parsed(content)
            if isinstance(frame, wire.Query):
                await pen.frame(wire.awareness(room.presence.everyone()))
            elif isinstance(frame, tuple):
                room.hear_states(pen, frame)
            elif frame.kind == wire.STEP_1:
                await self._answer(pen, room, frame.content)
            else:
                whole = frame.kind == wire.STEP_2
                self._waiting.append(Write(pen, pen.visit, pen.language, room.document_id, frame.content, whole))
                self._work.set()
        except (wire.Malformed, Unusable):
            return False
        return True

    async def _answer(self, pen: Pen, room: Room, vector: bytes) -> None:
        async with self.replicas:
            if room.replica.spoilt:
                await self.load(room)
            missing = room.replica.since(vector)
        await pen.frame(wire.sync(wire.STEP_2, missing))

    # What is written

    async def _write(self) -> None:
        await self._work.wait()
        self._work.clear()
        await self._store_waiting()
        await asyncio.sleep(SECONDS_TO_GATHER)

    async def _store_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                await self._store([write for write in batch if write.document_id in self.rooms])
            except Exception:
                # They come back and bring it again: nothing of it was said to be saved.
                logger.exception("What was written could not be stored.")
                for pen in {write.socket for write in batch}:
                    await self.cut(pen, wire.FAILED)

    async def _store(self, batch: list[Write[Pen]]) -> None:
        rooms = {write.document_id: self.rooms[write.document_id] for write in batch}
        out_of_step = {write.socket for write in batch if not write.socket.in_step}
        async with self.replicas:
            replicas = {pk: room.replica for pk, room in rooms.items()}
            outcomes, progress = await self.in_thread(lambda: store(batch, replicas, out_of_step, seats=self.seats))
            for pk, room in rooms.items():
                room.replica = progress[pk].replica
                room.note_length()
        done = list(zip(batch, outcomes, strict=True))
        for pk, room in rooms.items():
            changes = [(write.socket, outcome.change) for write, outcome in done if write.document_id == pk]
            changes = [(pen, change) for pen, change in changes if change]
            if changes:
                self.others.pass_on(room, progress[pk].first, [change for _, change in changes])
            await self.spread(room, [*((None, change) for change in progress[pk].others), *changes])
        for pen in dict.fromkeys(write.socket for write in batch):
            await self._account(pen, [outcome for write, outcome in done if write.socket is pen])

    async def spread(self, room: Room, changes: list[tuple[Pen | None, bytes]]) -> None:
        for pen in await room.spread(changes):
            await self.cut(pen, wire.FAILED)

    async def _account(self, pen: Pen, outcomes: list[Outcome]) -> None:
        """Tell a page what became of what it wrote."""
        if pen not in self.pens:
            return
        stored = sum(outcome.is_stored for outcome in outcomes)
        pen.written += stored
        pen.in_step = outcomes[-1].is_stored
        try:
            if stored:
                await pen.say(type="saved", frames=pen.written)
            if any(outcome.unusable for outcome in outcomes):
                await self.cut(pen, wire.BAD_FRAME)
            elif refusal := next((outcome.refusal for outcome in outcomes if outcome.refusal), None):
                await pen.refuse(refusal)
        except Exception:
            logger.warning("A socket failed and was cut off.", exc_info=True)
            await self.cut(pen, wire.FAILED)


async def _again_and_again(step: Callable[[], Awaitable[None]]) -> None:
    """A defect in a step is logged, and never ends the writing."""
    while True:
        try:
            await step()
        except Exception:
            logger.exception("A loop of the rooms failed; it begins again.")
            await asyncio.sleep(SECONDS_BEFORE_RETRY)


rooms = Rooms()
