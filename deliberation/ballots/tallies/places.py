"""What the methods on several options share: the votes cast, the places, and what becomes of each option."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from deliberation.ballots.tallies.lots import in_order
from deliberation.ballots.tallies.rule import Lot, Marks, Rule
from deliberation.conference.methods import Abstentions, Outcome, Tie


def votes_cast(papers: Sequence[Marks], rule: Rule) -> int:
    """How many papers mark something; blank ones too where abstentions are counted."""
    return len(papers) if rule.abstentions == Abstentions.COUNTED else sum(1 for paper in papers if paper)


def places_of(merits: Mapping[str, Any]) -> dict[str, int]:
    """The place of each option, from 1. A merit compares with another, more being better; equal ones share a place."""
    ranking = sorted(merits.values(), reverse=True)
    return {option: ranking.index(merit) + 1 for option, merit in merits.items()}


def outcomes(places: Mapping[str, int], eligible: Collection[str], rule: Rule, lot: Lot) -> dict[str, Outcome]:
    """Which options are adopted: the eligible ones, as far as ``rule.places`` go.

    Eligible options are the best ones, and whole groups of those that share a place. A group that does not fit into
    the places that are left is tied, and ``rule.tie`` says what becomes of it.
    """
    found = dict.fromkeys(places, Outcome.REJECTED)
    for place in sorted({places[option] for option in eligible}):
        group = [option for option in places if places[option] == place]
        left = len(group) if rule.places is None else rule.places - (place - 1)
        if len(group) <= left:
            found.update(dict.fromkeys(group, Outcome.ADOPTED))
        elif left > 0:
            found.update(_tied(group, left, rule.tie, lot))
    return found


def _tied(group: list[str], left: int, tie: Tie, lot: Lot) -> dict[str, Outcome]:
    match tie:
        case Tie.REJECTED:
            return dict.fromkeys(group, Outcome.REJECTED)
        case Tie.ADOPTED:
            return dict.fromkeys(group, Outcome.ADOPTED)
        case Tie.AGAIN:
            return dict.fromkeys(group, Outcome.TIED)
        case Tie.LOT:
            return dict.fromkeys(in_order(group, lot)[:left], Outcome.ADOPTED)
