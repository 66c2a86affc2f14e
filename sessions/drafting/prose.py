"""A Yjs fragment as the parts of a text, and an edit of it that touches only what differs.

Its nodes are those of the page's editor; whatever else it holds, by mistake or malice, is left out.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import Any, TypeVar

from pycrdt import XmlElement, XmlFragment, XmlText

from deliberation.kernel.richtext import Block, Blocks, Heading, Items, Line, Paragraph, Span, tidy

PARAGRAPH, HEADING, ITEM = "paragraph", "heading", "list_item"
LISTS = {"bullet_list": False, "ordered_list": True}
STRONG, EM, EVIDENCE = "strong", "em", "evidence"

Parent = XmlFragment | XmlElement
Marks = tuple[bool, bool, str]
Piece = tuple[str, Marks]

# What two texts of a thousand different words each share is found in tens of milliseconds.
MOST_COMPARISONS = 1_000_000


# Reading


def blocks_of(fragment: XmlFragment) -> Blocks:
    """The parts of the text, tidy."""
    return tidy(block for node in fragment.children if (block := _block_of(node)))


def _block_of(node: object) -> Block | None:
    if not isinstance(node, XmlElement):
        return None
    tag = node.tag
    if tag == PARAGRAPH:
        return Paragraph(_line_of(node))
    if tag == HEADING:
        return Heading(_level_of(node), _line_of(node))
    if tag in LISTS:
        return Items(LISTS[tag], tuple(_item_of(item) for item in _elements(node, ITEM)))
    return None


def _elements(node: Parent, tag: str) -> Iterator[XmlElement]:
    return (child for child in node.children if isinstance(child, XmlElement) and child.tag == tag)


def _level_of(node: XmlElement) -> int:
    # Yjs in a page writes a number, which comes as a float.
    return 2 if node.attributes.get("level") in (2, "2") else 3


def _item_of(item: XmlElement) -> Line:
    """An item holds one paragraph; of several, each is a line of it."""
    spans: list[Span] = []
    for paragraph in _elements(item, PARAGRAPH):
        spans += [*([Span("\n")] if spans else []), *_line_of(paragraph)]
    return tuple(spans)


def _line_of(node: XmlElement) -> Line:
    texts = (child for child in node.children if isinstance(child, XmlText))
    return tuple(
        Span(words, *_marks_of(attributes or {}))
        for text in texts
        for words, attributes in text.diff()
        if isinstance(words, str)
    )


def _marks_of(attributes: dict[str, Any]) -> Marks:
    """A mark is there when its attribute is; the editor may add a digest to its name after two hyphens."""
    marks = {name.partition("--")[0]: value for name, value in attributes.items() if value is not None}
    evidence = marks.get(EVIDENCE)
    ref = evidence.get("ref") if isinstance(evidence, dict) else ""
    return (STRONG in marks, EM in marks, ref if isinstance(ref, str) else "")


# Writing


def rewrite(fragment: XmlFragment, blocks: Blocks) -> None:
    """Have the fragment say these parts, inside the caller's transaction. What is the same stays as it is, so that
    what others change there at the same time stays too."""
    found = ((at, _block_of(node)) for at, node in enumerate(fragment.children))
    there = [(at, tidied[0]) for at, block in found if block and (tidied := tidy([block]))]
    _rewrite(fragment, there, blocks, _put_block, _edit_block)


Part = TypeVar("Part", bound=Hashable)


def _rewrite(
    parent: Parent,
    there: Sequence[tuple[int, Part]],
    parts: Sequence[Part],
    put: Callable[[Parent, int, Part], None],
    edit: Callable[[object, Part], bool],
) -> None:
    """``there`` are the parts now, with their places; what is empty or no part keeps its place and is not compared.
    ``edit`` is False when a node cannot become that part."""
    places = [*(at for at, _ in there), len(parent.children)]
    for from_, to, first, last in reversed(_differences([part for _, part in there], parts)):
        both = min(to - from_, last - first)
        for at in reversed(places[from_ + both : to]):
            del parent.children[at]
        for part in reversed(parts[first + both : last]):
            put(parent, places[from_ + both], part)
        for at, part in reversed(list(zip(places[from_ : from_ + both], parts[first : first + both], strict=True))):
            if not edit(parent.children[at], part):
                put(parent, at, part)
                del parent.children[at + 1]


def _differences(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int, int]]:
    """What of ``old`` becomes what of ``new``, as ranges in both. Of two texts too long to compare: all that lies
    between what they begin and end with."""
    begin = 0
    while begin < min(len(old), len(new)) and old[begin] == new[begin]:
        begin += 1
    end = 0
    while end < min(len(old), len(new)) - begin and old[-1 - end] == new[-1 - end]:
        end += 1
    middle, instead = old[begin : len(old) - end], new[begin : len(new) - end]
    if len(middle) * len(instead) > MOST_COMPARISONS:
        return [(begin, len(old) - end, begin, len(new) - end)]
    codes = SequenceMatcher(None, middle, instead, autojunk=False).get_opcodes()
    return [(begin + a, begin + b, begin + c, begin + d) for kind, a, b, c, d in codes if kind != "equal"]


def _put_block(parent: Parent, at: int, block: Block) -> None:
    match block:
        case Paragraph(spans):
            _put_line(parent, at, PARAGRAPH, spans)
        case Heading(level, spans):
            _put_line(parent, at, HEADING, spans).attributes["level"] = level
        case Items(ordered, items):
            tag = next(tag for tag, numbered in LISTS.items() if numbered == ordered)
            node = parent.children.insert(at, XmlElement(tag))
            for number, line in enumerate(items):
                _put_item(node, number, line)


def _put_item(parent: Parent, at: int, line: Line) -> None:
    _put_line(parent.children.insert(at, XmlElement(ITEM)), 0, PARAGRAPH, line)


def _put_line(parent: Parent, at: int, tag: str, line: Line) -> XmlElement:
    node = parent.children.insert(at, XmlElement(tag))
    _edit_text(node.children.insert(0, XmlText("")), line)
    return node


def _edit_block(node: object, block: Block) -> bool:
    there = _block_of(node)
    if not isinstance(node, XmlElement) or type(there) is not type(block):
        return False
    if isinstance(block, Items):
        if not isinstance(there, Items) or there.ordered != block.ordered:
            return False
        lines = [(at, _tidy_item(item)) for at, item in enumerate(node.children)]
        _rewrite(node, [(at, line) for at, line in lines if line], block.items, _put_item, _edit_item)
        return True
    if isinstance(block, Heading) and isinstance(there, Heading) and there.level != block.level:
        node.attributes["level"] = block.level
    return _edit_line(node, block.spans)


def _tidy_item(node: object) -> Line:
    if not isinstance(node, XmlElement) or node.tag != ITEM:
        return ()
    return next((block.spans for block in tidy([Paragraph(_item_of(node))]) if isinstance(block, Paragraph)), ())


def _edit_item(node: object, line: Line) -> bool:
    inside = list(node.children) if isinstance(node, XmlElement) else []
    return len(inside) == 1 and isinstance(inside[0], XmlElement) and _edit_line(inside[0], line)


def _edit_line(node: XmlElement, line: Line) -> bool:
    """False where the words are not in one piece: then the node is written anew."""
    inside = list(node.children)
    if len(inside) != 1 or not isinstance(inside[0], XmlText):
        return False
    return _edit_text(inside[0], line)


def _edit_text(text: XmlText, line: Line) -> bool:
    """Word by word. False when there is something else than words in it."""
    chunks = text.diff()
    if not all(isinstance(words, str) for words, _ in chunks):
        return False
    old = [piece for words, attributes in chunks for piece in _pieces(words, _marks_of(attributes or {}))]
    new = [piece for span in line for piece in _pieces(span.text, span.marks)]
    # Yjs counts the bytes of UTF-8 here.
    places = [0, *accumulate(len(words.encode()) for words, _ in old)]
    for from_, to, first, last in reversed(_differences(old, new)):
        # Put in before it is taken away: so it stands before what somebody else adds just there meanwhile.
        at = places[from_]
        for marks, alike in groupby(new[first:last], lambda piece: piece[1]):
            words = "".join(piece[0] for piece in alike)
            text.insert(at, words, _attributes(marks))
            at += len(words.encode())
        if from_ < to:
            del text[at : at + places[to] - places[from_]]
    return True


def _pieces(words: str, marks: Marks) -> Iterator[Piece]:
    return ((piece, marks) for piece in re.findall(r"\w+|\s+|.", words, re.DOTALL))


def _attributes(marks: Marks) -> dict[str, Any]:
    """Every mark is named: else words put beside marked ones would take after them."""
    strong, em, ref = marks
    return {STRONG: {} if strong else None, EM: {} if em else None, EVIDENCE: {"ref": ref} if ref else None}
