"""How long the sentences and the words of a text are, as one figure, and what is said of it."""

import pytest

from deliberation.dossier.sheets.readability import (
    FORMULAS,
    Measure,
    measure,
    syllables_in_english,
    syllables_in_french,
)
from deliberation.dossier.sheets.wording import SOURCES, band_of, figure_said, meaning_said, unclear_said

SHORT = "Le chat dort. Il a bien mangé !"


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("que", 1),
        ("logique", 2),
        ("première", 2),
        ("société", 3),
        ("idée", 2),
        ("années", 2),
        ("naïf", 2),
        ("réel", 2),
        ("vie", 1),
        ("guerre", 1),
        ("payer", 2),
        ("eau", 1),
        ("œuvre", 1),
        ("l’ordinateur", 4),
        ("l'ordinateur", 4),
        ("c’est-à-dire", 3),
        ("INFORMATION", 4),
        ("2016", 1),
    ],
)
def test_syllables_of_french_words(word: str, count: int) -> None:
    assert syllables_in_french(word) == count


@pytest.mark.parametrize(
    ("word", "count"), [("the", 1), ("make", 1), ("table", 2), ("reading", 2), ("people", 2), ("don’t", 1)]
)
def test_syllables_of_english_words(word: str, count: int) -> None:
    assert syllables_in_english(word) == count


def test_the_formula_of_each_language() -> None:
    # 207 - 1.015 * 7/2 - 73.6 * 8/7, and 206.835 - 1.015 * 6/2 - 84.6 * 7/6.
    assert measure(SHORT, "fr") == Measure(119, 7, 2, 8)
    assert measure("The cat sleeps. It has eaten.", "en") == Measure(105, 6, 2, 7)
    assert set(SOURCES) == set(FORMULAS)


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        ("Un. Deux ? Trois… Quatre !", 4, 4),
        ("Il en faut 3,5 par jour.", 6, 1),
        ("Il dit : « Non. » Puis il part.", 6, 2),
        ("Le matin\nLe soir", 4, 2),
        ("- le pain\n- l’eau\n\n", 3, 2),
        ("E\u0301te\u0301", 1, 1),
    ],
)
def test_words_and_sentences_are_told_apart(text: str, words: int, sentences: int) -> None:
    found = measure(text, "fr")
    assert found is not None
    assert (found.words, found.sentences) == (words, sentences)


@pytest.mark.parametrize("text", ["", " \n", "… ! — 😀"])
def test_a_text_without_a_word_has_no_figure(text: str) -> None:
    assert (measure(text, "fr"), figure_said(text, "fr")) == (None, "")


def test_longer_sentences_and_longer_words_are_less_easy() -> None:
    texts = ("Il va bien. Elle va bien.", "Il va bien et elle va bien.", "Il récupère et elle récupère.")
    scores = [found.score for text in texts if (found := measure(text, "fr"))]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_the_figure_is_said_in_words(english: None) -> None:
    bands = [(90, "very easy"), (89, "easy"), (60, "of middling difficulty"), (59, "fairly difficult")]
    bands += [(30, "difficult"), (29, "very difficult"), (-9, "very difficult")]
    assert [(score, band_of(score)) for score, _said in bands] == bands
    said = "Readability: 119, very easy. On average 3.5 words a sentence, 1.1 syllables a word."
    assert figure_said(SHORT, "fr") == f"{said} The text is short: this is a hint only."
    assert figure_said(SHORT * 20, "fr").endswith("syllables a word.")


def test_what_it_means_comes_with_its_source(english: None) -> None:
    assert "Kandel and Moles fitted it to French in 1958" in meaning_said("fr")
    assert "Flesch’s formula of 1948" in meaning_said("en")
    assert "It does not say whether the text is right" in meaning_said("fr")


def test_fewer_than_five_who_did_not_understand_are_not_counted(english: None) -> None:
    few = "Fewer than five people did not understand."
    assert [unclear_said(people) for people in range(5)] == ["", few, few, few, few]
    assert [unclear_said(people) for people in (5, 12)] == [
        "5 people did not understand.",
        "12 people did not understand.",
    ]
