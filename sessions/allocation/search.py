"""A tabu search over exchanges of two people: every exchange is weighed at each step, all at once, by numpy.

After Dotú and Van Hentenryck, "Scheduling Social Golfers Locally" (CPAIOR 2005), with the mix of tables as a second
cost. Sizes of tables never change. A broken constraint costs more than all moves, a move more than all uneven tables,
an uneven table more than many people who meet again.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sessions.allocation.problem import Problem, Seating, Wish, share_at

Numbers = NDArray[np.int32]
BROKEN, MOVED, UNEVEN, AGAIN = 10_000_000, 100_000, 400, 10
# For how many steps who has left a table does not come back, at least and at most.
TENURE = (4, 16)
NEVER = 10**9
# After this share of the steps without anything better, none is to be expected.
PATIENCE, PATIENT = 3, 100


class Costs:
    """The costs of a problem, as tables of numbers; people and tables are counted from nought.

    ``homes``: where people sit already, who move only if they must, ``moves`` of them.
    """

    def __init__(self, problem: Problem, homes: Seating | None = None, moves: int = 0) -> None:
        self.people = problem.people
        self.sizes = problem.sizes
        count, tables = len(problem.people), len(problem.sizes)
        index = {person: n for n, person in enumerate(problem.people)}
        self.pairs: Numbers = np.zeros((count, count), np.int32)
        for (one, other), times in problem.met.items():
            if one in index and other in index:
                self._together(index[one], index[other], meeting_again(times))
        self.places: Numbers = np.zeros((count, tables), np.int32)
        for wanted in problem.binding:
            if wanted.other is None:
                self.places[index[wanted.person]] += BROKEN
                self.places[index[wanted.person], (wanted.table or 0) - 1] -= BROKEN
            else:
                cost = BROKEN if wanted.wish == Wish.APART else -BROKEN
                self._together(index[wanted.person], index[wanted.other], cost)
        for person, table in (homes or {}).items():
            # Table 0: theirs is closed, they move anyway.
            self.places[index[person]] += MOVED
            self.places[index[person], table - 1 : table] -= MOVED
        self.criteria = [Mix(problem, index, values) for values in problem.values.values()]
        # Nothing costs less than this.
        self.least = MOVED * moves - BROKEN * sum(c.wish == Wish.TOGETHER for c in problem.binding)

    def _together(self, one: int, other: int, cost: int) -> None:
        self.pairs[one, other] += cost
        self.pairs[other, one] += cost

    def of(self, table: Numbers) -> int:
        same = table[:, None] == table[None, :]
        cost = int((self.pairs * same).sum()) // 2 + int(self.places[np.arange(len(table)), table].sum())
        return cost - self.least + sum(mix.cost(table) for mix in self.criteria)


def meeting_again(times: int) -> int:
    """What one more encounter costs after so many: one less that is new; among those, rather with whom one met once
    than with whom one met twice."""
    return AGAIN + min(times, AGAIN) - 1 if times else 0


class Mix:
    """One criterion: how many people of each value belong at each table."""

    def __init__(self, problem: Problem, index: Mapping[int, int], values: Mapping[int, str]) -> None:
        known = {person: value for person, value in values.items() if person in index}
        names = sorted(set(known.values()))
        # Whoever has no value counts nowhere: theirs is one more, without limits.
        self.value: Numbers = np.full(len(index), len(names), np.int32)
        for person, value in known.items():
            self.value[index[person]] = names.index(value)
        tables = len(problem.sizes)
        self.low: Numbers = np.zeros((tables, len(names) + 1), np.int32)
        self.high: Numbers = np.full((tables, len(names) + 1), NEVER, np.int32)
        for v in range(len(names)):
            count = int((self.value == v).sum())
            for t, size in enumerate(problem.sizes):
                self.low[t, v], self.high[t, v] = share_at(count, size, len(index), tables)
        self.differ = self.value[:, None] != self.value[None, :]

    def count(self, table: Numbers) -> Numbers:
        counts: Numbers = np.zeros_like(self.low)
        np.add.at(counts, (table, self.value), 1)
        return counts

    def uneven(self, counts: Numbers) -> Numbers:
        off: Numbers = np.maximum(0, self.low - counts) + np.maximum(0, counts - self.high)
        return off

    def cost(self, table: Numbers) -> int:
        return UNEVEN * int(self.uneven(self.count(table)).sum())

    def exchanges(self, table: Numbers) -> Numbers:
        """What each exchange of two people of different tables would change."""
        counts = self.count(table)
        now = self.uneven(counts)
        leave = (self.uneven(counts - 1) - now)[table, self.value]
        come = (self.uneven(counts + 1) - now)[table][:, self.value]
        change: Numbers = UNEVEN * self.differ * (leave[:, None] + leave[None, :] + come + come.T)
        return change


def improve(
    costs: Costs,
    seating: Seating,
    *,
    seed: int,
    steps: int,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[dict[int, int], int]:
    """The best seating found in so many steps from this one, and its cost; no step is made once it costs nothing.

    The same seed finds the same. ``stop`` is asked now and then.
    """
    draw = np.random.default_rng(seed)
    table: Numbers = np.array([seating[person] - 1 for person in costs.people], np.int32)
    count, tables = len(table), len(costs.sizes)
    everyone = np.arange(count)
    at = np.zeros((count, tables), np.int32)
    at[everyone, table] = 1
    near = costs.pairs @ at + costs.places
    barred: Numbers = np.zeros((count, tables), np.int32)
    cost = best_cost = costs.of(table)
    best = table.copy()
    found_at, patience = 0, max(PATIENT, steps // PATIENCE)
    for step in range(1, steps + 1):
        if best_cost <= 0 or tables < 2 or step - found_at > patience or (step % 16 == 0 and stop()):
            break
        change = _exchanges(costs, table, near)
        there = barred[:, table] > step
        forbidden = (there | there.T) & (cost + change >= best_cost)
        change[forbidden | (table[:, None] == table[None, :])] = NEVER
        least = int(change.min())
        if least >= NEVER:
            continue
        ones, others = np.nonzero(change == least)
        chosen = int(draw.integers(len(ones)))
        one, other = int(ones[chosen]), int(others[chosen])
        here, away = int(table[one]), int(table[other])
        barred[one, here], barred[other, away] = step + draw.integers(*TENURE, size=2)
        moved = costs.pairs[:, other] - costs.pairs[:, one]
        near[:, here] += moved
        near[:, away] -= moved
        table[one], table[other] = away, here
        cost += least
        if cost < best_cost:
            best_cost, best, found_at = cost, table.copy(), step
    return {person: int(best[n]) + 1 for n, person in enumerate(costs.people)}, best_cost


def _exchanges(costs: Costs, table: Numbers, near: Numbers) -> Numbers:
    """What exchanging any two people would change."""
    there = near[:, table]
    own = near[np.arange(len(table)), table]
    change = there + there.T - own[:, None] - own[None, :] - 2 * costs.pairs
    for mix in costs.criteria:
        change += mix.exchanges(table)
    return change
