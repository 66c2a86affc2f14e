"""Counting ballots, and deciding by a mandate's rule: pure functions, which know of no database and no people.

``docs/ballots.md`` explains each method, and its examples are what the tests run.
"""

from deliberation.ballots.tallies.decide import decide
from deliberation.ballots.tallies.lots import drawn_from
from deliberation.ballots.tallies.one_text import is_consensus
from deliberation.ballots.tallies.rule import Lot, Marks, Result, Rule

__all__ = ["Lot", "Marks", "Result", "Rule", "decide", "drawn_from", "is_consensus"]
