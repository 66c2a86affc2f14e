"""One message after another to everybody, and what came of each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from tests.crowd.crowd import percentile

WARM_UP = 2
# Fourteen messages in all: a page of ours acknowledges once in fourteen, and what that costs is to be counted once.
REPETITIONS, MESSAGES = 7, 2
SHORTEST_PACE = 0.3
# A server that needs seconds for a message sends fewer of them.
LONGEST_CELL = 15.0
ARRIVES_WITHIN = 30.0


@dataclass(frozen=True)
class Part:
    """Since when, in monotonic nanoseconds, and the server's processor time from then on until it was quiet again."""

    begun: int
    cpu: int


@dataclass(frozen=True)
class Sample:
    """One message. ``whole`` begins with the act's commit, rendering included; a reference has nothing to render."""

    fan_out: Part
    arrivals: Sequence[int]
    size: int
    whole: Part | None = None


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
    return Cell(
        _figures([(sample.fan_out, sample.arrivals) for sample in samples]),
        _figures([(sample.whole, sample.arrivals) for sample in samples if sample.whole]) if samples[0].whole else None,
        len(samples),
        round(median(sample.size for sample in samples)),
    )


def _paced(subject: Subject) -> Sample:
    begun = time.monotonic()
    sample = subject.send()
    took = max(sample.arrivals) / 1e9 - begun
    time.sleep(max(0.0, begun + max(SHORTEST_PACE, subject.pace * took) - time.monotonic()))
    return sample


def _figures(messages: list[tuple[Part, Sequence[int]]]) -> Figures:
    """Percentiles over all deliveries of a repetition, the median of the repetitions; the rate over all of them."""
    per = -(-len(messages) // REPETITIONS)
    repetitions = [
        sorted((at - part.begun) / 1e6 for part, arrivals in messages[first : first + per] for at in arrivals)
        for first in range(0, len(messages), per)
    ]
    return Figures(
        median(percentile(repetition, 0.5) for repetition in repetitions),
        median(percentile(repetition, 0.99) for repetition in repetitions),
        sum(map(len, repetitions)) / (sum(part.cpu for part, _ in messages) / 1e9),
    )
