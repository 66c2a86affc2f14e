"""Codes are read aloud, written down and typed by people: whatever way they come back, they are the same code."""

import string

from hypothesis import given
from hypothesis import strategies as st

from deliberation.panel import codes

code = st.text(codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)


def test_the_alphabet_has_no_letter_that_looks_like_another_sign() -> None:
    assert set(codes.ALPHABET) == set(string.digits + string.ascii_uppercase) - set("ILOU")
    assert len(codes.ALPHABET) == 32


def test_new_codes_are_of_the_alphabet_and_differ() -> None:
    made = [codes.new_code() for _ in range(500)]
    assert len(set(made)) == 500
    assert {len(each) for each in made} == {10}
    assert set("".join(made)) == set(codes.ALPHABET)


@given(code)
def test_a_code_is_its_own_normal_form(code: str) -> None:
    assert codes.normalised(code) == code
    assert codes.normalised(codes.grouped(code)) == code


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, str]:
    """A code, and a way somebody may type it: case, groups, and letters for the figures they look like."""
    sought = draw(code)
    signs = []
    for sign in sought:
        alike = {"0": "0Oo", "1": "1IiLl"}.get(sign, sign + sign.lower())
        signs.append(draw(st.sampled_from(alike)))
        signs.append(draw(st.sampled_from(["", "", " ", "-", "–", ".", "\u00a0"])))
    return sought, draw(st.sampled_from(["", " "])) + "".join(signs)


@given(typed())
def test_every_way_of_typing_a_code_is_that_code(pair: tuple[str, str]) -> None:
    sought, written = pair
    assert codes.normalised(written) == sought
    assert codes.digest(written) == codes.digest(sought)


@given(code, code)
def test_two_codes_are_never_taken_for_each_other(one: str, other: str) -> None:
    assert (codes.digest(one) == codes.digest(other)) == (one == other)


def test_the_digest_needs_the_servers_secret(settings: object) -> None:
    before = codes.digest("ABCDEFGHJK")
    settings.SECRET_KEY = "another secret, long enough to be one in earnest"
    assert codes.digest("ABCDEFGHJK") != before
