"""The parts of a text, and the one form in which they are kept."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

REF = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
LEVELS = (2, 3)
SPACES = " \t\n"


@dataclass(frozen=True)
class Span:
    """Words that look alike. ``ref`` is the piece of evidence they lead to; empty for none."""

    text: str
    strong: bool = False
    em: bool = False
    ref: str = ""

    @property
    def marks(self) -> tuple[bool, bool, str]:
        return (self.strong, self.em, self.ref)


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    spans: Line


@dataclass(frozen=True)
class Heading:
    """``level`` 2 or 3."""

    level: int
    spans: Line


@dataclass(frozen=True)
class Items:
    """A list of one level, numbered from 1 when ``ordered``."""

    ordered: bool
    items: tuple[Line, ...]


Block = Paragraph | Heading | Items
Blocks = tuple[Block, ...]


def tidy(blocks: Iterable[Block]) -> Blocks:
    """As it is kept: no empty part, no control character, no space where a line begins or ends, no mark that begins or
    ends with one. Twice changes nothing more."""
    kept: list[Block] = []
    for block in blocks:
        match block:
            case Items(ordered, items):
                lines = tuple(line for item in items if (line := _tidy_line(item)))
                if lines:
                    kept.append(Items(ordered, lines))
            case Heading(level, spans):
                if line := _tidy_line(spans, " "):
                    kept.append(Heading(level if level in LEVELS else LEVELS[-1], line))
            case Paragraph(spans):
                if line := _tidy_line(spans):
                    kept.append(Paragraph(line))
    return tuple(kept)


def _tidy_line(spans: Iterable[Span], instead_of_breaks: str = "\n") -> Line:
    characters = [
        (character, (*span.marks[:2], span.ref if REF.fullmatch(span.ref) else ""))
        for span in spans
        for character in printable(span.text).replace("\n", instead_of_breaks)
    ]
    characters = list(_without_loose_spaces(characters))
    for mark in range(3):
        _unmark_edges(characters, mark)
    return _joined(characters)


Marks = tuple[bool, bool, str]


def printable(text: str) -> str:
    lines = re.sub("\r\n?|[\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def _without_loose_spaces(characters: list[tuple[str, Marks]]) -> Iterator[tuple[str, Marks]]:
    """No space at either end of a line, no empty line."""
    waiting: list[tuple[str, Marks]] = []
    begun = False
    for character, marks in characters:
        if character in SPACES:
            waiting.append((character, marks))
            continue
        if begun:
            breaks = [each for each in waiting if each[0] == "\n"]
            yield from breaks[:1] or waiting
        waiting, begun = [], True
        yield character, marks


def _unmark_edges(characters: list[tuple[str, Marks]], mark: int) -> None:
    """Take one mark from the spaces with which a stretch of it begins or ends."""
    for order in (range(len(characters)), range(len(characters) - 1, -1, -1)):
        before: bool | str = False
        for at in order:
            character, marks = characters[at]
            if marks[mark] and marks[mark] != before and character in SPACES:
                plain = (*marks[:mark], "" if mark == 2 else False, *marks[mark + 1 :])
                characters[at] = _marked(character, plain)
            before = characters[at][1][mark]


def _marked(character: str, marks: tuple[bool | str, ...]) -> tuple[str, Marks]:
    return character, (bool(marks[0]), bool(marks[1]), str(marks[2]))


def _joined(characters: Iterable[tuple[str, Marks]]) -> Line:
    spans: list[Span] = []
    for character, marks in characters:
        if spans and spans[-1].marks == marks:
            spans[-1] = Span(spans[-1].text + character, *marks)
        else:
            spans.append(Span(character, *marks))
    return tuple(spans)
