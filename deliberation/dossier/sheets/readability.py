"""How long the sentences and the words of a text are, as one figure. It says nothing of what the text says.

The figure is Flesch's reading ease, from about 0 (very difficult) to 100 (very easy). For English, as he gave it in “A
new readability yardstick” (Journal of Applied Psychology 32, 1948):

    206.835 - 1.015 * words a sentence - 84.6 * syllables a word

For French, as Kandel and Moles fitted it in “Application de l'indice de Flesch à la langue française” (Cahiers d'études
de radio-télévision 19, 1958), French words having more syllables:

    207 - 1.015 * words a sentence - 73.6 * syllables a word

The 1948 scale of words for the figure is kept. Counting is ours, and approximate, as any program's is. A sentence ends
with a full stop, an exclamation or question mark, an ellipsis, or its line, so that an item of a list is one. A word is
what stands between spaces: with its article (l'eau), with its hyphens. A syllable is a group of written vowels; a final
silent e is none, and in French neither is that of a plural (-es). The -ent of verbs, silent too, is counted.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

SENTENCE_ENDS = re.compile(r"[.!?…]+(?=[\s»”\")\]]|$)|\n+")
WORD = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+|(?<=\d)[.,]\d+)*")

FRENCH_VOWELS = "aeiouyàâäéèêëîïôöùûüÿœæ"
# A diaeresis begins a syllable, an acute e ends one: na-ïf, ré-el.
FRENCH_GROUP = re.compile(r"[äëïöüÿ]?[aeiouyàâèêîôùûœæ]*é|[äëïöüÿ]?[aeiouyàâèêîôùûœæ]+|[äëïöüÿ]")
# A y between vowels is a consonant there, and the u of qu and gu is no sound.
FRENCH_Y = re.compile(rf"(?<=[{FRENCH_VOWELS}])y(?=[{FRENCH_VOWELS}])")
FRENCH_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéèêî])")
ENGLISH_GROUP = re.compile(r"[aeiouy]+")
# Of Flesch's scale: from which figure on.
VERY_EASY, EASY, FAIRLY_EASY, PLAIN, FAIRLY_DIFFICULT, DIFFICULT = 90, 80, 70, 60, 50, 30
# What Flesch measured samples of: of fewer words, the figure hardly says anything.
ENOUGH_WORDS = 100


@dataclass(frozen=True)
class Measure:
    """Of a text that has words."""

    score: int
    words: int
    sentences: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        return self.words / self.sentences

    @property
    def syllables_a_word(self) -> float:
        return self.syllables / self.words


@dataclass(frozen=True)
class _Formula:
    base: float
    a_sentence: float
    a_word: float
    count: Callable[[str], int]


def measure(text: str, language: str) -> Measure | None:
    """None for a text without a word; ``language`` is the conference's. A language without a formula: KeyError."""
    formula = FORMULAS[language]
    text = unicodedata.normalize("NFC", text)
    parts = [found for part in SENTENCE_ENDS.split(text) if (found := WORD.findall(part))]
    words = [word for part in parts for word in part]
    if not words:
        return None
    syllables = sum(formula.count(word) for word in words)
    score = formula.base - formula.a_sentence * len(words) / len(parts) - formula.a_word * syllables / len(words)
    return Measure(round(score), len(words), len(parts), syllables)


def syllables_in_french(word: str) -> int:
    """At least one. Of a word with hyphens or an apostrophe, those of its parts together."""
    parts = re.split(r"['’‑-]", word.lower())
    return max(1, sum(_of_french_part(part) for part in parts))


def _of_french_part(part: str) -> int:
    part = FRENCH_Y.sub("j", FRENCH_U.sub("", part))
    groups = FRENCH_GROUP.findall(part)
    silent = len(groups) > 1 and groups[-1] == "e" and part.endswith(("e", "es"))
    return len(groups) - silent


def syllables_in_english(word: str) -> int:
    """At least one."""
    parts = re.split(r"['’‑-]", word.lower())
    return max(1, sum(_of_english_part(part) for part in parts))


def _of_english_part(part: str) -> int:
    groups = ENGLISH_GROUP.findall(part)
    silent = len(groups) > 1 and groups[-1] == "e" and part.endswith("e") and not part.endswith("le")
    return len(groups) - silent


FORMULAS = {
    "fr": _Formula(207, 1.015, 73.6, syllables_in_french),
    "en": _Formula(206.835, 1.015, 84.6, syllables_in_english),
}
