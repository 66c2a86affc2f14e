"""What a rewording takes out and puts in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.amendments.diff import Change, Part, words

K, R, A = Change.KEPT, Change.REMOVED, Change.ADDED
TEXTS = st.text(st.sampled_from("ab  \n\t\u00a0\u202f,.;:!?«»’-é\0"), max_size=40)


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("Partager l’eau", "Partager l’eau", [(K, "Partager l’eau")]),
        ("Partager l’eau", "Vendre l’eau", [(R, "Partager"), (A, "Vendre"), (K, " l’eau")]),
        ("L’eau potable", "L’eau potable et claire", [(K, "L’eau potable"), (A, " et claire")]),
        ("Ouvrir à midi", "", [(R, "Ouvrir à midi")]),
        ("", "Ouvrir à midi", [(A, "Ouvrir à midi")]),
        # A space between two changes parts nothing.
        ("un deux trois", "le gros trois", [(R, "un deux"), (A, "le gros"), (K, " trois")]),
        # A French mark goes with its word, whichever space holds it.
        ("Pourquoi\u202f? Oui", "Pourquoi\u202f! Oui", [(R, "Pourquoi\u202f?"), (A, "Pourquoi\u202f!"), (K, " Oui")]),
        ("Pourquoi ? Oui", "Pourquoi ! Oui", [(R, "Pourquoi ?"), (A, "Pourquoi !"), (K, " Oui")]),
        ("dire « eau » ici", "dire « vin » ici", [(K, "dire "), (R, "« eau »"), (A, "« vin »"), (K, " ici")]),
    ],
)
def test_words_are_kept_taken_out_and_put_in(before: str, after: str, parts: list[tuple[Change, str]]) -> None:
    assert list(words(before, after)) == [Part(*part) for part in parts]


@given(TEXTS, TEXTS)
def test_joined_back_it_is_exactly_both_texts(before: str, after: str) -> None:
    parts = words(before, after)
    assert "".join(part.text for part in parts if part.change != A) == before
    assert "".join(part.text for part in parts if part.change != R) == after


@given(TEXTS, TEXTS)
def test_no_part_is_empty_and_what_is_alike_is_one_part(before: str, after: str) -> None:
    parts = words(before, after)
    assert all(part.text for part in parts)
    assert all(one.change != other.change for one, other in pairwise(parts))
