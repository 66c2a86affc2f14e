"""What holds of every ballot, whatever the papers and the rule."""

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.ballots.tallies import Marks, Result, Rule, decide, drawn_from
from deliberation.conference.methods import (
    APPROVED,
    SEVERAL,
    Abstentions,
    Choice,
    Consent,
    Grade,
    Method,
    Outcome,
    Tie,
)
from tests.deliberation.ballots.tallies import naive

SIDES = {Method.FOR_AGAINST: Choice.values, Method.CONSENT: Consent.values}
LOT = drawn_from("the digest of the papers")
few = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class Vote:
    """A ballot that could take place. ``papers`` are as they were given, blank ones among them."""

    papers: tuple[Marks, ...]
    options: tuple[str, ...]
    rule: Rule
    electors: int

    def decided(self) -> dict[str, Result]:
        return decide(self.papers, self.options, self.rule, electors=self.electors, lot=LOT)

    def outcomes(self) -> dict[str, Outcome]:
        return {option: result.outcome for option, result in self.decided().items()}

    def drawn(self) -> list[str]:
        return sorted([*self.options, "for", "against", "consent", "object"], key=LOT)


def a_paper(draw: st.DrawFn, method: Method, options: tuple[str, ...], ranks: int) -> Marks:
    if method == Method.POINTS:
        ranking = draw(st.permutations(options))[: draw(st.integers(0, min(ranks, len(options))))]
        return {option: str(rank) for rank, option in enumerate(ranking, start=1)}
    if method in SEVERAL:
        value = st.just(APPROVED) if method == Method.APPROVAL else st.sampled_from(Grade.values)
        return {option: draw(value) for option in options if draw(st.booleans())}
    return draw(st.sampled_from([{}, *({options[0]: value} for value in SIDES[method])]))


shares = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(9, 10), Fraction(1)])


@st.composite
def votes(draw: st.DrawFn, methods: tuple[Method, ...] = tuple(Method), most: int = 9) -> Vote:
    """Few papers and few grades apart, so that ties and exact shares are frequent."""
    method = draw(st.sampled_from(methods))
    options = tuple("ABCDE"[: draw(st.integers(1, 5))]) if method in SEVERAL else ("A",)
    rule = Rule(
        method=method,
        quorum=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)])),
        majority=draw(shares),
        strict=draw(st.booleans()),
        abstentions=draw(st.sampled_from(Abstentions)),
        tie=draw(st.sampled_from(Tie)),
        places=draw(st.none() | st.integers(1, 4)),
        least_grade=draw(st.sampled_from(Grade)),
        ranks=draw(st.integers(1, 4)),
    )
    papers = tuple(a_paper(draw, method, options, rule.ranks) for _ in range(draw(st.integers(0, most))))
    return Vote(papers, options, rule, len(papers) + draw(st.integers(0, 6)))


several = votes(methods=tuple(method for method in Method if method in SEVERAL))
on_one_text = votes(methods=tuple(SIDES))
judgments = votes(methods=(Method.MAJORITY_JUDGMENT,), most=25)


@settings(max_examples=400, deadline=None)
@given(votes())
def test_a_second_implementation_agrees(vote: Vote) -> None:
    expected = naive.decide(list(vote.papers), list(vote.options), vote.rule, vote.electors, vote.drawn())
    assert vote.outcomes() == expected


@few
@given(judgments)
def test_majority_grades_and_places_are_those_of_medians_crossed_out_by_hand(vote: Vote) -> None:
    results = vote.decided()
    grades = {option: naive.grades_of(list(vote.papers), option, vote.rule) for option in vote.options}
    for option, result in results.items():
        assert result.grade == (naive.lower_median(grades[option]) if grades[option] else None)
        assert result.place == 1 + sum(naive.is_better(other, grades[option]) for other in grades.values())


@few
@given(judgments)
def test_where_the_majority_gauge_decides_it_decides_alike(vote: Vote) -> None:
    results = vote.decided()
    grades = {option: naive.grades_of(list(vote.papers), option, vote.rule) for option in vote.options}
    for one in vote.options:
        for other in vote.options:
            if grades[one] and naive.gauge(grades[one]) > naive.gauge(grades[other]):
                assert results[one].place < results[other].place  # type: ignore[operator]


@few
@given(votes(), st.randoms(use_true_random=False))
def test_the_order_of_papers_is_nothing(vote: Vote, chance: Random) -> None:
    papers = list(vote.papers)
    chance.shuffle(papers)
    assert replace(vote, papers=tuple(papers)).decided() == vote.decided()


@few
@given(several, st.permutations("ABCDE"))
def test_names_and_the_order_of_options_are_nothing(vote: Vote, names: list[str]) -> None:
    called = dict(zip("ABCDE", names, strict=True))
    back = {new: old for old, new in called.items()}
    papers = [{called[option]: value for option, value in paper.items()} for paper in vote.papers]
    options = sorted(called[option] for option in vote.options)
    renamed = decide(papers, options, vote.rule, electors=vote.electors, lot=lambda name: LOT(back[name]))
    assert list(renamed) == options
    assert {back[option]: result for option, result in renamed.items()} == vote.decided()


