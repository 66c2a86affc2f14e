"""Missing, withdrawn and unpaired answers, as docs/questionnaires.md works them out; what is told of an item."""

from pathlib import Path

import pytest

from deliberation.questionnaire import queries
from deliberation.questionnaire.models import Item, ItemKind
from deliberation.questionnaire.queries import change, distribution, paired
from deliberation.questionnaire.sheets import Sheet

DOCS = (Path(__file__).parents[3] / "docs/questionnaires.md").read_text()
FEAR = Item(pk=1, key="fear", kind=ItemKind.SCALE, low=0, high=10)
WORDS = Item(pk=2, key="words", kind=ItemKind.OPEN)


def sheet(code: str, fear: int | None = None, words: str = "", *, agreed: bool = False) -> Sheet:
    answers = {1: (str(fear),) if fear is not None else (), 2: (words,) if words else ()}
    return Sheet(code, answers, agreed)


def documented() -> dict[str, tuple[int, int]]:
    section = DOCS.split("### A worked example\n")[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {name.strip(): (int(before), int(after)) for name, before, after in lines[1:]}


def test_the_worked_example_of_missing_withdrawn_and_unpaired_answers() -> None:
    """Two of Saturday's twenty withdrew: they have no sheet. Codes are letters; whoever lost theirs comes as “new”."""
    both = [chr(ord("a") + n) for n in range(16)]
    before = [*(sheet(code, None if code == "a" else 7) for code in both), sheet("lost", 7), sheet("away", 7)]
    after = [*(sheet(code, 3) for code in both), sheet("new", 3), sheet("sunday only", 3), sheet("withdrew before", 3)]
    told = paired(before, after)
    (first, last), compared = (distribution(FEAR, each) for each in (before, after)), change(FEAR, before, after)
    assert documented() == {
        "on the roll": (20, 19),
        "withdrawn": (20 - len(before), 19 - len(after)),
        "sheets": (len(before), len(after)),
        "left the first item out": (first.left_out, last.left_out),
        "answers to the first item": (first.answers, last.answers),
        "paired sheets": (told.pairs, told.pairs),
        "unpaired sheets": (told.only_before, told.only_after),
        "paired on the first item": (compared.pairs, compared.pairs),
    }


def test_of_fewer_than_five_answers_not_even_their_number_is_told() -> None:
    found = distribution(FEAR, [*(sheet(str(n), 1) for n in range(4)), sheet("out")])
    assert (found.answers, found.left_out, found.groups) == (None, None, ())
    assert change(FEAR, [sheet(str(n), 1) for n in range(9)], [sheet(str(n), 2) for n in range(4)]).pairs is None


def test_words_are_told_from_five_who_agreed_in_alphabetical_order() -> None:
    agreed = [sheet(str(n), n, word, agreed=True) for n, word in enumerate(["eau", "bruit", "air", "digue"])]
    silent = [sheet("z", 1, "Mon secret"), sheet("y", 2, "Un autre")]
    assert distribution(WORDS, [*agreed, *silent]).words == ()
    found = distribution(WORDS, [*agreed, *silent, sheet("x", 3, "crue", agreed=True)])
    assert (found.answers, found.words) == (7, ["air", "bruit", "crue", "digue", "eau"])


SEVERAL = Item(pk=3, key="several", kind=ItemKind.MULTIPLE)
SINGLE = Item(pk=3, key="single", kind=ItemKind.SINGLE)


def chosen(*options: str, number: int, first: int = 0) -> list[Sheet]:
    return [Sheet(str(n), {3: options} if options else {}) for n in range(first, first + number)]


def test_of_several_answers_and_of_words_no_change_is_told() -> None:
    before, after = chosen("3", "5", number=12), [*chosen("5", "3", number=7), *chosen("3", number=5, first=7)]
    assert (change(SEVERAL, before, after), change(WORDS, before, after)) == (None, None)


def test_whoever_chose_none_of_several_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the number of those who chose something, nine and seven would add up to two who chose both."""
    monkeypatch.setattr(queries, "values_of", lambda _item: ["3", "5"])
    sheets = [*chosen("3", "5", number=2), *chosen("3", number=7, first=2), *chosen("5", number=5, first=9)]
    found = distribution(SEVERAL, [*sheets, *chosen(number=3, first=14)])
    assert (found.answers, found.left_out) == (17, None)
    assert [(each.value, each.people) for each in found.options] == [("3", 9), ("5", 7)]


def test_a_change_says_how_many_of_its_own_item_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "values_of", lambda _item: ["3", "5"])
    before = [*chosen("3", number=11), *chosen("5", number=12, first=11), *chosen("3", number=2, first=50)]
    after = [
        *(*chosen("3", number=6), *chosen("5", number=5, first=6), *chosen("3", number=5, first=11)),
        *(*chosen("5", number=7, first=16), *chosen(number=1, first=50), *chosen("5", number=1, first=60)),
    ]
    found = change(SINGLE, before, after)
    assert (found.pairs, found.only_before, found.only_after) == (23, 2, 1)
