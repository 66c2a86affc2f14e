"""What an open ballot's papers look like to whoever reads the database: nothing."""

import os

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.slips import Slip
from deliberation.ballots.urn import opened, sealed, width_of
from deliberation.kernel.errors import Refused

ONE, TWO = Slip("0" * 16, ("for",)), Slip("1" * 16, ("against",))


def box(*slips: Slip, ballot: int = 7) -> bytes:
    return sealed(slips, ballot=ballot, slots=3, width=80)


def test_what_was_put_in_comes_out() -> None:
    assert opened(box(ONE, TWO), ballot=7) == {ONE.key: ONE, TWO.key: TWO}


def test_an_urn_that_was_never_written_is_empty() -> None:
    assert opened(b"", ballot=7) == {}


def test_it_is_as_long_for_no_paper_as_for_all() -> None:
    assert len({len(box()), len(box(ONE)), len(box(ONE, TWO))}) == 1


def test_the_same_papers_never_give_the_same_bytes() -> None:
    assert box(ONE, TWO) != box(ONE, TWO)


def test_neither_keys_nor_values_can_be_read() -> None:
    assert not any(text in box(ONE, TWO) for text in (b"for", b"against", b"0000", b"1111"))


def test_the_order_in_which_papers_came_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    assert box(ONE, TWO) == box(TWO, ONE)


def test_the_urn_of_one_ballot_does_not_open_as_anothers(english: None) -> None:
    with pytest.raises(Refused, match="The urn cannot be opened"):
        opened(box(ONE, ballot=7), ballot=8)


def test_a_changed_urn_does_not_open() -> None:
    value = bytearray(box(ONE))
    value[-1] ^= 1
    with pytest.raises(Refused):
        opened(bytes(value), ballot=7)


def test_an_urn_opens_with_a_former_secret_and_not_without() -> None:
    value = box(ONE)
    with override_settings(SECRET_KEY="another"), pytest.raises(Refused):
        opened(value, ballot=7)
    from django.conf import settings

    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=["one more", settings.SECRET_KEY]):
        assert opened(value, ballot=7) == {ONE.key: ONE}


def test_more_papers_than_places_are_a_programming_error() -> None:
    with pytest.raises(ValueError, match="too small"):
        sealed([ONE, TWO], ballot=7, slots=1, width=80)


@given(
    reason=st.text(max_size=300).filter(lambda text: "\x00" not in text),
    values=st.lists(st.sampled_from(["object", "consent", ""]), min_size=1, max_size=5),
    voter=st.sampled_from(["", "0123456789ab"]),
)
def test_the_longest_paper_fits_and_comes_out_as_it_was(reason: str, values: list[str], voter: str) -> None:
    reason = reason.encode("utf-8", "ignore").decode()
    slip = Slip("Z" * 16, tuple(values), reason, voter)
    width = width_of(values=["consent", "object"], options=5, reason=300)
    assert opened(sealed([slip], ballot=1, slots=1, width=width), ballot=1) == {slip.key: slip}
