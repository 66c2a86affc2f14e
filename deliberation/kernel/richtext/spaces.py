"""The words of a text with the spaces of its language: never its marks, nor what they lead to."""

from collections.abc import Iterable
from dataclasses import replace

from deliberation.kernel.richtext.parts import Block, Blocks, Items, Line
from deliberation.kernel.typography import typographic


def set_in(blocks: Iterable[Block], language: str) -> Blocks:
    """The same parts, for display and typesetting only."""
    return tuple(
        replace(block, items=tuple(_line(item, language) for item in block.items))
        if isinstance(block, Items)
        else replace(block, spans=_line(block.spans, language))
        for block in blocks
    )


def _line(spans: Line, language: str) -> Line:
    texts = ["", *(span.text for span in spans), ""]
    return tuple(
        replace(span, text=_between(before[-1:], span.text, after[:1], language))
        for before, span, after in zip(texts, spans, texts[2:], strict=False)
    )


def _between(before: str, text: str, after: str, language: str) -> str:
    """The space of a mark depends on what stands beside it, which may be written in bold. Where that would change too,
    the words are set on their own."""
    whole = typographic(before + text + after, language)
    if whole.startswith(before) and whole.endswith(after):
        return whole[len(before) : len(whole) - len(after)]
    return typographic(text, language)
