"""Counting and deciding, as worked examples that can be checked by hand, and against a second, naive implementation."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots import tally
from deliberation.ballots.tally import Tally

# on the roll | for against abstained | quorum majority rule | outcome
EXAMPLES = """
10 | 6 4 0 | 1/2 1/2 strict   | adopted
10 | 5 5 0 | 1/2 1/2 strict   | rejected      a tie is not more than half
10 | 5 5 0 | 1/2 1/2 at-least | adopted       a tie is at least half
10 | 5 0 0 | 1/2 1/2 strict   | adopted       half of ten is five: the quorum is met exactly
10 | 4 0 0 | 1/2 1/2 strict   | no-quorum     one too few
10 | 1 0 4 | 1/2 1/2 strict   | adopted       abstentions count for the quorum, not as votes
10 | 0 0 9 | 1/2 1/2 strict   | rejected      without a vote for or against, nothing is adopted
10 | 0 0 9 | 1/2 0   at-least | rejected      … whatever the rule
10 | 0 9 0 | 1/2 1/2 strict   | rejected
11 | 5 0 0 | 1/2 1/2 strict   | no-quorum     half of eleven is five and a half: five is too few
11 | 6 0 0 | 1/2 1/2 strict   | adopted
70 | 46 23 0 | 1/2 2/3 at-least | adopted     46 of 69 is two thirds exactly
70 | 46 23 0 | 1/2 2/3 strict   | rejected
70 | 46 24 0 | 1/2 2/3 at-least | rejected    46 of 70 is less than two thirds
70 | 45 22 3 | 1/2 2/3 at-least | adopted     45 of 67 votes; the three abstentions take no side
17 | 13 4 0 | 3/4 3/4 strict    | adopted     13 of 17 is more than three quarters
17 | 12 0 0 | 3/4 1/2 strict    | no-quorum   three quarters of 17 is 12.75
17 | 13 0 0 | 3/4 1/2 strict    | adopted
3  | 1 0 0 | 1/3 1/2 strict     | adopted     a third of three, exactly, where decimals would round
0  | 0 0 0 | 1/2 1/2 strict     | rejected    nobody on the roll
5  | 0 0 0 | 0   1/2 strict     | rejected    no quorum asked, nobody voted
5  | 5 0 0 | 1   1   at-least   | adopted     unanimity of the whole roll
5  | 4 0 1 | 1   1   at-least   | adopted     … an abstention takes no side
5  | 4 1 0 | 1   1   at-least   | rejected
5  | 4 0 0 | 1   1   at-least   | no-quorum
"""


def examples() -> list[tuple[Tally, Fraction, Fraction, bool, str]]:
    found = []
    for line in EXAMPLES.strip().splitlines():
        roll, votes, rule, outcome = (part.split() for part in line.split("|"))
        counted = Tally(*map(int, votes), on_roll=int(roll[0]))
        found.append((counted, Fraction(rule[0]), Fraction(rule[1]), rule[2] == "strict", outcome[0]))
    return found


@pytest.mark.parametrize(("counted", "quorum", "majority", "strict", "outcome"), examples())
def test_worked_examples(counted: Tally, quorum: Fraction, majority: Fraction, strict: bool, outcome: str) -> None:
    assert tally.outcome(counted, quorum=quorum, majority=majority, strict=strict) == outcome


def naive(counted: Tally, quorum: Fraction, majority: Fraction, strict: bool) -> str:
    """The mandate's sentence, in whole numbers: no fraction is ever divided."""
    voted = counted.in_favour + counted.against + counted.abstained
    if voted * quorum.denominator < quorum.numerator * counted.on_roll:
        return "no-quorum"
    sides = counted.in_favour + counted.against
    if sides == 0:
        return "rejected"
    left, right = counted.in_favour * majority.denominator, majority.numerator * sides
    return "adopted" if left > right or (left == right and not strict) else "rejected"


shares = st.fractions(min_value=0, max_value=1, max_denominator=20)
people = st.integers(0, 100)


@given(people, people, people, people, shares, shares, st.booleans())
def test_the_outcome_is_that_of_a_second_implementation(
    in_favour: int,
    against: int,
    abstained: int,
    absent: int,
    quorum: Fraction,
    majority: Fraction,
    strict: bool,
) -> None:
    counted = Tally(in_favour, against, abstained, in_favour + against + abstained + absent)
    found = tally.outcome(counted, quorum=quorum, majority=majority, strict=strict)
    assert found == naive(counted, quorum, majority, strict)


@given(people, people, people, people, shares, shares, st.booleans())
def test_one_more_vote_for_never_undoes_an_adoption(
    in_favour: int,
    against: int,
    abstained: int,
    absent: int,
    quorum: Fraction,
    majority: Fraction,
    strict: bool,
) -> None:
    roll = in_favour + against + abstained + absent + 1
    before = tally.outcome(Tally(in_favour, against, abstained, roll), quorum=quorum, majority=majority, strict=strict)
    after = tally.outcome(
        Tally(in_favour + 1, against, abstained, roll), quorum=quorum, majority=majority, strict=strict
    )
    assert before != "adopted" or after == "adopted"


@given(st.lists(st.sampled_from(["for", "against", "abstain"])), st.randoms())
def test_counting_does_not_depend_on_the_order(choices: list[str], chance: object) -> None:
    counted = tally.count(choices, on_roll=len(choices) + 3)
    shuffled = list(choices)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert counted == tally.count(shuffled, on_roll=len(choices) + 3)
    assert (counted.in_favour, counted.against, counted.abstained) == tuple(
        choices.count(choice) for choice in ("for", "against", "abstain")
    )
    assert counted.voted == len(choices)
