"""How good a seating is: encounters against the best possible, and how evenly tables are mixed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from sessions.allocation.problem import Pair, Seating, pairs_of, tables_in


@dataclass(frozen=True)
class Encounters:
    """Pairs who meet for the first time. ``attainable`` is an upper bound: nobody could do better, perhaps nobody could
    do as well."""

    people: int
    new: int
    attainable: int

    @property
    def each(self) -> float:
        """New people a person meets, on average."""
        return 2 * self.new / self.people if self.people else 0.0

    @property
    def each_at_best(self) -> float:
        return 2 * self.attainable / self.people if self.people else 0.0

    @property
    def share(self) -> float:
        return self.new / self.attainable if self.attainable else 1.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)


def encounters_of(seatings: Sequence[Seating], before: Sequence[Seating] = ()) -> Encounters:
    """Of rounds one after the other; ``before``: the rounds that were held already, whoever sat in them."""
    known: set[Pair] = {met for seating in before for met in pairs_of(seating)}
    people = {person for seating in seatings for person in seating}
    unknown = comb(len(people), 2) - sum(one in people and other in people for one, other in known)
    new = most = 0
    earlier = list(before)
    for seating in seatings:
        here = pairs_of(seating)
        new += len(here - known)
        known |= here
        most += _most_new(seating, earlier)
        earlier.append(seating)
    return Encounters(len(people), new, min(most, unknown))


def _most_new(seating: Seating, earlier: Sequence[Seating]) -> int:
    """Those who shared one table cannot all be kept from meeting again, where there are fewer tables than they are."""
    tables = tables_in(seating)
    shared = (
        sum(_forced(sum(person in seating for person in group), len(tables)) for group in tables_in(each).values())
        for each in earlier
    )
    return sum(comb(len(people), 2) for people in tables.values()) - max(shared, default=0)


def _forced(group: int, tables: int) -> int:
    """Pairs of a group who share a table however evenly it is spread."""
    each, more = divmod(group, tables)
    return more * comb(each + 1, 2) + (tables - more) * comb(each, 2)


@dataclass(frozen=True)
class Spread:
    """How many people of one value sit at a table: from ``low`` to ``high``; ``size`` is the largest table."""

    criterion: str
    value: str
    low: int
    high: int
    size: int


def spreads(
    values: Mapping[str, Mapping[int, str]], seating: Seating, least: int, shown: Mapping[str, Collection[str]]
) -> list[Spread]:
    """By criterion and value, over all tables. Values of fewer than ``least`` people, and those not ``shown`` anywhere,
    are left out: their bearers could be recognised."""
    tables = tables_in(seating).values()
    size = max(map(len, tables), default=0)
    found = []
    for criterion in sorted(values):
        of = {person: value for person, value in values[criterion].items() if person in seating}
        for value, count in sorted(Counter(of.values()).items()):
            if count >= least and value in shown.get(criterion, ()):
                at = [sum(of.get(person) == value for person in people) for people in tables]
                found.append(Spread(criterion, value, min(at), max(at), size))
    return found
