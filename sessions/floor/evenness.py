"""How evenly a group has spoken: figures of the group, from which nobody's own can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log

from deliberation.panel.queries import SMALL_CELL


@dataclass(frozen=True)
class Evenness:
    """Of ``people``, ``spoke`` have spoken; half of the time was taken by no fewer than ``half_by`` of them.

    ``percent`` goes from 0 (one person alone spoke) to 100 (everyone as long as everyone else).
    """

    people: int
    spoke: int
    half_by: int
    percent: int

    @property
    def everyone(self) -> bool:
        return self.spoke == self.people


def evenness(seconds: Sequence[float], people: int) -> Evenness | None:
    """``seconds`` of those who spoke, one a person, in any order; whoever else is among the ``people`` was silent.

    None where nobody has spoken yet, and under five people (law 11).
    """
    spoken = sorted((each for each in seconds if each > 0), reverse=True)
    people = max(people, len(spoken))
    if people < SMALL_CELL or not spoken:
        return None
    return Evenness(people, len(spoken), _half_by(spoken), round(100 * pielou(spoken, people)))


def pielou(seconds: Sequence[float], people: int) -> float:
    """Pielou's evenness J' = H / ln S, from 0 to 1: the Shannon entropy H = -Σ p ln p of the shares p, against that of
    S equal shares. Here S is everyone, the silent included, who add nothing to H.

    E. C. Pielou, "The measurement of diversity in different types of biological collections", Journal of Theoretical
    Biology 13 (1966), pp. 131-144. ``seconds`` are greater than nought, ``people`` more than one.
    """
    total = fsum(seconds)
    shares = [each / total for each in seconds]
    entropy = -fsum(share * log(share) for share in shares if share)
    return min(1.0, max(0.0, entropy / log(people)))


def _half_by(longest_first: Sequence[float]) -> int:
    half, taken = fsum(longest_first) / 2, 0.0
    for number, seconds in enumerate(longest_first, start=1):
        taken += seconds
        if taken >= half:
            return number
    return len(longest_first)
