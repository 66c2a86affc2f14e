import pytest

from sessions.allocation.problem import Constraint, Problem, Wish, encounters, pairs_of, share_at, table_sizes


@pytest.mark.parametrize(
    ("people", "size", "sizes"),
    [
        (14, 7, (7, 7)),
        (17, 5, (6, 6, 5)),
        (17, 6, (6, 6, 5)),
        (8, 7, (8,)),
        (1, 7, (1,)),
        (5, 2, (3, 2)),
        (4, 3, (4,)),
        (13, 6, (7, 6)),
        (3, 1, (1, 1, 1)),
        (70, 7, (7,) * 10),
        (300, 8, (8,) * 34 + (7,) * 4),
    ],
)
def test_nobody_sits_alone_because_numbers_do_not_divide(people: int, size: int, sizes: tuple[int, ...]) -> None:
    assert table_sizes(people, size) == sizes


def test_a_problem_has_a_place_for_each() -> None:
    with pytest.raises(ValueError, match="a place for each"):
        Problem((1, 2, 3), (2,))
    with pytest.raises(ValueError, match="Each person once"):
        Problem((1, 1), (2,))


def test_who_sits_together_meets_each_time() -> None:
    first, second = {1: 1, 2: 1, 3: 2, 4: 2}, {1: 1, 2: 1, 3: 1, 4: 2}
    assert pairs_of(first) == {(1, 2), (3, 4)}
    assert encounters([first, second]) == {(1, 2): 2, (3, 4): 1, (1, 3): 1, (2, 3): 1}


@pytest.mark.parametrize(
    ("count", "size", "people", "tables", "share"),
    [
        (36, 7, 70, 10, (3, 4)),
        (10, 7, 70, 10, (1, 1)),
        (8, 7, 70, 10, (0, 1)),
        (3, 5, 17, 3, (1, 1)),
        (2, 6, 17, 3, (0, 1)),
    ],
)
def test_a_tables_share_is_exact_to_one_person(
    count: int, size: int, people: int, tables: int, share: tuple[int, int]
) -> None:
    assert share_at(count, size, people, tables) == share


def test_a_rule_about_somebody_who_is_not_there_binds_nobody() -> None:
    apart, placed = Constraint(Wish.APART, 1, 9), Constraint(Wish.AT_TABLE, 1, table=1)
    assert Problem((1, 2), (2,), constraints=(apart, placed)).binding == (placed,)
    assert apart.holds({1: 1, 2: 1})
    assert [placed.holds({1: 1}), placed.holds({1: 2})] == [True, False]
