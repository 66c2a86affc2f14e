"""Tables that write at once: from a keystroke on one screen to the same letter on another.

The product as it is served, on PostgreSQL and Redis, in two processes, beside a bare Yjs relay that passes frames on
and does nothing else; the same people, hands and letters in both. ``python -m tests.bench --writing``, or
``python -m tests.bench.writing --tables 2 --people 3 --seconds 5`` for a first look.
"""

import argparse
import asyncio
import itertools
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from statistics import quantiles

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from sessions.rehearsal.environment import free_port
from tests.bench.report import Target, verdict
from tests.crowd.people import People, Person, found, start_round
from tests.crowd.writer import Writer
from tests.faults.installation import installation

KEYS_A_SECOND = 4.0
# As the page does.
SECONDS_TO_GATHER = 0.05
SECONDS_TO_WARM_UP = 2.0
WITHIN_MS = 150.0
# A letter of its own for each keystroke at a table: three bytes each, found in a frame without decoding it.
FIRST_LETTER, LETTERS = 0x4E00, 20_000
IS_LETTER = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")


@dataclass(frozen=True)
class Delays:
    """In milliseconds; ``count`` letters that reached a screen."""

    p50: float
    p95: float
    count: int


class Board:
    """When each letter of a table was typed, and how long it took to reach each other screen."""

    def __init__(self) -> None:
        self.typed: dict[str, float] = {}
        self.delays: list[float] = []
        self._numbers = itertools.count()

    def letter(self) -> str:
        letter = chr(FIRST_LETTER + next(self._numbers) % LETTERS)
        self.typed[letter] = time.monotonic()
        return letter

    def arrived(self, frame: bytes, since: float) -> None:
        now = time.monotonic()
        for found_ in IS_LETTER.finditer(frame):
            typed = self.typed.get(found_[0].decode(errors="replace"), 0.0)
            if typed > since:
                self.delays.append(1000 * (now - typed))


class Typist(Writer):
    def __init__(self, board: Board, seed: int) -> None:
        super().__init__()
        self.board, self.draw = board, random.Random(seed)
        self.since = float("inf")

    async def play(self, url: str, headers: dict[str, str], until: float) -> None:
        async with connect(url, additional_headers=headers, proxy=None, compression=None, ping_interval=None) as line:
            self.opened()
            speaking = [asyncio.create_task(each) for each in (self._send(line), self._hear(line), self._type(until))]
            await asyncio.sleep(until - time.monotonic() + 1.0)
            for task in speaking:
                task.cancel()
            await asyncio.gather(*speaking, return_exceptions=True)

    async def _hear(self, line: ClientConnection) -> None:
        async for frame in line:
            self.hear(frame)
            if isinstance(frame, bytes):
                # On the screen: applied to the page's own document.
                self.board.arrived(frame, self.since)

    async def _send(self, line: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                for frame in self.take():
                    await line.send(frame)
                await asyncio.sleep(SECONDS_TO_GATHER)

    async def _type(self, until: float) -> None:
        await asyncio.sleep(SECONDS_TO_WARM_UP * (0.5 + self.draw.random() / 2))
        self.since = time.monotonic() + SECONDS_TO_WARM_UP
        while time.monotonic() < until:
            # At the end: only there is no letter of three bytes ever cut in two.
            self.type(self.board.letter())
            await asyncio.sleep(self.draw.expovariate(KEYS_A_SECOND))


Place = tuple[str, dict[str, str]]


def delays_of(tables: Sequence[Sequence[Place]], seconds: float) -> Delays:
    """Everyone types at their own address, for so long."""
    boards = [Board() for _ in tables]

    async def play() -> None:
        until = time.monotonic() + seconds + 2 * SECONDS_TO_WARM_UP
        typists = [
            Typist(board, 100 * number + seat).play(url, headers, until)
            for number, (board, table) in enumerate(zip(boards, tables, strict=True))
            for seat, (url, headers) in enumerate(table)
        ]
        await asyncio.gather(*typists)

    asyncio.run(play())
    delays = [delay for board in boards for delay in board.delays]
    cuts = quantiles(delays, n=100)
    return Delays(cuts[49], cuts[94], len(delays))


@contextmanager
def ours(tables: int, people: int) -> Iterator[list[list[Place]]]:
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        made.append(found(environment, citizens=tables * people, tables=tables))

    with installation(processes=2, prepare=prepare) as served:
        crowd = made[0]
        planned = next(each for each in crowd.rounds if each.kind == "tables")
        start_round(served.address, crowd, planned)
        by_ref = {person.ref: person for person in crowd.citizens}
        seats = 'SELECT m.ref, p."table" FROM deliberation_panellist p JOIN deliberation_membership m'
        seats += ' ON m.id = p.membership_id WHERE p."table" IS NOT NULL'
        seated: dict[int, list[Person]] = {}
        for ref, table in served.rows(seats):
            seated.setdefault(table, []).append(by_ref[ref])
        base = f"ws://127.0.0.1:{served.port}/write/{crowd.slug}/fr/note-{planned.id}"
        yield [
            [(f"{base}-{table}/", {"Cookie": each.cookie, "Origin": served.url}) for each in there]
            for table, there in sorted(seated.items())
        ]


@contextmanager
def relay(tables: int, people: int) -> Iterator[list[list[Place]]]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.relay", str(port)])
    try:
        time.sleep(2)
        yield [[(f"ws://127.0.0.1:{port}/{table}/", {})] * people for table in range(tables)]
    finally:
        process.terminate()
        process.wait()


def measure_writing(tables: int, people: int, seconds: float) -> tuple[str, list[Target]]:
    """The figures as a table, and whether they are good enough."""
    with relay(tables, people) as places:
        theirs = delays_of(places, seconds)
    with ours(tables, people) as places:
        mine = delays_of(places, seconds)
    lines = ["| server | p50 ms | p95 ms | letters on screens | p95 by the relay's |", "|---|---|---|---|---|"]
    for name, each in (("ours, two processes, PostgreSQL, Redis", mine), ("a bare Yjs relay", theirs)):
        lines.append(f"| {name} | {each.p50:.0f} | {each.p95:.0f} | {each.count:,} | {each.p95 / theirs.p95:.2f} |")
    said = f"{tables} tables of {people} who type at once: p95 from keystroke to screen under {WITHIN_MS:.0f} ms"
    target = Target(said, f"{mine.p95:.0f} ms, a bare relay {theirs.p95:.0f} ms", mine.p95 < WITHIN_MS)
    return "\n".join(lines), [target]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.writing", description=__doc__)
    parser.add_argument("--tables", type=int, default=10)
    parser.add_argument("--people", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    table, held = measure_writing(options.tables, options.people, options.seconds)
    print(f"{table}\n\n{verdict(held)}")
    return 0 if all(each.held for each in held) else 1


if __name__ == "__main__":
    sys.exit(main())
