"""The seating of a round, worked out while people wait: from the record to the solver and back. Reads, never writes."""

import time
from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from deliberation.kernel.errors import Refused
from sessions.allocation.problem import Seating
from sessions.allocation.queries import (
    Seats,
    forms_tables,
    named,
    planned_for,
    present,
    problem_of,
    seats_now,
    seed_of,
    size_of,
)
from sessions.allocation.solver import QUICK, Contradiction, rebalanced, solve
from sessions.rounds.models import Round

# The search ends by its own measure in less; this is for a machine that is very busy.
SECONDS_TO_WAIT = 1.5


def within(seconds: float) -> Callable[[], bool]:
    """Says when this time is over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def impossible(contradiction: Contradiction) -> str:
    """A sentence that names what cannot be kept together."""
    said = named(contradiction.constraints)
    return _("These rules cannot be kept together at the tables of this round: %s. Remove one of them.") % said


def seating_at_start(round_: Round) -> Seats:
    """Where those present will sit: as planned, with the fewest changes for who is missing or came late; without a
    plan, a seating found quickly. Empty where a round seats nobody anew.

    Asked before the lock is taken: nobody else waits for it. Raises Refused when rules contradict each other.
    """
    people = present(round_)
    if not people or not forms_tables(round_):
        return {}
    problem, planned = problem_of(round_, people), planned_for(round_)
    if set(planned) == set(people):
        return planned
    stop = within(SECONDS_TO_WAIT)
    try:
        if planned.keys() & set(people):
            return rebalanced(problem, planned, size_of(round_, len(people)), seed=seed_of(round_), stop=stop)
        return solve(problem, seed=seed_of(round_), effort=QUICK, stop=stop)
    except Contradiction as contradiction:
        raise Refused(impossible(contradiction)) from None


def for_who_is_here(proposed: Seating, people: Collection[int]) -> Seats:
    """The same seating, should somebody have come or gone since: newcomers join the smallest table."""
    seats = {person: table for person, table in proposed.items() if person in people}
    sizes = {table: 0 for table in set(proposed.values()) or {1}}
    for table in seats.values():
        sizes[table] += 1
    for person in sorted(set(people) - seats.keys()):
        table = min(sizes, key=lambda number: (sizes[number], number))
        seats[person] = table
        sizes[table] += 1
    return seats


def balanced_again(round_: Round, missing: Collection[int]) -> Seats:
    """The tables of the running round without those who are ``missing``, moving the fewest. Raises Refused when rules
    contradict each other."""
    now = seats_now(round_.sitting.conference)
    people = (now.keys() | set(present(round_))) - set(missing)
    try:
        return rebalanced(
            problem_of(round_, people),
            now,
            size_of(round_, len(people)),
            seed=seed_of(round_),
            stop=within(SECONDS_TO_WAIT),
        )
    except Contradiction as contradiction:
        raise Refused(impossible(contradiction)) from None
