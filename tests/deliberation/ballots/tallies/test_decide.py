"""What decides nothing: papers that nobody could have given, rules that no mandate can mean, and so on."""

from fractions import Fraction
from typing import Any

import pytest

from deliberation.ballots.tallies import Marks, Result, Rule, decide, drawn_from, is_consensus
from deliberation.conference.methods import APPROVED, Grade, Method, Outcome, Tie

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("method", "paper", "message"),
    [
        (Method.FOR_AGAINST, {"C": "for"}, "no such option: C"),
        (Method.FOR_AGAINST, {"A": "consent"}, "not a value of for-against: consent"),
        (Method.FOR_AGAINST, {"A": ""}, "not a value of for-against: "),
        (Method.FOR_AGAINST, {"A": "for", "B": "against"}, "no such option: B"),
        (Method.CONSENT, {"A": "against"}, "not a value of consent: against"),
        (Method.APPROVAL, {"C": APPROVED}, "no such option: C"),
        (Method.APPROVAL, {"A": "for"}, "not a value of approval: for"),
        (Method.MAJORITY_JUDGMENT, {"A": "Good"}, "not a value of majority-judgment: Good"),
        (Method.POINTS, {"A": "0"}, "not a value of points: 0"),
        (Method.POINTS, {"A": "4"}, "not a value of points: 4"),
        (Method.POINTS, {"A": "1", "B": "1"}, "a paper gives a rank twice"),
    ],
)
def test_a_paper_that_nobody_could_give_is_refused(method: Method, paper: Marks, message: str) -> None:
    options = ["A"] if method in (Method.FOR_AGAINST, Method.CONSENT) else ["A", "B"]
    with pytest.raises(ValueError) as refused:
        decide([{}, paper], options, Rule(method, quorum=HALF), electors=2)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("method", "options", "electors", "message"),
    [
        (Method.FOR_AGAINST, ["A", "B"], 2, "for-against decides on one text, not on 2"),
        (Method.CONSENT, ["A", "B"], 2, "consent decides on one text, not on 2"),
        (Method.FOR_AGAINST, [], 2, "there is nothing to vote on"),
        (Method.APPROVAL, [], 2, "there is nothing to vote on"),
        (Method.POINTS, ["A", "B", "A"], 2, "an option is there twice"),
        (Method.APPROVAL, ["A"], -1, "a number of electors, not -1"),
    ],
)
def test_a_ballot_that_cannot_be_is_refused(method: Method, options: list[str], electors: int, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        decide([], options, Rule(method, quorum=HALF), electors=electors)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"quorum": Fraction(-1, 2)}, "quorum is a share from 0 to 1, not -1/2"),
        ({"quorum": Fraction(3, 2)}, "quorum is a share from 0 to 1, not 3/2"),
        ({"majority": Fraction(3, 2)}, "majority is a share from 0 to 1, not 3/2"),
        ({"places": 0}, "places is at least 1, or None, not 0"),
        ({"ranks": 0}, "ranks is at least 1, not 0"),
    ],
)
def test_a_rule_that_no_mandate_can_mean_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refused:
        Rule(**{"method": Method.POINTS, "quorum": HALF, **said})
    assert str(refused.value) == message


def test_several_options_may_be_one() -> None:
    result = decide([{"A": "good"}], ["A"], Rule(Method.MAJORITY_JUDGMENT, quorum=HALF), electors=1)["A"]
    counts = {grade.value: int(grade == Grade.GOOD) for grade in Grade}
    assert result == Result(Outcome.ADOPTED, counts, base=1, place=1, grade=Grade.GOOD)


def test_results_are_in_the_order_of_the_options_with_every_value() -> None:
    rule = Rule(Method.POINTS, quorum=HALF, places=1, ranks=2)
    assert list(decide([{"B": "1", "A": "2"}, {"B": "1"}, {}], ["A", "B", "C"], rule, electors=3).items()) == [
        ("A", Result(Outcome.REJECTED, {"1": 0, "2": 1}, base=2, score=1, place=2)),
        ("B", Result(Outcome.ADOPTED, {"1": 2, "2": 0}, base=2, score=4, place=1)),
        ("C", Result(Outcome.REJECTED, {"1": 0, "2": 0}, base=2, score=0, place=3)),
    ]


def test_without_the_quorum_papers_are_counted_all_the_same() -> None:
    result = decide([{"A": "for"}, {"A": "abstain"}], ["A"], Rule(Method.FOR_AGAINST, quorum=HALF), electors=5)["A"]
    assert result == Result(Outcome.NO_QUORUM, {"for": 1, "against": 0, "abstain": 1}, base=1)


TIED = [{"A": APPROVED, "B": APPROVED}]
BY_LOT = Rule(Method.APPROVAL, quorum=HALF, tie=Tie.LOT, places=1)


def test_a_rule_that_draws_lots_needs_lots_where_the_votes_do_not_decide() -> None:
    with pytest.raises(ValueError, match="the rule draws lots, and there are none for 'A'"):
        decide(TIED, ["A", "B"], BY_LOT, electors=1)
    decided = decide([{"A": APPROVED}], ["A", "B"], BY_LOT, electors=1)
    assert [result.outcome for result in decided.values()] == [Outcome.ADOPTED, Outcome.REJECTED]
    missed = decide(TIED, ["A", "B"], BY_LOT, electors=3)
    assert [result.outcome for result in missed.values()] == [Outcome.NO_QUORUM] * 2


def test_lots_that_are_alike_draw_nothing() -> None:
    with pytest.raises(ValueError, match="two lots are alike"):
        decide(TIED, ["A", "B"], BY_LOT, electors=1, lot=lambda name: "the same")


def test_another_digest_draws_other_lots() -> None:
    drawn = {
        tuple(
            option
            for option, result in decide(TIED, ["A", "B"], BY_LOT, electors=1, lot=drawn_from(f"digest {n}")).items()
            if result.outcome == Outcome.ADOPTED
        )
        for n in range(20)
    }
    assert drawn == {("A",), ("B",)}


def test_consent_may_be_a_consensus_and_several_options_never_are() -> None:
    def decided(method: Method, value: str) -> Result:
        return decide([{"A": value}], ["A"], Rule(method, quorum=HALF), electors=1)["A"]

    found = {
        method: (decided(method, value).outcome, is_consensus(decided(method, value), HALF))
        for method, value in (
            (Method.FOR_AGAINST, "for"),
            (Method.CONSENT, "consent"),
            (Method.APPROVAL, APPROVED),
            (Method.MAJORITY_JUDGMENT, "excellent"),
            (Method.POINTS, "1"),
        )
    }
    assert found == {
        Method.FOR_AGAINST: (Outcome.ADOPTED, True),
        Method.CONSENT: (Outcome.ADOPTED, True),
        Method.APPROVAL: (Outcome.ADOPTED, False),
        Method.MAJORITY_JUDGMENT: (Outcome.ADOPTED, False),
        Method.POINTS: (Outcome.ADOPTED, False),
    }


def test_what_too_few_voted_on_is_no_consensus() -> None:
    rule = Rule(Method.FOR_AGAINST, quorum=HALF)
    result = decide([{"A": "for"}], ["A"], rule, electors=3)["A"]
    assert (result.outcome, is_consensus(result, Fraction(9, 10))) == (Outcome.NO_QUORUM, False)
