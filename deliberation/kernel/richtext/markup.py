"""From the markup to the parts, and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from deliberation.kernel.richtext.parts import (
    SPACES,
    Block,
    Blocks,
    Heading,
    Items,
    Line,
    Paragraph,
    Span,
    printable,
    tidy,
)

_HEADING = re.compile(r"(#{2,3}) (.*)")
_BULLET = re.compile(r"- (.*)")
_NUMBER = re.compile(r"(\d{1,3})\. (.*)")
# A backslash before anything else is the author's own.
_TOKEN = re.compile(
    r"\\(?P<escaped>[\\*\[\]#.-])|(?P<stars>\*+)|(?P<opens>\[)|(?P<closes>\]\(evidence:(?P<ref>[a-z0-9][a-z0-9-]{0,59})\))",
)


def parse(text: str) -> Blocks:
    """The parts of a text, tidy. Any text has some meaning: what is no mark is words."""
    reader = _Reader()
    for line in printable(text).split("\n"):
        reader.read(line)
    reader.close()
    return tidy(reader.blocks)


class _Reader:
    """Line by line. ``lines`` are those of the part that is open: of a paragraph, or the items of a list."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: type[Block] | None = None
        self.ordered = False
        self.lines: list[str] = []

    def read(self, line: str) -> None:
        if heading := _HEADING.fullmatch(line):
            self.close()
            self.blocks.append(Heading(len(heading[1]), _spans(heading[2])))
        elif not line.strip(SPACES):
            self.close()
        elif bullet := _BULLET.fullmatch(line):
            self._add(bullet[1], Items)
        elif (number := _NUMBER.fullmatch(line)) and int(number[1]) == self._next_number():
            self._add(number[2], Items, ordered=True)
        elif self.open is Items and line.startswith("  "):
            self.lines[-1] += "\n" + line
        else:
            self._add(line, Paragraph)

    def _next_number(self) -> int:
        return len(self.lines) + 1 if self.open is Items and self.ordered else 1

    def _add(self, line: str, kind: type[Block], *, ordered: bool = False) -> None:
        if (self.open, self.ordered) != (kind, ordered):
            self.close()
        self.open, self.ordered = kind, ordered
        self.lines.append(line)

    def close(self) -> None:
        if self.open is Paragraph:
            self.blocks.append(Paragraph(_spans("\n".join(self.lines))))
        elif self.open is Items:
            self.blocks.append(Items(self.ordered, tuple(map(_spans, self.lines))))
        self.open, self.lines = None, []


@dataclass
class _Token:
    """``stars`` is 1, 2 or 3 where they may be a mark; ``opens`` and ``closes`` say on which side of one."""

    text: str
    stars: int = 0
    opens: bool = False
    closes: bool = False
    ref: str = ""
    link: int = 0


def _spans(text: str) -> Line:
    tokens = _tokens(text)
    _match_links(tokens)
    _match_stars(tokens)
    spans: list[Span] = []
    strong = em = False
    ref = ""
    for token in tokens:
        if token.stars:
            strong ^= token.stars >= 2
            em ^= token.stars != 2
        elif token.link:
            ref = token.ref if token.link > 0 else ""
        else:
            spans.append(Span(token.text, strong, em, ref))
    return tuple(spans)


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    for found in _TOKEN.finditer(text):
        if found.start() > at:
            tokens.append(_Token(text[at : found.start()]))
        at = found.end()
        if found["escaped"]:
            tokens.append(_Token(found["escaped"]))
        elif found["stars"]:
            before, after = text[: found.start()][-1:] or " ", text[at : at + 1] or " "
            stars = len(found["stars"]) if len(found["stars"]) <= 3 else 0
            tokens.append(_Token(found["stars"], stars, after not in SPACES, before not in SPACES))
        elif found["opens"]:
            tokens.append(_Token("[", link=1))
        else:
            tokens.append(_Token(found[0], link=-1, ref=found["ref"]))
    if at < len(text):
        tokens.append(_Token(text[at:]))
    return tokens


def _match_links(tokens: list[_Token]) -> None:
    """A closing bracket goes with the nearest one before it that is open; the others are words."""
    opened: _Token | None = None
    for token in tokens:
        if token.link > 0:
            if opened:
                opened.link = 0
            opened = token
        elif token.link < 0 and opened:
            opened.ref, opened = token.ref, None
        elif token.link < 0:
            token.link = 0
    if opened:
        opened.link = 0


def _match_stars(tokens: list[_Token]) -> None:
    """Stars that nothing closes are words. Two stars turn strong on or off, one emphasis, three both."""
    stars = [token for token in tokens if token.stars]
    for token in reversed(_unclosed(stars)):
        token.stars = 0
    # Without those, others may stand alone. Of what is left then, only a text that plays with stars is unsure.
    for token in _unclosed([token for token in stars if token.stars]):
        token.stars = 0
    left = [token for token in stars if token.stars]
    if _unclosed(left):
        for token in left:
            token.stars = 0


def _unclosed(stars: list[_Token]) -> list[_Token]:
    """Those that neither open something that ends nor end something that was opened."""
    alone: list[_Token] = []
    strong: _Token | None = None
    em: _Token | None = None
    for token in stars:
        turns_strong, turns_em = token.stars >= 2, token.stars != 2
        closes = (turns_strong and strong is not None) or (turns_em and em is not None)
        opens = (turns_strong and strong is None) or (turns_em and em is None)
        if (closes and not token.closes) or (opens and not token.opens):
            alone.append(token)
            continue
        if turns_strong:
            strong = None if strong else token
        if turns_em:
            em = None if em else token
    return alone + [token for token in (strong, em) if token]


def text_of(blocks: Iterable[Block]) -> str:
    """The markup of these parts: ``parse`` gives back the same parts, tidy."""
    return "\n\n".join(_block_text(block) for block in tidy(blocks))


def _block_text(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return "\n".join(_line_start(line) for line in _line_text(spans).split("\n"))
        case Heading(level, spans):
            return "#" * level + " " + _line_text(spans)
        case Items(ordered, items):
            return "\n".join(
                (f"{number}. " if ordered else "- ") + _line_text(item).replace("\n", "\n  ")
                for number, item in enumerate(items, 1)
            )


def _line_start(line: str) -> str:
    """A line that would be taken for the beginning of something else."""
    if _HEADING.fullmatch(line) or _BULLET.fullmatch(line):
        return "\\" + line
    if number := _NUMBER.fullmatch(line):
        return f"{number[1]}\\. {number[2]}"
    return line


def _line_text(spans: Line) -> str:
    whole = "".join(span.text for span in spans)
    linked = any(span.ref for span in spans) or "](evidence:" in whole
    written, before = "", Span("")
    for span in (*spans, Span("")):
        if before.ref and before.ref != span.ref:
            written += f"](evidence:{before.ref})"
        written += "*" * (2 * (before.strong != span.strong) + (before.em != span.em))
        if span.ref and span.ref != before.ref:
            written += "["
        written += _escaped(span.text, linked, begins=not written, ends=span is spans[-1] and not any(span.marks))
        before = span
    return written


def _escaped(text: str, linked: bool, *, begins: bool, ends: bool) -> str:
    """Only what would be taken for a mark: most texts stay as they are. Beyond the ends of a line is a space, beyond
    those of a span a mark."""
    around = (" " if begins else "*") + text + (" " if ends else "*")
    written = []
    for at, character in enumerate(text, 1):
        lone = around[at - 1] in SPACES and around[at + 1] in SPACES
        mark = character == "\\" or (character == "*" and not lone) or (linked and character in "[]")
        written.append("\\" + character if mark else character)
    return "".join(written)
