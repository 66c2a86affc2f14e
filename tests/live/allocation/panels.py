"""Panels like those of the two reference conferences, drawn from a seed."""

import random

from sessions.allocation.problem import Constraint, Problem, Seating, table_sizes

SHARES = {
    "age": {"18-24": 11, "25-39": 23, "40-54": 25, "55-69": 24, "70+": 17},
    "gender": {"woman": 52, "man": 48},
    "area": {"city": 36, "town": 34, "village": 30},
    "occupation": {"worker": 29, "employee": 15, "manager": 14, "retired": 27, "other": 15},
}


def values_of(people: int, seed: int = 1) -> dict[str, dict[int, str]]:
    draw = random.Random(seed)
    return {
        criterion: {person: draw.choices(list(shares), list(shares.values()))[0] for person in range(1, people + 1)}
        for criterion, shares in SHARES.items()
    }


def panel(people: int, size: int, *constraints: Constraint, seed: int = 1) -> Problem:
    return Problem(tuple(range(1, people + 1)), table_sizes(people, size), values_of(people, seed), constraints)


def moved(before: Seating, after: Seating) -> set[int]:
    """Those who had a table, have one, and it is another."""
    return {person for person in before.keys() & after.keys() if before[person] != after[person]}
