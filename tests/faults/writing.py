"""Eight people write in one text at once, on real sockets, while what they stand on breaks.

``python -m tests.services python -m tests.faults.writing --seconds 60`` plays it for a whole minute.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import string
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.crowd.people import People, Person, end_round, found, start_round
from tests.crowd.writer import Writer
from tests.faults.installation import Installation, installation
from tests.live.serving.running import VILLAGE, wait_until

WRITERS = 8
KEYS_A_SECOND = 8.0
# A page gathers what is typed so long.
SECONDS_TO_GATHER = 0.05
SECONDS_BEFORE_COMING_BACK = 0.3
RIGHT_WITHIN = 30.0


class Typist(Writer):
    """Types a letter of its own, anywhere in the text, so that what is missing in the end shows whose it is.

    ``known`` counts its letters that are certainly stored, as the page could tell.
    """

    def __init__(self, url: str, person: Person, letter: str, draw: random.Random) -> None:
        super().__init__()
        self.url, self.person, self.letter, self.draw = url, person, letter, draw
        self.typed = self.known = 0
        self.comes_back = True
        self.closed: list[int] = []
        self.line: ClientConnection | None = None
        self._sent: dict[int, int] = {}

    async def stay(self) -> None:
        """Come back whenever the line is lost, until it is not to."""
        while self.comes_back:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                headers = {
                    "Cookie": self.person.cookie,
                    "Origin": self.url.replace("ws", "http", 1).partition("/write")[0],
                }
                async with connect(self.url, additional_headers=headers, proxy=None, ping_interval=None) as line:
                    await self._speak(line)
            self.line = None
            await asyncio.sleep(SECONDS_BEFORE_COMING_BACK * (1 + self.draw.random()))

    async def _speak(self, line: ClientConnection) -> None:
        self.opened()
        self._sent = {}
        self.line = line
        sending = asyncio.create_task(self._send(line))
        try:
            async for frame in line:
                self.hear(frame)
                self.known = max(self.known, self._sent.get(self.saved, 0))
        finally:
            sending.cancel()
            self.closed.append(line.close_code or 1006)

    async def _send(self, line: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                for frame in self.take():
                    await line.send(frame)
                await asyncio.sleep(SECONDS_TO_GATHER)

    def _write(self, kind: int, update: bytes) -> None:
        super()._write(kind, update)
        # When so many writes are stored, all that was typed up to now is.
        self._sent[self.wrote] = self.typed

    async def keep_typing(self, until: float) -> None:
        """Also while there is no line: a phone in a tunnel."""
        while time.monotonic() < until and self.comes_back:
            if self.welcome or self.typed:
                self.typed += 1
                self.wander(self.letter, self.draw)
            await asyncio.sleep(self.draw.expovariate(KEYS_A_SECOND))

    def cut(self) -> None:
        """The network is gone, without a word."""
        if self.line is not None:
            self.line.transport.abort()

    def leave(self) -> None:
        """For good, with all that it knows."""
        self.comes_back = False
        self.cut()


@dataclass
class Table:
    served: Installation
    people: People
    key: str
    typists: list[Typist] = field(default_factory=list)

    def typist(self, person: Person, letter: str, seed: int) -> Typist:
        url = f"ws://127.0.0.1:{self.served.port}/write/{self.people.slug}/fr/{self.key}/"
        return Typist(url, person, letter, random.Random(seed))


def seated(served: Installation, people: People) -> Table:
    """Everybody at the first table, in a round in which it writes its notes."""
    planned = next(each for each in people.rounds if each.kind == "tables")
    start_round(served.address, people, planned)
    served.rows('UPDATE deliberation_panellist SET "table" = 1 RETURNING id')
    table = Table(served, people, f"note-{planned.id}-1")
    table.typists = [
        table.typist(person, letter, seed)
        for seed, (person, letter) in enumerate(zip(people.citizens[:WRITERS], string.ascii_lowercase, strict=False))
    ]
    return table


Fault = tuple[float, Callable[[Table], None]]


def cut_three(table: Table) -> None:
    for typist in table.typists[:3]:
        typist.cut()


def kill_a_process(table: Table) -> None:
    """The one with the most pages; two of the people never come back to say again what they said."""
    os.kill(max(table.served.workers), signal.SIGKILL)
    for typist in table.typists[-2:]:
        typist.leave()


def restart_redis(table: Table) -> None:
    table.served.redis.kill()
    table.served.redis.start()


# As shares of the time for which is typed.
FAULTS: tuple[Fault, ...] = ((0.15, cut_three), (0.3, kill_a_process), (0.55, restart_redis), (0.8, cut_three))


async def play(table: Table, seconds: float, faults: tuple[Fault, ...] = FAULTS) -> None:
    """Type for so long, break what is to break, and wait until everybody who is there has everything stored."""
    begun = time.monotonic()
    staying = [asyncio.create_task(typist.stay()) for typist in table.typists]
    typing = [asyncio.create_task(typist.keep_typing(begun + seconds)) for typist in table.typists]
    try:
        for share, fault in faults:
            await asyncio.sleep(begun + share * seconds - time.monotonic())
            await asyncio.to_thread(fault, table)
        await asyncio.gather(*typing)
        await _until(lambda: _settled(table))
    finally:
        for task in (*staying, *typing):
            task.cancel()
        await asyncio.gather(*staying, *typing, return_exceptions=True)


def _settled(table: Table) -> bool:
    here = [typist for typist in table.typists if typist.comes_back]
    return (
        all(typist.line and typist.welcome and typist.all_saved and not typist.unsent for typist in here)
        and len({typist.text for typist in here}) == 1
    )


async def _until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(RIGHT_WITHIN):
        while not so():
            await asyncio.sleep(0.05)


def assert_nothing_is_lost(table: Table) -> str:
    """All pages, a fresh one and the notes say the same, with every letter that was said to be saved."""
    here = [typist for typist in table.typists if typist.comes_back]
    texts = {typist.text for typist in here}
    assert len(texts) == 1, "the pages differ"
    (text,) = texts
    letters = Counter(text)
    for typist in table.typists:
        if typist.comes_back:
            assert letters[typist.letter] == typist.typed, f"{typist.letter}: {letters[typist.letter]}, {typist.typed}"
        else:
            assert typist.known <= letters[typist.letter] <= typist.typed
    fresh = table.typist(here[0].person, "", 0)
    asyncio.run(_look(fresh, text))
    planned = next(each for each in table.people.rounds if each.kind == "tables")
    end_round(table.served.address, table.people, planned)
    noted = 'SELECT text FROM live_note WHERE "table" = 1'
    wait_until(lambda: table.served.rows(noted))
    assert table.served.rows(noted) == [(text,)]
    return text


async def _look(fresh: Typist, text: str) -> None:
    staying = asyncio.create_task(fresh.stay())
    try:
        await _until(lambda: fresh.text == text)
    finally:
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    seconds = parser.parse_args().seconds
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        made.append(found(environment, citizens=WRITERS, tables=1, scenario=str(VILLAGE)))

    with installation(processes=2, prepare=prepare) as served:
        table = seated(served, made[0])
        asyncio.run(play(table, seconds))
        text = assert_nothing_is_lost(table)
    print(f"{sum(t.typed for t in table.typists)} keystrokes in {seconds:.0f} s; {len(text)} letters, none lost.")


if __name__ == "__main__":
    main()
