"""Approval: everyone ticks as many options as they wish.

Steven J. Brams and Peter C. Fishburn, “Approval Voting”, American Political Science Review 72 (1978), 831–847. That an
option also needs a majority, and that several may be adopted, is the mandate's.
"""

from collections.abc import Sequence

from deliberation.ballots.tallies.places import outcomes, places_of, votes_cast
from deliberation.ballots.tallies.rule import Lot, Marks, Result, Rule
from deliberation.conference.methods import APPROVED


def count(papers: Sequence[Marks], options: Sequence[str], rule: Rule, lot: Lot) -> dict[str, Result]:
    """The result of each option, the quorum apart. The majority is a share of the papers that tick something, or of all
    of them. What nobody ticks is never adopted, even where the majority asked is 0."""
    base = votes_cast(papers, rule)
    approvals = {option: sum(1 for paper in papers if option in paper) for option in options}
    needed = rule.majority * base
    eligible = [
        option for option, ticks in approvals.items() if ticks and (ticks > needed if rule.strict else ticks >= needed)
    ]
    places = places_of(approvals)
    became = outcomes(places, eligible, rule, lot)
    return {
        option: Result(became[option], {APPROVED: approvals[option]}, base, place=places[option]) for option in options
    }
