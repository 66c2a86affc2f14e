"""For or against one text, and consent to one text: counted alike, asked differently.

To consent is not to be for: it is to have no objection. Gerard Endenburg, “Sociocracy: The Organization of
Decision-Making” (Eburon, 1998), calls it the principle of consent, or of no objection. A mandate that asks for a
majority of 1 asks for no objection at all.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from deliberation.ballots.tallies.lots import in_order
from deliberation.ballots.tallies.rule import Lot, Marks, Result, Rule
from deliberation.conference.methods import Abstentions, Choice, Consent, Method, Outcome, Tie

# By method: the side for, the side against, and no side. A blank paper takes none either.
SIDES = {
    Method.FOR_AGAINST: (Choice.FOR.value, Choice.AGAINST.value, Choice.ABSTAIN.value),
    Method.CONSENT: (Consent.CONSENT.value, Consent.OBJECT.value, Consent.ABSTAIN.value),
}


def count(papers: Sequence[Marks], options: Sequence[str], rule: Rule, lot: Lot) -> dict[str, Result]:
    """The result of the one text there is, the quorum apart.

    Where the majority is one half, exactly half of the votes cast is a tie, and ``rule.tie`` decides whatever
    ``rule.strict`` says; lots are drawn between the names of the two sides. Nothing is adopted without a vote for it.
    """
    [option] = options
    sides = SIDES[rule.method]
    in_favour, against, neither = sides
    found = Counter(paper.get(option, neither) for paper in papers)
    counts = {value: found[value] for value in sides}
    voted = counts[in_favour] + counts[against]
    base = len(papers) if rule.abstentions == Abstentions.COUNTED else voted
    return {option: Result(_outcome(counts[in_favour], base, rule, (in_favour, against), lot), counts, base)}


def _outcome(in_favour: int, base: int, rule: Rule, sides: tuple[str, str], lot: Lot) -> Outcome:
    needed = rule.majority * base
    if in_favour == 0 or in_favour < needed:
        return Outcome.REJECTED
    if in_favour > needed:
        return Outcome.ADOPTED
    if rule.majority != Fraction(1, 2):
        return Outcome.REJECTED if rule.strict else Outcome.ADOPTED
    match rule.tie:
        case Tie.REJECTED:
            return Outcome.REJECTED
        case Tie.ADOPTED:
            return Outcome.ADOPTED
        case Tie.AGAIN:
            return Outcome.TIED
        case Tie.LOT:
            return Outcome.ADOPTED if in_order(list(sides), lot)[0] == sides[0] else Outcome.REJECTED


def is_consensus(result: Result, share: Fraction | None) -> bool:
    """Whether this result may be called a consensus: only where the mandate says from which ``share`` of the votes cast
    it is one, and the text is adopted. A ballot on several options never is one."""
    side = next((sides[0] for sides in SIDES.values() if set(sides) == set(result.counts)), None)
    if share is None or side is None or result.outcome != Outcome.ADOPTED:
        return False
    return result.counts[side] >= share * result.base
