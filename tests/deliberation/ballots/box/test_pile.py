"""Two piles compared, paper by paper."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.box.pile import differences, paper


def pile(*papers: str) -> list:
    return [paper(number, [value], reason) for number, (value, _, reason) in enumerate(map(split, papers), start=1)]


def split(said: str) -> tuple[str, str, str]:
    return said.partition(":")


def test_papers_differ_by_what_they_say_and_by_who_has_them() -> None:
    assert differences(pile("for", "against"), pile("for", "against")) == []
    assert differences(pile("for", "against"), pile("against", "against")) == [1]
    assert differences(pile("for", ""), pile("for")) == [2]
    assert differences(pile(), pile()) == []


def test_a_reason_differs_by_its_words_and_not_by_how_they_are_spaced_or_punctuated() -> None:
    one = pile("object:C’est trop cher !")
    assert differences(one, pile("object: c'est  trop cher")) == []
    assert differences(one, pile("object:C’est trop chaud !")) == [1]
    assert differences(one, pile("object")) == [1]


values = st.lists(st.sampled_from(["for", "against", ""]), max_size=8)


@given(values, values)
def test_differences_are_alike_from_both_sides_and_correcting_them_ends_them(one: list[str], other: list[str]) -> None:
    mine, theirs = pile(*one), pile(*other)
    assert differences(mine, theirs) == differences(theirs, mine)
    for number in differences(mine, theirs):
        if number <= len(theirs):
            mine[number - 1 : number] = [theirs[number - 1]]
    assert [number for number in differences(mine, theirs) if number <= len(theirs)] == []
