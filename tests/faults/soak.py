"""An hour of a hall: a thousand open pages, some always leaving and coming; what each costs in memory, and whether it
grows. ``make soak``, or ``python -m tests.faults.soak --minutes 60 --pages 1000 --churn 20``. A test is a part of it.

One server process, so that the whole of the memory is in one place; PostgreSQL and Redis as in production.
"""

import argparse
import itertools
import random
import re
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crowd.crowd import Crowd
from tests.crowd.page import CrowdPage
from tests.crowd.people import People, end_round, found, start_round
from tests.faults.installation import Installation, installation

# What the first pages cost is the program's: modules, templates, pools. They come and go before anything is measured.
WARMING_UP = 100
ARRIVALS_A_SECOND = 100
READY_WITHIN = 120.0
SETTLES_IN = 4.0
MOST_PER_CONNECTION = 60 * 1024
# Until everybody has come and gone about once, memory is cut into smaller pieces and the process grows by a tenth: then
# it is what it stays. The time that is measured begins after that.
COME_AND_GONE = 1.5
# Between the middles of the second quarter and of the last. A closed page is some 25 kB that wait until Python looks
# for garbage, which a few hundred share: what is measured moves by two megabytes. In the test some 700 pages leave
# between the two: a quarter of one left behind by each would be too much; in an hour, a hundred bytes of each.
MOST_GROWTH = 4 * 1024 * 1024
AWAY = (0.5, 4.0)
BETWEEN_TURNS = 0.5


