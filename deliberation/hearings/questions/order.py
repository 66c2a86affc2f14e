"""In which order questions are shown to those who are to put them. Pure values.

``most_tables`` takes, each time, the question behind which stand the most tables that no question before it had behind
it; when it finds none, it begins anew with what is left. It is greedy approval voting, with tables for voters: among
the first ``k`` questions, whenever one table in ``k`` stands behind a same question, one of these tables at least has a
question. That is what « Justified representation in approval-based committee voting » (Aziz, Brill, Conitzer, Elkind,
Freeman and Walsh, Social Choice and Welfare 48, 2017) asks of a committee, and shows of this rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# One person of a table does not speak for it.
FEWEST_OF_A_TABLE = 2


@dataclass(frozen=True)
class Weight:
    """What speaks for a question: ``people`` who support it, each once; ``tables`` that stand behind it. ``place`` is
    when it was asked, from the first."""

    question: int
    people: int
    tables: frozenset[int]
    place: int


def most_supported(weights: Sequence[Weight], heard: frozenset[int] = frozenset()) -> list[Weight]:
    """Of two that as many people support, the one that was asked first."""
    return sorted(weights, key=_support)


def most_tables(weights: Sequence[Weight], heard: frozenset[int] = frozenset()) -> list[Weight]:
    """Of two that add as many tables, the one that more people support, then the one that was asked first. Tables
    ``heard`` already wait for the others."""
    left = most_supported(weights)
    ordered: list[Weight] = []
    while left:
        best = max(left, key=lambda each: len(each.tables - heard))
        if not best.tables - heard and heard:
            heard = frozenset()
            continue
        if not best.tables:
            return [*ordered, *left]
        ordered.append(best)
        left.remove(best)
        heard |= best.tables
    return ordered


def _support(weight: Weight) -> tuple[int, int]:
    return -weight.people, weight.place
