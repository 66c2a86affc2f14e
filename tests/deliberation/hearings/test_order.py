"""The order of the questions, by hand. Pure: no database."""

import pytest

from deliberation.hearings.questions.order import Weight, most_supported, most_tables


def weight(question: int, people: int, *tables: int) -> Weight:
    """Asked in the order of their numbers."""
    return Weight(question, people, frozenset(tables), question)


def numbers(ordered: list[Weight]) -> list[int]:
    return [each.question for each in ordered]


def test_the_most_supported_comes_first_and_of_two_alike_the_earlier() -> None:
    assert numbers(most_supported([weight(1, 2), weight(2, 5), weight(3, 2)])) == [2, 1, 3]


def test_tables_that_were_not_heard_come_before_those_that_were() -> None:
    # 1 and 2 are supported by the same large tables; 3 by nobody but a small one.
    asked = [weight(1, 9, 1, 2), weight(2, 8, 1, 2), weight(3, 2, 3)]
    assert numbers(most_supported(asked)) == [1, 2, 3]
    assert numbers(most_tables(asked)) == [1, 3, 2]


def test_once_all_tables_are_heard_it_begins_anew() -> None:
    asked = [weight(1, 3, 1, 2), weight(2, 4, 1), weight(3, 2, 2), weight(4, 9)]
    # 1 hears both; then 2 and 3 hear each of them again; behind 4 stands no table.
    assert numbers(most_tables(asked)) == [1, 2, 3, 4]


def test_who_was_heard_already_waits() -> None:
    asked = [weight(1, 9, 1), weight(2, 1, 2)]
    assert numbers(most_tables(asked)) == [1, 2]
    assert numbers(most_tables(asked, frozenset({1}))) == [2, 1]


def test_without_tables_it_is_the_order_of_the_supports() -> None:
    asked = [weight(1, 1), weight(2, 3), weight(3, 2)]
    assert most_tables(asked) == most_supported(asked)


@pytest.mark.parametrize("places", range(1, 6))
def test_a_question_that_enough_tables_share_has_one_of_them_heard(places: int) -> None:
    """Where one table in k stands behind a question, one of these tables is heard among the first k."""
    tables = 10
    asked = [
        *(weight(n, 20 - n, 1, 2, 3, 4) for n in range(1, 6)),
        weight(6, 3, 5, 6, 7),
        weight(7, 2, 8, 9),
        weight(8, 1, 10),
    ]
    first = most_tables(asked)[:places]
    heard = frozenset().union(*(each.tables for each in first))
    for each in asked:
        if len(each.tables) * places >= tables:
            assert each.tables & heard


def test_no_question_is_lost() -> None:
    asked = [weight(n, n % 4, *range(n % 3)) for n in range(1, 30)]
    assert sorted(numbers(most_tables(asked))) == list(range(1, 30))
