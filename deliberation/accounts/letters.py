"""Mails are plain text: short lines, which every program shows as they were written."""

import textwrap

WIDTH = 72


def wrapped(text: str) -> str:
    """The same text in lines of 72 characters at most. An address, or a line set in from the margin, stays whole."""
    lines = [part for line in text.strip().splitlines() for part in _lines(line.rstrip())]
    return "\n".join(lines) + "\n"


def _lines(line: str) -> list[str]:
    if not line or line.startswith(" "):
        return [line]
    return textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