@few
@given(on_one_text)
def test_one_more_vote_for_a_text_never_undoes_its_adoption(vote: Vote) -> None:
    before = vote.outcomes()["A"]
    after = replace(vote, papers=(*vote.papers, {"A": SIDES[vote.rule.method][0]})).outcomes()["A"]
    assert before != Outcome.ADOPTED or after == Outcome.ADOPTED


def raised(paper: Marks, option: str, method: Method, ranks: int) -> Marks:
    """The same paper, holding the option one step better; the others as they were, or worse."""
    if method == Method.APPROVAL:
        return {**paper, option: APPROVED}
    if method == Method.MAJORITY_JUDGMENT:
        worse = list(Grade.values).index(paper.get(option, "reject"))
        return {**paper, option: Grade.values[max(0, worse - 1)]}
    wanted = str(max(1, int(paper.get(option, str(ranks + 1))) - 1))
    changed = {**paper, option: wanted}
    for other, rank in paper.items():
        if other != option and rank == wanted:
            changed.pop(other)
            if option in paper:
                changed[other] = paper[option]
    return changed


@settings(max_examples=300, deadline=None)
@given(several, st.data())
def test_to_hold_an_option_better_never_undoes_its_adoption(vote: Vote, data: st.DataObject) -> None:
    marked = [number for number, paper in enumerate(vote.papers) if paper]
    before = vote.outcomes()
    for option in vote.options:
        if marked and before[option] == Outcome.ADOPTED:
            papers = list(vote.papers)
            number = data.draw(st.sampled_from(marked))
            papers[number] = raised(papers[number], option, vote.rule.method, vote.rule.ranks)
            after = replace(vote, papers=tuple(papers))
            assert after.outcomes()[option] == Outcome.ADOPTED
            assert after.decided()[option].place <= vote.decided()[option].place  # type: ignore[operator]


@few
@given(votes())
def test_no_quorum_is_of_the_whole_ballot_and_a_blank_paper_can_only_cure_it(vote: Vote) -> None:
    missed = {outcome == Outcome.NO_QUORUM for outcome in vote.outcomes().values()}
    assert missed == {len(vote.papers) < vote.rule.quorum * vote.electors}
    more = replace(vote, papers=(*vote.papers, {}))
    assert missed == {True} or Outcome.NO_QUORUM not in more.outcomes().values()


@few
@given(votes(), shares)
def test_a_higher_quorum_never_helps(vote: Vote, higher: Fraction) -> None:
    higher = max(higher, vote.rule.quorum)
    after = replace(vote, rule=replace(vote.rule, quorum=higher)).outcomes()
    assert after in (vote.outcomes(), dict.fromkeys(vote.options, Outcome.NO_QUORUM))


@few
@given(several)
def test_no_more_options_are_adopted_than_there_are_places(vote: Vote) -> None:
    outcomes = Counter(vote.outcomes().values())
    places = vote.rule.places or len(vote.options)
    if vote.rule.tie != Tie.ADOPTED:
        assert outcomes[Outcome.ADOPTED] <= places
    if vote.rule.tie == Tie.LOT:
        without = Counter(replace(vote, rule=replace(vote.rule, places=None)).outcomes().values())
        assert outcomes[Outcome.ADOPTED] == min(places, without[Outcome.ADOPTED])


@few
@given(votes())
def test_nothing_is_voted_on_again_or_drawn_unless_the_rule_says_so(vote: Vote) -> None:
    if vote.rule.tie != Tie.AGAIN:
        assert Outcome.TIED not in vote.outcomes().values()
    if vote.rule.tie != Tie.LOT:
        assert decide(vote.papers, vote.options, vote.rule, electors=vote.electors) == vote.decided()


@few
@given(votes())
def test_every_paper_is_counted_once(vote: Vote) -> None:
    blank = sum(1 for paper in vote.papers if not paper)
    counted = vote.rule.abstentions == Abstentions.COUNTED
    for option, result in vote.decided().items():
        match vote.rule.method:
            case Method.FOR_AGAINST | Method.CONSENT:
                total = len(vote.papers)
                assert result.base == (total if counted else total - result.counts["abstain"])
            case Method.MAJORITY_JUDGMENT:
                total = len(vote.papers) - (0 if counted else blank)
                assert result.base == total
            case _:
                total = sum(1 for paper in vote.papers if option in paper)
                assert result.base == len(vote.papers) - (0 if counted else blank)
        assert sum(result.counts.values()) == total


@few
@given(votes(methods=(Method.POINTS,)))
def test_points_are_all_the_points_that_were_given(vote: Vote) -> None:
    given_ = sum(vote.rule.ranks + 1 - int(rank) for paper in vote.papers for rank in paper.values())
    assert sum(result.score or 0 for result in vote.decided().values()) == given_


@few
@given(several)
def test_places_are_those_of_a_competition(vote: Vote) -> None:
    """Two who share the first place are followed by the third."""
    places = Counter(result.place for result in vote.decided().values())
    expected, taken = [], 0
    for place in sorted(place for place in places if place):
        expected.append(taken + 1)
        taken += places[place]
    assert sorted(place for place in places if place) == expected
    assert taken == len(vote.options)


@few
@given(on_one_text)
def test_a_single_text_has_no_place_no_grade_and_no_score(vote: Vote) -> None:
    [result] = vote.decided().values()
    assert (result.place, result.grade, result.score) == (None, None, None)