@dataclass
class Soak:
    """``samples``: the seconds since the soak began, and the resident memory in bytes."""

    pages: int
    empty: int = 0
    first: int = 0
    after: int = 0
    turned_away: int = 0
    came_and_went: int = 0
    rounds: int = 0
    samples: list[tuple[float, int]] = field(default_factory=list)

    @property
    def per_connection(self) -> float:
        """In the last quarter: when all have come and gone several times, not when they have just come."""
        return (self.quarter(4) - self.empty) / self.pages

    def quarter(self, number: int) -> float:
        """The median of a quarter of the time, 1 to 4."""
        size = len(self.samples) // 4
        return statistics.median(rss for _, rss in self.samples[(number - 1) * size : number * size])

    @property
    def growth(self) -> float:
        return self.quarter(4) - self.quarter(2)

    @property
    def slope(self) -> float:
        """Bytes a minute, over all but the first quarter."""
        kept = self.samples[len(self.samples) // 4 :]
        return statistics.linear_regression([at for at, _ in kept], [rss for _, rss in kept]).slope * 60

    def __str__(self) -> str:
        sizes = (self.empty, self.first, self.quarter(4), self.after)
        empty, first, full, after = (f"{size / 2**20:.1f}" for size in sizes)
        return (
            f"{self.pages} pages open: {self.per_connection / 1024:.1f} KiB each "
            f"(RSS in MiB: {empty} without, {first} when all came, {full} in the last quarter, {after} when gone); "
            f"{self.came_and_went} came and went, {self.rounds} changes of round; "
            f"growth {self.growth / 2**20:+.2f} MiB, slope {self.slope / 2**20:+.3f} MiB a minute; "
            f"{self.turned_away} turned away"
        )


def resident(pid: int) -> int:
    """Bytes of memory that a process occupies."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found, "the process is gone"
    return int(found.group(1)) * 1024


@contextmanager
def hall(pages: int) -> Iterator[tuple[Installation, People, Crowd]]:
    made: list[People] = []
    with (
        installation(processes=1, prepare=lambda told: made.append(found(told, citizens=pages))) as served,
        Crowd() as crowd,
    ):
        yield served, made[0], crowd


def soak(
    served: Installation, people: People, crowd: Crowd, *, seconds: float, churn: float, change_every: float,
    tell: Callable[[str], object] = lambda said: None,
) -> Soak:  # fmt: skip
    """``churn`` pages leave each second, and come back a moment later as freshly loaded ones."""
    made = Soak(len(people.citizens))
    hearings = itertools.cycle([each for each in people.rounds if each.hearing and each.sitting == 1])
    running = next(hearings)
    start_round(served.address, people, running)
    languages = ("fr", "en")
    pages = [
        crowd.add_page(served.address, people.socket(languages[place % 2]), cookie=citizen.cookie)
        for place, citizen in enumerate(people.citizens)
    ]
    _come(crowd, pages[:WARMING_UP])
    crowd.done(lambda: [page.leave() for page in pages])
    time.sleep(SETTLES_IN)
    made.empty = resident(served.process.pid)
    _come(crowd, pages)
    time.sleep(SETTLES_IN)
    made.first = resident(served.process.pid)
    tell(f"{(made.first - made.empty) / made.pages / 1024:.1f} KiB a connection when all have come.")
    lost, chance = crowd.counts.lost, random.Random(1)
    each = max(1, round(churn * BETWEEN_TURNS))
    begun = changed = told = time.monotonic()
    measured_from = begun + COME_AND_GONE * len(pages) / churn
    while (now := time.monotonic()) < measured_from + seconds:
        made.came_and_went += _churn(crowd, chance, pages, each)
        if now - changed > change_every:
            end_round(served.address, people, running)
            running, changed = next(hearings), now
            start_round(served.address, people, running)
            made.rounds += 1
        if now >= measured_from:
            made.samples.append((now - measured_from, resident(served.process.pid)))
        if now - told > 60:
            told = now
            tell(f"{(now - begun) / 60:.0f} min: RSS {resident(served.process.pid) / 2**20:.1f} MiB; {crowd.summary()}")
        time.sleep(BETWEEN_TURNS)
    crowd.wait_until(lambda: all(page.ready for page in pages), within=READY_WITHIN, what="pages not back")
    # Whoever left said goodbye: what the crowd counts beyond that was done to it.
    made.turned_away = crowd.counts.lost - lost - made.came_and_went
    made.turned_away += crowd.counts.refused + crowd.counts.handshakes_failed + crowd.counts.timed_out
    crowd.done(lambda: [page.leave() for page in pages])
    time.sleep(SETTLES_IN)
    made.after = resident(served.process.pid)
    return made


def _come(crowd: Crowd, pages: list[CrowdPage]) -> None:
    crowd.open(pages, rate=ARRIVALS_A_SECOND)
    crowd.wait_ready(pages, within=READY_WITHIN)


def _churn(crowd: Crowd, chance: random.Random, pages: list[CrowdPage], count: int) -> int:
    here = [page for page in pages if page.ready]
    chosen = chance.sample(here, min(count, len(here)))

    def leave_and_come() -> None:
        for page in chosen:
            # Half of them say goodbye, half are cut off.
            page.leave() if chance.random() < 0.5 else page.cut()
            page.texts, page.shown = {}, {}
            crowd.later(chance.uniform(*AWAY), page.connect)

    crowd.done(leave_and_come)
    return len(chosen)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--churn", type=float, default=20, help="pages that leave and come, a second")
    parser.add_argument("--change-every", type=float, default=120, help="seconds between changes of round")
    options = parser.parse_args(arguments)
    # Asked to end, it ends what it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with hall(options.pages) as (served, people, crowd):
        made = soak(
            served, people, crowd, seconds=options.minutes * 60, churn=options.churn,
            change_every=options.change_every, tell=lambda said: print(said, flush=True),
        )  # fmt: skip
    print(made)
    if made.per_connection > MOST_PER_CONNECTION:
        print(f"TOO MUCH: at most {MOST_PER_CONNECTION / 1024:.0f} KiB a connection.")
    if made.growth > MOST_GROWTH:
        print(f"GROWING: at most {MOST_GROWTH / 2**20:.0f} MiB between the second quarter and the last.")
    return int(made.per_connection > MOST_PER_CONNECTION or made.growth > MOST_GROWTH or made.turned_away > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
