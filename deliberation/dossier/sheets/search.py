"""Finding words in the sheets. They are few: they are read through, as a page of a document is found by its index."""

from dataclasses import dataclass

from deliberation.conference.models import Conference
from deliberation.dossier.folding import beginning, is_of, wanted, words_of
from deliberation.dossier.search import MOST_WORDS, Bit, excerpt
from deliberation.dossier.sheets.models import Depth, SheetVersion
from deliberation.dossier.sheets.queries import shown_sheets


@dataclass(frozen=True)
class FoundSheet:
    """A sheet in which the words stand together: in its question (no depth), or in an answer, the shortest first."""

    version: SheetVersion
    depth: Depth | None
    excerpt: tuple[Bit, ...]


def search_sheets(conference: Conference, asked: str) -> list[FoundSheet]:
    """One place a sheet; of each sheet, the version that is shown."""
    beginnings = [beginning(word) for word in wanted(asked)[:MOST_WORDS]]
    if not beginnings:
        return []
    found = (_found(version, beginnings) for version in shown_sheets(conference))
    return [each for each in found if each]


def _found(version: SheetVersion, beginnings: list[str]) -> FoundSheet | None:
    if _stand_in(version.question, beginnings):
        return FoundSheet(version, None, ())
    for depth in Depth:
        if _stand_in(version.answer(depth), beginnings):
            return FoundSheet(version, depth, excerpt(version.answer(depth), beginnings))
    return None


def _stand_in(text: str, beginnings: list[str]) -> bool:
    said = set(words_of(text))
    return all(any(is_of(word, [each]) for word in said) for each in beginnings)
