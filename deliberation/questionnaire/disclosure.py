"""Whether a change gives away small figures, beside what is told of the answers before and after.

The groups before and after are the margins of a table: who answered this before and that after. By themselves they
leave each number of it open; a change may settle some by subtraction. That it does not is proved by another panel:
people exchange their second answers, two or three at a time, where every figure that is told stays as it is. A small
number that such a panel has otherwise follows from no figure. A change is told only if each small number is shown open.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from deliberation.panel.queries import SMALL_CELL
from deliberation.questionnaire.figures import Group

V = TypeVar("V")
C = TypeVar("C")

# What a person answered before and after; None: not, or under a code that is not known.
Pair = tuple[V | None, V | None]
Told = Callable[["Counter[C]"], Sequence[Group[C]]]

_EXCHANGES = 4000


@dataclass(frozen=True)
class Panel(Generic[V, C]):
    """All who answered before or after. ``before`` and ``after`` are the groups that are told of all these; ``change``
    is what became of one person, ``way`` the same in a word (down, up), whether or not this is told."""

    people: Sequence[Pair[V]]
    values: Sequence[V]
    before: Sequence[Group[V]]
    after: Sequence[Group[V]]
    change: Callable[[V, V], C]
    way: Callable[[C], Hashable]

    def changes(self, people: Iterable[Pair[V]]) -> Counter[C]:
        return Counter(self.change(one, other) for one, other in people if one is not None and other is not None)

    def hides(self, told: Told[C]) -> bool:
        """Whether each number under five, none included, of any table of answers before, answers after and changes
        stays open when ``told`` is told of the changes. What cannot be shown within so many exchanges counts as given
        away. The same panel always has the same outcome."""
        shown = told(self.changes(self.people))
        group_of = {value: n for n, group in enumerate(shown) for value in group.values}
        at_first = Counter(number for pair in self.people for number in self._numbers(pair, group_of))
        counts = at_first.copy()
        small = {number for number in self._possible(group_of) if at_first[number] < SMALL_CELL}
        for left, come in self._exchanges(told, group_of):
            counts.subtract(number for pair in left for number in self._numbers(pair, group_of))
            counts.update(number for pair in come for number in self._numbers(pair, group_of))
            small = {number for number in small if counts[number] == at_first[number]}
            if not small:
                break
        return not small

    def _exchanges(self, told: Told[C], group_of: dict[C, int]) -> Iterator[tuple[list[Pair[V]], list[Pair[V]]]]:
        """Who leaves the table and who comes in their place, each time to another panel of which the same is told."""
        now = sorted(self.people, key=str)
        changes = self.changes(now)
        shown = told(changes)
        # Nothing secret: drawn the same whenever the page is asked for.
        drawn = random.Random(len(now))  # noqa: S311
        for _each in range(_EXCHANGES):
            places = drawn.sample(range(len(now)), drawn.choice((2, 3)))
            left = [now[place] for place in places]
            come = [(first, left[n - 1][1]) for n, (first, _second) in enumerate(left)]
            if (None, None) in come or self._grouped(left, group_of) != self._grouped(come, group_of):
                continue
            then = changes - self.changes(left) + self.changes(come)
            if told(then) == shown:
                changes = then
                for place, pair in zip(places, come, strict=True):
                    now[place] = pair
                yield left, come

    def _grouped(self, people: Iterable[Pair[V]], group_of: dict[C, int]) -> list[int]:
        """In which groups of changes these are, in no order."""
        return sorted(
            group_of[self.change(one, other)] for one, other in people if one is not None and other is not None
        )

    @cached_property
    def _places(self) -> tuple[dict[V, int], dict[V, int]]:
        before, after = (
            {value: n for n, group in enumerate(groups) for value in group.values}
            for groups in (self.before, self.after)
        )
        return before, after

    def _numbers(self, pair: Pair[V], group_of: dict[C, int]) -> set[Hashable]:
        """Which numbers this person is counted in. How many could not be paired is told: it says nothing of what they
        answered, where there is one group only."""
        one, other = pair
        before, after = self._places
        if one is None or other is None:
            apart: set[Hashable] = set()
            if one is not None and len(self.before) > 1:
                apart.add(("only before", before[one]))
            if other is not None and len(self.after) > 1:
                apart.add(("only after", after[other]))
            return apart
        change = self.change(one, other)
        first, second, group, way = before[one], after[other], group_of[change], self.way(change)
        return {
            ("way", way),
            ("before, way", first, way),
            ("after, way", second, way),
            ("before, after", first, second),
            ("before, change", first, group),
            ("after, change", second, group),
            (first, second, group),
        }

    def _possible(self, group_of: dict[C, int]) -> set[Hashable]:
        firsts: list[V | None] = [*self.values]
        seconds: list[V | None] = [*self.values]
        if any(one is None for one, _other in self.people):
            firsts.append(None)
        if any(other is None for _one, other in self.people):
            seconds.append(None)
        return {n for one in firsts for other in seconds for n in self._numbers((one, other), group_of)}
