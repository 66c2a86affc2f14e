"""From a ballot's papers and its rule to its results."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from deliberation.ballots.tallies import approval, majority_judgment, one_text, points
from deliberation.ballots.tallies.lots import none_drawn
from deliberation.ballots.tallies.rule import Lot, Marks, Result, Rule
from deliberation.conference.methods import APPROVED, SEVERAL, Grade, Method, Outcome, Tie

_COUNTS = {
    Method.FOR_AGAINST: one_text.count,
    Method.CONSENT: one_text.count,
    Method.APPROVAL: approval.count,
    Method.MAJORITY_JUDGMENT: majority_judgment.count,
    Method.POINTS: points.count,
}


def decide(
    papers: Sequence[Marks], options: Sequence[str], rule: Rule, *, electors: int, lot: Lot = none_drawn
) -> dict[str, Result]:
    """What the rule makes of the papers: the result of each option, in the order given.

    ``electors`` are those of whom the quorum is a share: the citizens on the roll, or those present. Without the quorum
    the papers are counted and nothing is adopted. ``lot`` is asked only where the rule draws lots and the votes do not
    decide. Raises ``ValueError`` for papers that nobody could have given, and where there is nothing to vote on.
    """
    if electors < 0:
        raise ValueError(f"a number of electors, not {electors}")
    _check_options(options, rule.method)
    for paper in papers:
        _check_paper(paper, options, rule)
    # More papers than electors are no error: of those present, some may have voted and left.
    if len(papers) >= rule.quorum * electors:
        return _COUNTS[rule.method](papers, options, rule, lot)
    # What would have been drawn matters to nobody.
    counted = _COUNTS[rule.method](papers, options, replace(rule, tie=Tie.REJECTED), none_drawn)
    return {option: replace(result, outcome=Outcome.NO_QUORUM) for option, result in counted.items()}


def _check_options(options: Sequence[str], method: Method) -> None:
    if len(set(options)) < len(options):
        raise ValueError("an option is there twice")
    if not options:
        raise ValueError("there is nothing to vote on")
    if method not in SEVERAL and len(options) > 1:
        raise ValueError(f"{method.value} decides on one text, not on {len(options)}")


def _values(rule: Rule) -> tuple[str, ...]:
    match rule.method:
        case Method.APPROVAL:
            return (APPROVED,)
        case Method.MAJORITY_JUDGMENT:
            return tuple(Grade.values)
        case Method.POINTS:
            return points.ranks_of(rule)
        case _:
            return one_text.SIDES[rule.method]


def _check_paper(paper: Marks, options: Sequence[str], rule: Rule) -> None:
    if unknown := set(paper) - set(options):
        raise ValueError(f"no such option: {', '.join(sorted(unknown))}")
    if strange := set(paper.values()) - set(_values(rule)):
        raise ValueError(f"not a value of {rule.method.value}: {', '.join(sorted(strange))}")
    if rule.method == Method.POINTS and max(Counter(paper.values()).values(), default=0) > 1:
        raise ValueError("a paper gives a rank twice")
