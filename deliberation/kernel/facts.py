"""The port by which what was recorded leaves the transaction: published after commit, to one subscriber."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

Scalar = str | int | bool | None


@dataclass(frozen=True)
class Fact:
    """Something that was done in a conference: entry ``number`` of its journal.

    ``detail`` holds ids and plain values, never a person's name. ``whose`` has the references of the people whose
    own pages show it; the journal does not keep them.
    """

    verb: str
    conference_id: int
    number: int
    actor: str
    detail: Mapping[str, Scalar]
    whose: frozenset[str]


Subscriber = Callable[[Sequence[Fact]], None]

_subscribers: list[Subscriber] = []


def subscribe(subscriber: Subscriber) -> None:
    """Name the one subscriber. A second one is a programming error: RuntimeError."""
    if _subscribers and _subscribers != [subscriber]:
        raise RuntimeError("Facts have one subscriber already.")
    _subscribers[:] = [subscriber]


def publish_on_commit(facts: Sequence[Fact]) -> None:
    """Hand facts of one conference and verb to the subscriber once the surrounding transaction is committed, never
    before.

    What was done stays done if telling it fails: the failure is logged, and pages find the gap at their next heartbeat.
    """

    def publish() -> None:
        for subscriber in _subscribers:
            subscriber(facts)

    transaction.on_commit(publish, robust=True)
