"""Majority judgment: everyone gives each option a grade.

Michel Balinski and Rida Laraki, “A theory of measuring, electing, and ranking”, PNAS 104 (2007), 8720–8725, and
“Majority Judgment” (MIT Press, 2010). An option's *majority grade* is the lower of the middle ones of its grades: more
than half hold it worth that grade at least, or exactly half for an even number. Its *majority value* is its majority
grade, then the one it has when a majority grade is taken away, and so on to the last; options are ranked by it, grade
by grade. Only options with the same grades throughout are equal.
"""

from collections import Counter
from collections.abc import Sequence

from deliberation.ballots.tallies.places import outcomes, places_of, votes_cast
from deliberation.ballots.tallies.rule import Lot, Marks, Result, Rule
from deliberation.conference.methods import Grade

# A grade's merit is its position: more is better.
_WORST_FIRST = tuple(reversed(Grade))


def majority_value(grades: Sequence[int]) -> tuple[int, ...]:
    """The successive majority grades of an option, the first of them *the* majority grade.

    Taking the lower middle one away again and again reads the sorted grades from their middle outwards, the lower of
    two equally far ones first.
    """
    from_worst = sorted(grades)
    last = len(from_worst) - 1
    outwards = sorted(range(len(from_worst)), key=lambda position: abs(2 * position - last))
    return tuple(from_worst[position] for position in outwards)


def count(papers: Sequence[Marks], options: Sequence[str], rule: Rule, lot: Lot) -> dict[str, Result]:
    """The result of each option, the quorum apart.

    On a paper that grades anything, an option without a grade is to be rejected, as Balinski and Laraki have it: nobody
    wins by being unknown. A blank paper grades nothing, or rejects every option where abstentions are counted.
    ``rule.majority`` is not asked: the method has its own.
    """
    base = votes_cast(papers, rule)
    counts, values = {}, {}
    for option in options:
        found = Counter(paper[option] for paper in papers if option in paper)
        found[Grade.REJECT.value] += base - found.total()
        counts[option] = {grade.value: found[grade.value] for grade in Grade}
        values[option] = majority_value([_WORST_FIRST.index(Grade(grade)) for grade in found.elements()])
    grades = {option: _WORST_FIRST[value[0]] if value else None for option, value in values.items()}
    least = _WORST_FIRST.index(rule.least_grade)
    eligible = [option for option, value in values.items() if value and value[0] >= least]
    places = places_of(values)
    became = outcomes(places, eligible, rule, lot)
    return {
        option: Result(became[option], counts[option], base, place=places[option], grade=grades[option])
        for option in options
    }
