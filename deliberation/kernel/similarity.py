"""Which texts look alike, by the words they share. It suggests what to read side by side, and decides nothing.

Words are weighted by how rare they are among all the texts (TF-IDF: Salton and Buckley, 1988), texts compared by the
cosine of their weights.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

# Shorter words, and these, say nothing of what a text is about.
SHORTEST = 4
EMPTY = frozenset(
    re.findall(
        r"[a-z]+",
        """
    ainsi alors apres assez aucun aucune aussi autre autres avant avec avoir avons beaucoup bien cela celle
    celles celui cette ceux chacun chacune chaque chez comme comment contre dans depuis deux donc dont doit
    doivent elle elles encore entre etre faire fait faut font hors jamais leur leurs mais meme memes mieux
    moins nous notre parce pendant pour pourquoi puis quand quel quelle quelles quelque quels qui quoi sans
    sera seront selon seul seule sont sous souvent tous tout toute toutes tres trop vers vous votre soit
    soient etait peut peuvent plus about after also because before being could every from have into more most
    must only other should some such than that their them then there these they this those through under very
    what when where which while will with would your
    """,
    )
)
# What words of one family have in common: « remboursement », « rembourser ».
STEM = 7
# Texts of a panel speak of one question: those of one topic share this much, others less.
LEAST = 0.15


@dataclass(frozen=True)
class Pair:
    """Places of two texts, the first before the second; ``closeness`` from 0 (no word in common) to 1."""

    first: int
    second: int
    closeness: float


def close_pairs(texts: Sequence[str], *, least: float = LEAST, most: int = 8) -> list[Pair]:
    """The closest pairs, at most so many, none less close than ``least``; the closest first, then in the order of the
    texts."""
    weights = _weights([Counter(_stems(text)) for text in texts])
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(weights):
        for word in words:
            holding[word].append(place)
    shared: defaultdict[tuple[int, int], float] = defaultdict(float)
    for word, places in holding.items():
        for n, first in enumerate(places):
            weight = weights[first][word]
            for second in places[n + 1 :]:
                shared[first, second] += weight * weights[second][word]
    pairs = [Pair(first, second, round(closeness, 6)) for (first, second), closeness in shared.items()]
    found = sorted((pair for pair in pairs if pair.closeness >= least), key=_order)
    return found[:most]


def _order(pair: Pair) -> tuple[float, int, int]:
    return -pair.closeness, pair.first, pair.second


def _stems(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", plain)
    return [word[:STEM] for word in words if len(word) >= SHORTEST and word not in EMPTY]


def _weights(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Of each text's words; the squares of a text's weights add up to 1."""
    among = Counter(word for words in counts for word in words)
    found = []
    for words in counts:
        raw = {word: (1 + log(n)) * (1 + log((1 + len(counts)) / (1 + among[word]))) for word, n in words.items()}
        length = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        found.append({word: weight / length for word, weight in raw.items()})
    return found
