"""What a readability figure says, in words, in the language in force."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from deliberation.dossier.sheets import readability
from deliberation.panel.queries import SMALL_CELL

BANDS = (
    (readability.VERY_EASY, pgettext_lazy("a text", "very easy")),
    (readability.EASY, pgettext_lazy("a text", "easy")),
    (readability.FAIRLY_EASY, pgettext_lazy("a text", "fairly easy")),
    (readability.PLAIN, pgettext_lazy("a text", "of middling difficulty")),
    (readability.FAIRLY_DIFFICULT, pgettext_lazy("a text", "fairly difficult")),
    (readability.DIFFICULT, pgettext_lazy("a text", "difficult")),
)
VERY_DIFFICULT = pgettext_lazy("a text", "very difficult")
SOURCES = {
    "fr": gettext_lazy("Flesch’s formula as Kandel and Moles fitted it to French in 1958"),
    "en": gettext_lazy("Flesch’s formula of 1948"),
}


def band_of(score: int) -> str:
    return str(next((said for least, said in BANDS if score >= least), VERY_DIFFICULT))


def figure_said(text: str, language: str) -> str:
    """Of a text in the conference's language, in a few sentences; empty for a text without a word."""
    found = readability.measure(text, language)
    if found is None:
        return ""
    said = _(
        "Readability: %(score)d, %(band)s. On average %(words)s words a sentence, %(syllables)s syllables a word."
    ) % {
        "score": found.score,
        "band": band_of(found.score),
        "words": _decimal(found.words_a_sentence),
        "syllables": _decimal(found.syllables_a_word),
    }
    if found.words >= readability.ENOUGH_WORDS:
        return said
    hint = _("The text is short: this is a hint only.")
    return f"{said} {hint}"


def unclear_said(people: int) -> str:
    """To how many a text is not clear; empty when it is to all. Fewer than five are never counted."""
    if people < SMALL_CELL:
        return _("Fewer than five people did not understand.") if people else ""
    said = ngettext("%(number)s person did not understand.", "%(number)s people did not understand.", people)
    return said % {"number": people}


def _decimal(value: float) -> str:
    return number_format(round(value, 1), 1)


def meaning_said(language: str) -> str:
    """What a figure means, where it comes from, and what it does not say."""
    return _(
        "The figure goes from about 0, very difficult, to 100, very easy. It counts only how long sentences and words "
        "are: %(source)s. It does not say whether the text is right, clear or complete, nor whether somebody "
        "understands it. Only readers say that: have it read."
    ) % {"source": SOURCES[language]}
