"""Mails as they are read: short lines, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.accounts.letters import WIDTH, wrapped

ADDRESS = "https://example.org/invitation/" + "x" * 90 + "/"


def test_lines_are_short_and_an_address_stays_whole() -> None:
    text = wrapped("Un mot " * 30 + "\n\n" + ADDRESS + "\n\n    " + "mot " * 30)
    lines = text.splitlines()
    assert ADDRESS in lines
    assert [line for line in lines if len(line) > WIDTH and line != ADDRESS and not line.startswith(" ")] == []


def test_a_no_break_space_is_not_broken() -> None:
    assert "fin\N{NO-BREAK SPACE}:" in wrapped("a" * (WIDTH - 6) + " bon fin\N{NO-BREAK SPACE}: suite")


@given(st.text(alphabet="ab -\n", max_size=400))
def test_no_word_is_lost(text: str) -> None:
    assert wrapped(text).split() == text.split()
