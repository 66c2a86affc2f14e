"""Ranking by points: everyone ranks the options they prefer.

Jean-Charles de Borda, “Mémoire sur les élections au scrutin”, Histoire de l'Académie royale des sciences, année 1781
(Paris, 1784), 657–665: the last of the ranks gives one point, each rank above it one more. Borda has everyone rank
everything; where there are more options than ranks, an option without a rank has no point from that paper.
"""

from collections import Counter
from collections.abc import Sequence

from deliberation.ballots.tallies.places import outcomes, places_of, votes_cast
from deliberation.ballots.tallies.rule import Lot, Marks, Result, Rule


def ranks_of(rule: Rule) -> tuple[str, ...]:
    """The values of a mark, the best rank first: "1", "2", …"""
    return tuple(str(rank) for rank in range(1, rule.ranks + 1))


def count(papers: Sequence[Marks], options: Sequence[str], rule: Rule, lot: Lot) -> dict[str, Result]:
    """The result of each option, the quorum apart.

    The best ``rule.places`` are adopted, or all that have a point; one without a point never is. A rank that a paper
    leaves out gives its points to nobody. ``rule.majority`` is not asked: points are no votes for.
    """
    base = votes_cast(papers, rule)
    counts, scores = {}, {}
    for option in options:
        found = Counter(paper[option] for paper in papers if option in paper)
        counts[option] = {rank: found[rank] for rank in ranks_of(rule)}
        scores[option] = sum((rule.ranks + 1 - int(rank)) * papers_ for rank, papers_ in counts[option].items())
    places = places_of(scores)
    became = outcomes(places, [option for option in options if scores[option]], rule, lot)
    return {
        option: Result(became[option], counts[option], base, score=scores[option], place=places[option])
        for option in options
    }
