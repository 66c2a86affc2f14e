"""What a rewording takes out and puts in, word by word."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

# A word with its punctuation, and with the French space that holds the two together, then the white space after it.
_WORD = re.compile(r"(?P<word>(?:«[ ])?[^ \t\n]+(?:[ ][;:!?»]+(?![^ \t\n]))*)(?P<space>[ \t\n]*)")


class Change(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Part(NamedTuple):
    change: Change
    text: str


# A page is rendered again and again with the same texts.
@lru_cache(maxsize=1024)
def words(before: str, after: str) -> tuple[Part, ...]:
    """The parts of both texts in order: those kept and removed are ``before`` when joined, those kept and added
    ``after``. What is taken out stands before what is put in its place; a space between two changes parts nothing."""
    old, new = _split(before), _split(after)
    matcher = SequenceMatcher(None, [word for word, _ in old], [word for word, _ in new], autojunk=False)
    stretches: list[_Stretch] = []
    for tag, first, last, from_, to in matcher.get_opcodes():
        if tag == "equal":
            for (word, space), (_, space_after) in zip(old[first:last], new[from_:to], strict=True):
                stretches.append(_Stretch(word, word))
                stretches.append(_Stretch(space, space_after))
        else:
            stretches.append(_Stretch(_joined(old[first:last]), _joined(new[from_:to])))
    return tuple(_parts(stretches))


class _Stretch(NamedTuple):
    before: str
    after: str


def _split(text: str) -> list[tuple[str, str]]:
    """Words with the white space after each; white space at the beginning follows an empty word."""
    start = len(text) - len(text.lstrip(" \t\n"))
    found = [(each["word"], each["space"]) for each in _WORD.finditer(text, start)]
    return [("", text[:start]), *found] if start else found


def _joined(pieces: list[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in pieces)


def _parts(stretches: Iterable[_Stretch]) -> Iterator[Part]:
    """Neighbours alike become one; between two changes, a space alone is part of both."""
    runs = _runs(stretches)
    for at in range(1, len(runs) - 1):
        changed, before, after = runs[at]
        runs[at] = _Run(changed or not before.strip(" \t\n"), before, after)
    # The space with which both texts go on after a change is no part of it.
    space = ""
    for changed, before, after in _together(runs):
        if not changed:
            yield Part(Change.KEPT, space + before)
            space = ""
            continue
        while before and before[-1:] == after[-1:] and before[-1] in " \t\n":
            before, after, space = before[:-1], after[:-1], before[-1] + space
        if before:
            yield Part(Change.REMOVED, before)
        if after:
            yield Part(Change.ADDED, after)
    if space:
        yield Part(Change.KEPT, space)


class _Run(NamedTuple):
    changed: bool
    before: str
    after: str


def _runs(stretches: Iterable[_Stretch]) -> list[_Run]:
    found = (_Run(before != after, before, after) for before, after in stretches if before or after)
    return _together(found)


def _together(runs: Iterable[_Run]) -> list[_Run]:
    groups = (list(same) for _, same in groupby(runs, lambda run: run.changed))
    return [
        _Run(same[0].changed, "".join(run.before for run in same), "".join(run.after for run in same))
        for same in groups
    ]
