"""One message after another to everybody, and what came of each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from tests.crowd.crowd import percentile

WARM_UP = 2
REPETITIONS = 3
MESSAGES = 7
# What a server still does after the last arrival belongs to the message too.
QUIET = 0.05
SHORTEST_PACE = 0.3
# A server that needs seconds for a message sends fewer of them.
LONGEST_CELL = 10.0
ARRIVES_WITHIN = 30.0


@dataclass(frozen=True)
class Sample:
    """One message. Moments are monotonic nanoseconds, ``cpu`` nanoseconds of the server's time from ``begun`` on.

    ``committed`` and ``whole_cpu`` begin with the act, rendering included; a reference has nothing before ``begun``.
    """

    begun: int
    arrivals: Sequence[int]
    cpu: int
    size: int
    committed: int = 0
    whole_cpu: int = 0


@dataclass(frozen=True)
class Figures:
    """Milliseconds, and deliveries per second of the server's processor time."""

    p50: float
    p99: float
    rate: float


@dataclass(frozen=True)
class Cell:
    fan_out: Figures
    whole: Figures | None
    messages: int
    size: int


class Subject(Protocol):
    """A server with its crowd. ``pace``: how many times what a message took the next one has to wait."""

    pace: float

    def grow(self, size: int) -> None:
        """Have so many sockets open and ready."""

    def send(self) -> Sample:
        """Have one message sent, and wait until everybody has it and the server is quiet again."""


def measure(subject: Subject, size: int) -> Cell:
    subject.grow(size)
    for _ in range(WARM_UP):
        _paced(subject)
    samples: list[Sample] = []
    begun = time.monotonic()
    while len(samples) < REPETITIONS * MESSAGES:
        if time.monotonic() - begun > LONGEST_CELL and len(samples) >= REPETITIONS:
            break
        samples.append(_paced(subject))
    whole = None
    if samples[0].committed:
        whole = _figures(
            [[(at - sample.committed) / 1e6 for at in sample.arrivals] for sample in samples],
            sum(sample.whole_cpu for sample in samples),
        )
    fan_out = _figures(
        [[(at - sample.begun) / 1e6 for at in sample.arrivals] for sample in samples],
        sum(sample.cpu for sample in samples),
    )
    return Cell(fan_out, whole, len(samples), round(median(sample.size for sample in samples)))


def _paced(subject: Subject) -> Sample:
    begun = time.monotonic()
    sample = subject.send()
    took = max(sample.arrivals) / 1e9 - begun
    time.sleep(max(0.0, begun + max(SHORTEST_PACE, subject.pace * took) - time.monotonic()))
    return sample


def _figures(messages: list[list[float]], cpu: int) -> Figures:
    """Percentiles over all deliveries of a repetition, the median of the repetitions; the rate over all of them."""
    per = -(-len(messages) // REPETITIONS)
    repetitions = [
        sorted(each for message in messages[first : first + per] for each in message)
        for first in range(0, len(messages), per)
    ]
    return Figures(
        median(percentile(repetition, 0.5) for repetition in repetitions),
        median(percentile(repetition, 0.99) for repetition in repetitions),
        sum(map(len, messages)) / (cpu / 1e9),
    )
