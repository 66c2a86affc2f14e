"""Words of the glossary, found in a text. What comes out is the text in pieces: nothing here makes markup."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# A space inside a text may be of any width, but not the end of a line.
SPACE = r"[^\S\n]+"
APOSTROPHE = "['’]"
# What cannot stand beside a word: a hyphen or an accent would make it another word.
BESIDE = r"[\w\u0300-\u036f-]"


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``term`` is the key of the word that it is, None for what stands between."""

    text: str
    term: int | None = None


class Glossary:
    """Finds each word once a text, where it first stands whole.

    Accents count, capitals do not, but in a word that is all capitals; a plural is the same word. Of two words that
    begin alike, the longer is found.
    """

    def __init__(self, terms: Iterable[tuple[int, str]]) -> None:
        found = {key: " ".join(unicodedata.normalize("NFC", word).split()) for key, word in terms}
        self._keys = sorted((key for key, word in found.items() if word), key=lambda key: (-len(found[key]), key))
        either = "|".join(f"({_pattern(found[key])})" for key in self._keys)
        self._pattern = re.compile(f"(?<!{BESIDE})(?:{either})(?!{BESIDE})") if either else None

    def __bool__(self) -> bool:
        return bool(self._keys)

    def pieces(self, text: str, said: set[int] | None = None) -> Iterator[Piece]:
        """Put together again, they are the text, its accents written in one way. ``said``, for a text that comes bit
        by bit, holds the words found so far."""
        text = unicodedata.normalize("NFC", text)
        said = set() if said is None else said
        here = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            key = self._keys[(match.lastindex or 0) - 1]
            if key in said:
                continue
            said.add(key)
            if match.start() > here:
                yield Piece(text[here : match.start()])
            yield Piece(match.group(), key)
            here = match.end()
        if here < len(text):
            yield Piece(text[here:])


def _pattern(word: str) -> str:
    parts = (
        re.sub("['’]", APOSTROPHE, re.escape(part)) + ("" if part[-1] in "sxzSXZ" else "s?") for part in word.split()
    )
    capitals = word.isupper() and len(word) > 1
    return f"(?{'-i' if capitals else 'i'}:{SPACE.join(parts)})"
