"""Who sits where. CP-SAT decides what can be kept, exactly, and whom to move; a tabu search, which is much better at
it, looks for new encounters.

Bounded by work rather than by the clock, and drawn from a seed: the same people and the same seed give the same tables
on any machine. ``stop`` may end the work early, where nobody can wait.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from sessions.allocation.problem import (
    Constraint,
    Problem,
    Seating,
    Wish,
    encounters,
    even_sizes,
    table_sizes,
)
from sessions.allocation.search import Costs, improve

Stop = Callable[[], bool]
# Exchanges weighed for one round: with enough time for the best, and when people stand in the hall and wait.
THOROUGH, QUICK = 25_000_000, 5_000_000
STEPS = range(400, 4_000)
# How often each round is looked at again beside the others, while that brings anything.
SWEEPS = 3
# Of CP-SAT's own measure, close to seconds of an idle machine.
WORK = 1.0


class Contradiction(Exception):
    """No seating meets these constraints together; without any one of them, there is one."""

    def __init__(self, constraints: Sequence[Constraint]) -> None:
        super().__init__(constraints)
        self.constraints = tuple(constraints)


def never() -> bool:
    return False


def solve(problem: Problem, *, seed: int, effort: int = THOROUGH, stop: Stop = never) -> dict[int, int]:
    """The seating of one round. Raises Contradiction."""
    if not problem.people:
        return {}
    start = _first_seating(problem, random.Random(seed))  # noqa: S311 - to be drawn again, no secret
    return _improved(problem, start, seed, effort, stop)


@dataclass(frozen=True)
class Step:
    """The seatings found so far, and how much of the work is done."""

    seatings: tuple[dict[int, int], ...]
    done: int
    of: int


def solve_rounds(rounds: Sequence[Problem], *, seed: int, effort: int = THOROUGH, stop: Stop = never) -> Iterator[Step]:
    """The seatings of several rounds to come, each beside the others: one step after each piece of work.

    ``met`` of each is what lies before the first of them. Raises Contradiction.
    """
    seatings: list[dict[int, int]] = []
    total = len(rounds) * (1 + SWEEPS)
    for number, problem in enumerate(rounds):
        beside = _beside(problem, seatings)
        seatings.append(solve(beside, seed=seed + number, effort=effort, stop=stop))
        yield Step(tuple(seatings), number + 1, total)
    for sweep in range(1, SWEEPS + 1):
        before = len(encounters(seatings))
        for number, problem in enumerate(rounds):
            beside = _beside(problem, [seating for n, seating in enumerate(seatings) if n != number])
            again = seed + sweep * len(rounds) + number
            seatings[number] = _improved(beside, seatings[number], again, effort, stop)
            yield Step(tuple(seatings), sweep * len(rounds) + number + 1, total)
        if len(encounters(seatings)) == before:
            break


def _beside(problem: Problem, others: Sequence[Seating]) -> Problem:
    met = encounters(others)
    met.update(problem.met)
    return replace(problem, met=met)


def _improved(problem: Problem, start: Seating, seed: int, effort: int, stop: Stop) -> dict[int, int]:
    return improve(Costs(problem), start, seed=seed, steps=_steps(problem, effort), stop=stop)[0]


def _steps(problem: Problem, effort: int) -> int:
    return min(max(effort // len(problem.people) ** 2, STEPS.start), STEPS.stop)


# A seating to begin from


def contradiction(problem: Problem) -> tuple[Constraint, ...]:
    """As few constraints as possible that cannot be kept together; none when all can."""
    return tuple(_core(problem)) if _kept(problem, problem.binding) is None else ()


def _first_seating(problem: Problem, draw: random.Random) -> dict[int, int]:
    """Dealt like cards, sorted by what tables are mixed by; those of whom something must hold have their places."""
    seating = _places_of_named(problem, draw)
    people = [person for person in problem.people if person not in seating]
    draw.shuffle(people)
    criteria = sorted(problem.values)
    people.sort(key=lambda person: [problem.values[criterion].get(person, "") for criterion in criteria])
    free = list(problem.sizes)
    for table in seating.values():
        free[table - 1] -= 1
    places = [number for row in range(max(free)) for number, places in enumerate(free, start=1) if places > row]
    return seating | dict(zip(people, places, strict=True))


def _places_of_named(problem: Problem, draw: random.Random) -> dict[int, int]:
    """A table for everyone whom a constraint names: the others fill what is left. Raises Contradiction."""
    found = _kept(problem, problem.binding, draw)
    if found is None:
        raise Contradiction(_core(problem))
    return found


def _core(problem: Problem) -> list[Constraint]:
    """As few constraints as cannot be kept together."""
    core = list(problem.binding)
    for constraint in problem.binding:
        without = [other for other in core if other is not constraint]
        if _kept(problem, without) is None:
            core = without
    return core


def _kept(
    problem: Problem, constraints: Sequence[Constraint], draw: random.Random | None = None
) -> dict[int, int] | None:
    """One of the ways to keep these constraints, drawn by chance; None if there is none."""
    named = sorted({p for c in constraints for p in (c.person, c.other) if p is not None})
    tables = range(1, len(problem.sizes) + 1)
    model = cp_model.CpModel()
    sits = _Places(model, named, tables)
    for table, size in zip(tables, problem.sizes, strict=True):
        model.add(sum(sits[person, table] for person in named) <= size)
    _keep(model, sits, constraints, tables)
    if draw:
        model.minimize(sum(draw.randrange(100) * var for var in sits.values()))
    solver = _solver()
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return sits.seating(solver)
    # Not decided in time, which such small questions never are: it is not said to be possible.
    return None


class _Places(dict[tuple[int, int], cp_model.IntVar]):
    """Whether a person sits at a table; each sits at one."""

    def __init__(self, model: cp_model.CpModel, people: Sequence[int], tables: Sequence[int]) -> None:
        super().__init__({(p, t): model.new_bool_var(f"{p} at {t}") for p in people for t in tables})
        for person in people:
            model.add_exactly_one(self[person, table] for table in tables)

    def seating(self, solver: cp_model.CpSolver) -> dict[int, int]:
        return {person: table for (person, table), sits in self.items() if solver.boolean_value(sits)}


def _keep(model: cp_model.CpModel, sits: _Places, constraints: Sequence[Constraint], tables: Sequence[int]) -> None:
    for wanted in constraints:
        if wanted.other is None:
            if wanted.table in tables:
                model.add(sits[wanted.person, wanted.table or 0] == 1)
            else:
                model.add_bool_or([])
        for table in tables if wanted.other is not None else ():
            one, other = sits[wanted.person, table], sits[wanted.other or 0, table]
            if wanted.wish == Wish.TOGETHER:
                model.add(one == other)
            else:
                model.add_at_most_one(one, other)


def _solver(work: float = WORK) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = work
    # A machine that is very busy: rather a little worse than too late.
    solver.parameters.max_time_in_seconds = 3 * work
    return solver


# Who moves when people are missing or come late


def rebalanced(problem: Problem, seating: Seating, size: int, *, seed: int = 1, stop: Stop = never) -> dict[int, int]:
    """``seating`` as it should be for the people of ``problem``, moving as few as possible of those who have a table.

    Tables stay as many while they have about ``size`` people; their sizes then differ by one at most. Among the
    smallest changes, one that mixes tables well and brings new encounters. ``problem.sizes`` is not used. Raises
    Contradiction.
    """
    people = set(problem.people)
    homes = {person: table for person, table in seating.items() if person in people}
    if not people:
        return {}
    found = _fewest_moves(problem, homes, _tables_kept(len(people), len(set(homes.values())), size))
    # The search counts tables one after the other; these may have gaps.
    numbers = sorted(set(found.values()))
    place = {number: place for place, number in enumerate(numbers, start=1)}
    compact = replace(
        problem,
        sizes=tuple(Counter(found.values())[number] for number in numbers),
        constraints=tuple(replace(c, table=place[c.table]) if c.table else c for c in problem.binding),
    )
    moves = sum(found[person] != table for person, table in homes.items())
    costs = Costs(compact, {person: place.get(table, 0) for person, table in homes.items()}, moves)
    start = {person: place[table] for person, table in found.items()}
    best = improve(costs, start, seed=seed, steps=_steps(problem, QUICK), stop=stop)[0]
    return {person: numbers[table - 1] for person, table in best.items()}


def _tables_kept(people: int, tables: int, size: int) -> int:
    """As many tables as before while they have one person more or less than wanted; else as many as would be formed."""
    if tables and size - 1 <= people / tables <= size + 1:
        return tables
    return len(table_sizes(people, size))


def _fewest_moves(problem: Problem, homes: Seating, count: int) -> dict[int, int]:
    """At ``count`` tables, with the fewest moves. Whom no constraint names are only counted: who of them moves is
    drawn later."""
    named = sorted({p for c in problem.binding for p in (c.person, c.other) if p is not None})
    others = [person for person in problem.people if person not in set(named)]
    tables = _numbers(problem, homes, count)
    there = Counter(homes[person] for person in others if person in homes)
    low, high = len(problem.people) // count, -(-len(problem.people) // count)
    model = cp_model.CpModel()
    sits = _Places(model, named, tables)
    opened = {table: model.new_bool_var(f"{table} is used") for table in tables}
    stay = {table: model.new_int_var(0, there[table], f"stay at {table}") for table in tables}
    come = {table: model.new_int_var(0, len(others), f"come to {table}") for table in tables}
    model.add(sum(opened.values()) == count)
    model.add(sum(stay.values()) + sum(come.values()) == len(others))
    for table in tables:
        size = sum(sits[person, table] for person in named) + stay[table] + come[table]
        model.add(size >= low * opened[table])
        model.add(size <= high * opened[table])
    _keep(model, sits, problem.binding, tables)
    stays = sum(sits[person, homes[person]] for person in named if person in homes) + sum(stay.values())
    # Of tables that are as good to close, the last.
    order = sum(number * used for number, used in enumerate(opened.values()))
    model.maximize((len(tables) ** 2 + 1) * stays - order)
    solver = _solver()
    # Which tables are closed is only a wish: the number of moves is exact.
    solver.parameters.absolute_gap_limit = len(tables) ** 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Contradiction(_core(replace(problem, sizes=even_sizes(len(problem.people), count))) or problem.binding)
    seating = sits.seating(solver)
    left = {table: solver.value(number) for table, number in stay.items()}
    for person in others:
        if left.get(homes.get(person, 0), 0):
            seating[person] = homes[person]
            left[homes[person]] -= 1
    places = (table for table, number in come.items() for _ in range(solver.value(number)))
    return seating | dict(zip((person for person in others if person not in seating), places, strict=True))


def _numbers(problem: Problem, homes: Seating, count: int) -> list[int]:
    """The tables that may be used: those in use, the next free ones if more are needed, and those asked for."""
    used = set(homes.values())
    free = [number for number in range(1, count + len(used) + 1) if number not in used]
    tables = used | set(free[: max(0, count - len(used))])
    asked = {c.table for c in problem.binding if c.table and c.table <= max(tables)}
    return sorted(tables | asked)
