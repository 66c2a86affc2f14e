"""The worked examples of docs/questionnaires.md, number for number; no small figure can be had by subtraction."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.panel.queries import SMALL_CELL
from deliberation.questionnaire.figures import Group, apart, changes, in_order, middle, ticked

DOCS = (Path(__file__).parents[3] / "docs/questionnaires.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """The lines of the table below a heading, as the documentation has them."""
    section = DOCS.split(f"### {heading}\n")[1].split("\n#")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


def counts_in(text: str) -> list[tuple[str, int]]:
    """``0: 3, 1: 9`` or ``A: 3, B: 9``."""
    return [(value.strip(), int(count)) for value, count in (each.split(":") for each in text.split(","))]


def said(groups: list[Group[str]]) -> str:
    return ", ".join(f"{'+'.join(group.values)}: {group.people}" for group in groups) or "nothing"


def stepped(groups: list[Group[int]]) -> str:
    return ", ".join(f"{each.values[0]}…{each.values[-1]}: {each.people}" for each in groups) or "nothing"


@pytest.mark.parametrize("row", rows("A scale"), ids="|".join)
def test_a_scale_is_told_as_the_docs_work_it_out(row: list[str]) -> None:
    given_, shown, in_the_middle, *_why = row
    groups = in_order(counts_in(given_))
    assert said(groups) == shown
    found = middle(groups)
    assert (" and ".join(dict.fromkeys("+".join(each.values) for each in found)) if found else "–") == in_the_middle


@pytest.mark.parametrize("row", rows("One answer among several"), ids="|".join)
def test_single_answers_are_told_as_the_docs_work_them_out(row: list[str]) -> None:
    assert said(apart(counts_in(row[0]))) == row[1]


@pytest.mark.parametrize("row", rows("Several answers"), ids="|".join)
def test_several_answers_are_told_as_the_docs_work_them_out(row: list[str]) -> None:
    people, chosen, shown, *_why = row
    told = ticked(counts_in(chosen), int(people))
    words = [f"{each.value}: {each.people or ('nearly all' if each.most else 'few')}" for each in told]
    assert (", ".join(words) or "nothing") == shown


@pytest.mark.parametrize("row", rows("How the same people changed"), ids="|".join)
def test_a_change_is_told_as_the_docs_work_it_out(row: list[str]) -> None:
    steps, shown, *_why = row
    found = [int(step) for count, step in re.findall(r"(\d+) × ([+-]?\d+)", steps) for _each in range(int(count))]
    assert stepped(changes(found, 10)) == shown


COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=7).map(
    lambda found: [(str(n), c) for n, c in enumerate(found)]
)


@given(COUNTS)
@settings(max_examples=150, deadline=None)
def test_every_group_has_five_people_and_all_together_are_all(counts: list[tuple[str, int]]) -> None:
    total = sum(count for _value, count in counts)
    for groups in (in_order(counts), apart(counts)):
        assert sum(group.people for group in groups) == (total if total >= SMALL_CELL else 0)
        assert all(group.people >= SMALL_CELL for group in groups)
        if groups:
            assert Counter(value for group in groups for value in group.values) == Counter(v for v, _c in counts)


@given(COUNTS)
@settings(max_examples=150, deadline=None)
def test_no_sum_or_difference_of_figures_is_between_nobody_and_five(counts: list[tuple[str, int]]) -> None:
    """Of groups that share nobody, any of them added and taken from any others or from all."""
    for groups in (in_order(counts), apart(counts)):
        figures = [group.people for group in groups]
        found = {sum(some) for size in range(1, len(figures) + 1) for some in combinations(figures, size)}
        assert not {total for total in found if total < SMALL_CELL}
        assert not {sum(figures) - total for total in found} & set(range(1, SMALL_CELL))


@given(st.lists(st.integers(-4, 4), max_size=40))
@settings(max_examples=150, deadline=None)
def test_a_change_never_tells_of_fewer_than_five(steps: list[int]) -> None:
    groups = changes(steps, 4)
    counted = Counter(steps)
    assert all(group.people == sum(counted[step] for step in group.values) >= SMALL_CELL for group in groups)
    covered = [step for group in groups for step in group.values]
    assert covered == (list(range(-4, 5)) if len(steps) >= SMALL_CELL else [])
