"""Words as they are looked for: neither accents nor capitals count, nor how an article is joined to its noun."""

import re
import unicodedata

LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
WORD = re.compile(r"\w+")
# Endings that a French word takes and loses without being another: plurals, feminines, the usual verbs.
ENDINGS = re.compile(r"(?:eaux|aux|ees|ee|es|er|ez|ent|s|x|e)$")
SHORTEST = 4
# Too common to be looked for.
COMMON = frozenset(
    word
    for line in (
        "au aux ce ces dans de des du elle en et il la le les leur ne on ou par pas pour que qui",
        "sa se ses son sur un une",
    )
    for word in line.split()
)


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    return WORD.findall(folded(text))


def beginning(word: str) -> str:
    """Of a folded word, what others of its family begin with too; a short word is only itself."""
    found = ENDINGS.sub("", word)
    return found if len(found) >= SHORTEST else word


def is_of(word: str, beginnings: list[str]) -> bool:
    """Whether this word, as it stands in a text, is one of those looked for."""
    plain = folded(word)
    return any(plain == each or (len(each) >= SHORTEST and plain.startswith(each)) for each in beginnings)


def wanted(asked: str) -> list[str]:
    """The words that somebody looks for, each once; the common ones only when there is no other."""
    words = list(dict.fromkeys(words_of(asked)))
    return [word for word in words if word not in COMMON and (len(word) > 1 or word.isdigit())] or words
