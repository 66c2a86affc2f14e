"""From the parts to what is shown: HTML for pages, values for typesetting, words alone."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count, groupby
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from deliberation.kernel.richtext.parts import LEVELS, REF, Block, Heading, Items, Line, Paragraph, Span

Words = Callable[[str], str]
# The safe HTML that stands behind a passage, by its number.
After = Callable[[int], str]


def nothing(number: int) -> str:
    return ""


def html_of(
    blocks: Iterable[Block],
    *,
    level: int = 3,
    words: Words = escape,
    href: Words | None = None,
    after: After = nothing,
) -> SafeString:
    """``p``, headings, lists, ``strong``, ``em``, ``a`` and, where a line ends, ``br``: nothing else.

    ``level`` is the level on the page of a ``##``, 6 at most. ``words`` gives the safe HTML of the words outside
    links, ``href`` the address of a piece of evidence, empty for none: then its words stand without a link. ``after``
    adds what belongs to a passage, behind it; 0 is the first of :func:`passages.blocks`.
    """
    numbers = count()

    def adding() -> str:
        return mark_safe(after(next(numbers)))  # noqa: S308 - ``after`` gives safe HTML

    return format_html_join(
        "\n", "{}", ((_block_html(block, level + depth, words, href, adding),) for block, depth in _nested(blocks))
    )


def _nested(blocks: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Each part, and how deep below the highest heading a heading is: no level is left out on the way down."""
    deeper = False
    for block in blocks:
        top = isinstance(block, Heading) and block.level == LEVELS[0]
        deeper = deeper or top
        yield block, int(isinstance(block, Heading) and not top and deeper)


def _block_html(block: Block, level: int, words: Words, href: Words | None, adding: Callable[[], str]) -> SafeString:
    match block:
        case Paragraph(spans):
            return format_html("<p>{}</p>{}", _line_html(spans, words, href), adding())
        case Heading(_, spans):
            name = f"h{min(level, 6)}"
            return format_html("<{}>{}</{}>{}", name, _line_html(spans, words, href), name, adding())
        case Items(ordered, items):
            name = "ol" if ordered else "ul"
            lines = ((_line_html(item, words, href), adding()) for item in items)
            inside = format_html_join("", "<li>{}{}</li>", lines)
            return format_html("<{}>{}</{}>", name, inside, name)


def _line_html(spans: Line, words: Words, href: Words | None) -> SafeString:
    return format_html_join(
        "", "{}", ((_link_html(ref, tuple(same), words, href),) for ref, same in groupby(spans, lambda span: span.ref))
    )


def _link_html(ref: str, spans: Line, words: Words, href: Words | None) -> SafeString:
    address = href(ref) if href and REF.fullmatch(ref) else ""
    inside = format_html_join("", "{}", ((_span_html(span, escape if address else words),) for span in spans))
    return format_html('<a href="{}">{}</a>', address, inside) if address else inside


def _span_html(span: Span, words: Words) -> SafeString:
    inside = mark_safe(words(span.text).replace("\n", "<br>"))  # noqa: S308 - ``words`` gives safe HTML
    if span.em:
        inside = format_html("<em>{}</em>", inside)
    if span.strong:
        inside = format_html("<strong>{}</strong>", inside)
    return inside


def plain_of(blocks: Iterable[Block]) -> str:
    """The words alone, a line each part: for titles, extracts and counting."""
    lines = []
    for block in blocks:
        for spans in block.items if isinstance(block, Items) else (block.spans,):
            lines.append("".join(span.text for span in spans))
    return "\n".join(lines)


def values_of(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The parts as plain values, for typesetting: never markup there either. ``level`` is 1 for the highest heading
    of a text, 2 for one below it."""
    return [
        {
            "kind": type(block).__name__.lower(),
            "level": 1 + depth if isinstance(block, Heading) else 0,
            "ordered": isinstance(block, Items) and block.ordered,
            "lines": [
                [{"text": s.text, "strong": s.strong, "em": s.em, "ref": s.ref} for s in spans]
                for spans in (block.items if isinstance(block, Items) else (block.spans,))
            ],
        }
        for block, depth in _nested(blocks)
    ]
