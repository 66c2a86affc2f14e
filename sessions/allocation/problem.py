"""Who has to be seated, at how many places, and what must hold: plain values, nothing of the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

Pair = tuple[int, int]
# Person to table. Tables are counted from one.
Seating = Mapping[int, int]


class Wish(StrEnum):
    APART = "apart"
    TOGETHER = "together"
    AT_TABLE = "at-table"


@dataclass(frozen=True)
class Constraint:
    """What must hold of a person: with an ``other``, or at a ``table``."""

    wish: Wish
    person: int
    other: int | None = None
    table: int | None = None

    def holds(self, seating: Seating) -> bool:
        """Also of whoever is not seated at all."""
        if self.person not in seating or (self.other is not None and self.other not in seating):
            return True
        if self.other is None:
            return seating[self.person] == self.table
        return (seating[self.person] == seating[self.other]) == (self.wish == Wish.TOGETHER)


@dataclass(frozen=True)
class Problem:
    """One round. ``sizes``: places at table 1, 2, …, as many as there are people. ``values``: by criterion, the value
    of each person that has one. ``met``: how often a pair, lower first, sat together before."""

    people: tuple[int, ...]
    sizes: tuple[int, ...]
    values: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    met: Mapping[Pair, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.people)) != len(self.people) or sum(self.sizes) != len(self.people):
            raise ValueError("Each person once, and a place for each.")

    @property
    def binding(self) -> tuple[Constraint, ...]:
        """The constraints on people who are to be seated."""
        here = set(self.people)
        return tuple(c for c in self.constraints if c.person in here and (c.other is None or c.other in here))


def pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def table_sizes(people: int, size: int) -> tuple[int, ...]:
    """Tables of about ``size`` for so many people. Sizes differ by one at most: nobody sits alone because numbers do
    not divide."""
    return even_sizes(people, max(1, round(people / size)))


def even_sizes(people: int, tables: int) -> tuple[int, ...]:
    """So many people at so many tables, the larger tables first."""
    return tuple(people // tables + (table < people % tables) for table in range(tables))


def tables_in(seating: Seating) -> dict[int, list[int]]:
    """The people of each table, in the order of the tables."""
    tables: dict[int, list[int]] = {}
    for person, table in sorted(seating.items(), key=lambda seat: (seat[1], seat[0])):
        tables.setdefault(table, []).append(person)
    return tables


def pairs_of(seating: Seating) -> set[Pair]:
    """Who sits with whom."""
    return {pair(*two) for people in tables_in(seating).values() for two in combinations(people, 2)}


def encounters(seatings: Iterable[Seating]) -> Counter[Pair]:
    """How often each pair sat together."""
    met: Counter[Pair] = Counter()
    for seating in seatings:
        met.update(pairs_of(seating))
    return met


def share_at(count: int, size: int, people: int, tables: int) -> tuple[int, int]:
    """How many of ``count`` people of one value belong at a table of ``size`` where ``people`` sit at ``tables``: the
    exact share rounded down and up; one at least, where there are enough for every table."""
    low, high = count * size // people, -(-count * size // people)
    return (max(low, 1) if count >= tables else low), max(high, 1)
