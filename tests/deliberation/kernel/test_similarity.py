"""Close pairs are found by their rare words, in an order that does not depend on chance; nothing is decided by them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from deliberation.kernel.similarity import LEAST, close_pairs

PHONE = "Ouvrir un numéro de téléphone gratuit pour refuser le partage de ses données de santé, sans ordinateur."
PHONE_AGAIN = (
    "Toute personne peut s’opposer au partage par un numéro gratuit : le téléphone, pour qui n’a pas d’ordinateur."
)
DOCTORS = "Former les médecins traitants à expliquer l’anonymat aux patients pendant la consultation."
DOCTORS_AGAIN = (
    "Le médecin traitant explique à son patient ce qu’est l’anonymat ; il y est formé et payé pour la consultation."
)
SCHOOL = (
    "Parler de la recherche médicale au collège, avec des chercheurs qui viennent raconter leur travail aux élèves."
)
WATER = "Fermer les fontaines l’été, et dire à quelle heure on peut arroser son jardin."
PANEL = [PHONE, DOCTORS, SCHOOL, PHONE_AGAIN, WATER, DOCTORS_AGAIN]


def places(texts: list[str], **limits: float) -> list[tuple[int, int]]:
    return [(pair.first, pair.second) for pair in close_pairs(texts, **limits)]


def test_planted_close_pairs_are_found_and_no_other() -> None:
    assert sorted(places(PANEL)) == [(0, 3), (1, 5)]


def test_accents_plurals_and_capitals_make_no_difference() -> None:
    (pair,) = close_pairs(["Les médecins traitants", "LE MEDECIN TRAITANT"])
    assert pair.closeness == 1.0


def test_small_words_that_every_text_has_bring_nothing_together() -> None:
    assert places(["Il faut que nous soyons avec vous pour cela", "Il faut que vous soyez avec nous pour ceci"]) == []


def test_the_same_text_twice_comes_first_and_texts_without_words_are_close_to_nothing() -> None:
    assert places([SCHOOL, "", WATER, "!!", SCHOOL]) == [(0, 4)]
    assert close_pairs([]) == []


def test_no_more_pairs_than_asked_the_closest_first() -> None:
    everything = close_pairs(PANEL, least=0.0, most=100)
    assert [pair.closeness for pair in everything] == sorted((p.closeness for p in everything), reverse=True)
    assert close_pairs(PANEL, least=0.0, most=2) == everything[:2]


@given(st.lists(st.text(alphabet="abcdefgh éà'", max_size=60), max_size=8))
def test_whatever_the_texts_closeness_is_between_the_least_and_one_and_pairs_are_in_order(texts: list[str]) -> None:
    found = close_pairs(texts)
    assert all(LEAST <= pair.closeness <= 1.000001 and pair.first < pair.second for pair in found)
    assert all((-a.closeness, a.first, a.second) < (-b.closeness, b.first, b.second) for a, b in pairwise(found))
    assert close_pairs(texts) == found
