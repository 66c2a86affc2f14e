"""A hall that votes at one moment: until the last of a thousand people is told that their vote is in the box.

The product as it is served, on PostgreSQL and Redis, in two processes, with everyone's page, a desk and the projector
open: once by frames on the pages' sockets; once by ordinary forms, as many and at once as well; and once by frames
while lines are cut, pages send again and one of the two processes is killed.
``python -m tests.bench --polling``, or ``python -m tests.bench.polling --people 100`` for a first look.
"""

import argparse
import asyncio
import random
import sys
import time
import urllib.parse
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.machine import allow_open_files
from tests.bench.report import Target, verdict
from tests.crowd.crowd import TooLate, percentile
from tests.crowd.people import TOKEN
from tests.crowd.voter import Voter
from tests.faults.polling import CHOICES, Poll, assert_each_counted_once, calm, polls, storm

WITHIN = 2.5
PATIENCE = 120.0
BETWEEN_TRIES = (0.2, 1.0)


@dataclass(frozen=True)
class Cast:
    """Seconds to each acknowledgement, sorted; how often a vote had to be sent again."""

    took: Sequence[float]
    again: int = 0


async def _post(poll: Poll, voter: Voter, begun: float) -> tuple[float, int]:
    """One vote by a form on a connection of its own, until it is acknowledged: after how long, and how often again."""
    fields = {"csrfmiddlewaretoken": TOKEN, "choice": random.choice(CHOICES), "request": str(uuid.uuid4())}
    body = urllib.parse.urlencode(fields)
    lines = [f"POST {poll.path} HTTP/1.1", f"Host: 127.0.0.1:{poll.served.port}", "Accept: application/json"]
    lines += [f"Cookie: {voter.cookie}; csrftoken={TOKEN}", "Content-Type: application/x-www-form-urlencoded"]
    request = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", body]).encode()
    tries = 0
    while not (await _answer(poll, request)).startswith(b"HTTP/1.1 200 "):
        if time.monotonic() - begun > PATIENCE:
            raise TooLate(f"a vote by form was not acknowledged within {PATIENCE:g} s")
        tries += 1
        await asyncio.sleep(random.uniform(*BETWEEN_TRIES))
    return time.monotonic() - begun, tries


async def _answer(poll: Poll, request: bytes) -> bytes:
    try:
        reader, writer = await asyncio.open_connection(*poll.served.address)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()
    except OSError:
        return b""


def by_forms(poll: Poll) -> Cast:
    async def everyone() -> list[tuple[float, int]]:
        begun = time.monotonic()
        return await asyncio.gather(*(_post(poll, voter, begun) for voter in poll.voters))

    done = asyncio.run(everyone())
    return Cast(sorted(took for took, _tries in done), sum(tries for _took, tries in done))


def by_frames(poll: Poll) -> Cast:
    return Cast(calm(poll), sum(voter.presses - 1 for voter in poll.voters))


def in_a_storm(poll: Poll) -> Cast:
    played = storm(poll)
    return Cast(played.took, played.presses - len(poll.voters))


WAYS = {"frames": by_frames, "forms": by_forms, "frames, while much goes wrong": in_a_storm}


def measure_polling(people: int) -> tuple[str, list[Target]]:
    """The figures as a table, and whether they are good enough."""
    allow_open_files()
    measured: dict[str, Cast] = {}
    for name, cast in WAYS.items():
        # Each hall alone: whoever has a page open on a process that is killed comes back.
        with polls(people) as (poll,):
            measured[name] = cast(poll)
            poll.end()
            papers = len(poll.export()["papers"])
            if papers != people:
                raise TooLate(f"{papers} papers of {people} votes that were acknowledged")
            if cast is not by_forms:
                assert_each_counted_once(poll)
    frames, forms, stormy = (measured[name].took for name in WAYS)
    lines = ["| votes come by | p50 s | p99 s | all acknowledged after, s | sent again | by the frames' |"]
    lines.append("|---|---|---|---|---|---|")
    for name, each in measured.items():
        took = list(each.took)
        row = f"{percentile(took, 0.5):.2f} | {percentile(took, 0.99):.2f} | {took[-1]:.2f} | {each.again}"
        lines.append(f"| {name} | {row} | {took[-1] / frames[-1]:.1f} |")
    said = f"{people:,} people who vote at once by frames are all acknowledged within {WITHIN:g} s"
    return "\n".join(lines), [
        Target(said, f"{frames[-1]:.2f} s, by forms {forms[-1]:.2f} s", frames[-1] < WITHIN),
        Target(f"{said}, while much goes wrong", f"{stormy[-1]:.2f} s", stormy[-1] < WITHIN),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.polling", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    table, held = measure_polling(parser.parse_args().people)
    print(f"{table}\n\n{verdict(held)}")
    return 0 if all(each.held for each in held) else 1


if __name__ == "__main__":
    sys.exit(main())
