"""What is told of answers: figures that each count five people or more, so that none can be had by subtraction either.

Values that fewer than five people gave, none included, are counted together with others. A value is counted in one
group only, each group has five people, and nothing is told that could not be had from the groups themselves. Groups of
changes stand beside those of answers: ``disclosure.py`` has what that takes.
``docs/questionnaires.md`` works the rules out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from deliberation.panel.queries import SMALL_CELL

V = TypeVar("V")

# From so many answers on, of each of several options: five who chose it and five who did not.
ENOUGH_FOR_SEVERAL = 2 * SMALL_CELL


@dataclass(frozen=True)
class Group(Generic[V]):
    """So many people gave one of these values."""

    values: tuple[V, ...]
    people: int


@dataclass(frozen=True)
class Ticked:
    """How many chose an option; None for fewer than five, or for all but fewer than five (``most``)."""

    value: str
    people: int | None
    most: bool = False


def in_order(counts: Sequence[tuple[V, int]]) -> list[Group[V]]:
    """Groups of neighbours, each as small as it can be; what is left at the end joins the last. None at all for fewer
    than five people."""
    groups: list[Group[V]] = []
    values: tuple[V, ...] = ()
    people = 0
    for value, count in counts:
        values, people = (*values, value), people + count
        if people >= SMALL_CELL:
            groups.append(Group(values, people))
            values, people = (), 0
    if values and groups:
        last = groups.pop()
        groups.append(Group(last.values + values, last.people + people))
    return groups


def apart(counts: Sequence[tuple[V, int]]) -> list[Group[V]]:
    """Each value that five people gave, in their order; the others together, and with the rarest of the first ones if
    they are not five people themselves."""
    few = {value for value, count in counts if count < SMALL_CELL}
    total, many = Counter(dict(counts)), [pair for pair in counts if pair[0] not in few]
    if total.total() < SMALL_CELL:
        return []
    while few and sum(total[value] for value in few) < SMALL_CELL:
        rarest = min(many, key=lambda pair: pair[1])
        many.remove(rarest)
        few.add(rarest[0])
    groups = [Group((value,), count) for value, count in many]
    together = tuple(value for value, _count in counts if value in few)
    return [*groups, Group(together, sum(total[value] for value in few))] if few else groups


def ticked(counts: Sequence[tuple[str, int]], people: int) -> list[Ticked]:
    """Of each option by itself, as one person may choose several."""
    if people < ENOUGH_FOR_SEVERAL:
        return []
    return [
        Ticked(value, count if SMALL_CELL <= count <= people - SMALL_CELL else None, most=count > people - SMALL_CELL)
        for value, count in counts
    ]


def changes(steps: Iterable[int], widest: int, *, finely: bool = True) -> list[Group[int]]:
    """Of each person who can be compared, by how much they went up (down: less than 0). First down, the same or up;
    then, ``finely``, among those who went down or up, by how much."""
    counter = Counter(steps)
    ranges = (range(-widest, 0), range(1), range(1, widest + 1))
    signs = in_order([(tuple(each), sum(counter[step] for step in each)) for each in ranges])
    found: list[Group[int]] = []
    for group in signs:
        values = tuple(step for each in group.values for step in each)
        finer = in_order([(step, counter[step]) for step in values]) if finely and len(group.values) == 1 else []
        found += finer or [Group(values, group.people)]
    return found


def middle(groups: Sequence[Group[V]]) -> tuple[Group[V], Group[V]] | None:
    """The groups, usually one, in which the middle person stands: the median, as far as the groups tell it. None where
    there is one group only, which tells nothing."""
    if len(groups) < 2:
        return None
    people = sum(group.people for group in groups)
    return _holding(groups, (people + 1) // 2), _holding(groups, people // 2 + 1)


def _holding(groups: Sequence[Group[V]], place: int) -> Group[V]:
    for group in groups:
        if place <= group.people:
            return group
        place -= group.people
    raise ValueError("There are not so many people.")
