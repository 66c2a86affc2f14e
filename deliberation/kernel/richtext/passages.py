"""The passages of a text: what somebody can point at, remark on, or put other words for."""

from collections.abc import Iterable, Iterator
from itertools import count, groupby

from deliberation.kernel.richtext.markup import parse, text_of
from deliberation.kernel.richtext.parts import Block, Blocks, Items, Paragraph

# A passage and the part it stands in: passages of the same list have the same number.
_Placed = tuple[int, Block]


def blocks(text: str) -> list[str]:
    """The sources of its passages, in order: each paragraph, each heading, each item of a list.

    Each has a meaning by itself: an item is a list of one, numbered 1 in a numbered list wherever it stands, so that
    its source stays the same when another one goes. Joined by empty lines they say what the text says; as they stand in
    the text, only :func:`replace_block` puts them back. Two passages that say the same have the same source.
    """
    return [text_of([block]) for _, block in _placed(parse(text))]


def is_block(text: str, passage: str) -> bool:
    """Whether the text has this passage, however its source is spelt (a form's line ends, spaces)."""
    return _spelt(passage) in blocks(text)


def replace_block(text: str, passage: str, replacement: str) -> str | None:
    """The text, as it is kept, with ``replacement`` in place of its first such passage; None when it has none.

    An empty replacement takes the passage out. In place of an item of a list, a paragraph is an item, and so is each
    item of a list of the same kind; whatever else comes there parts the list in two.
    """
    wanted, placed = _spelt(passage), list(_placed(parse(text)))
    at = next((at for at, (_, block) in enumerate(placed) if text_of([block]) == wanted), None)
    if at is None:
        return None
    place, replaced = placed[at]
    parts, after = list(_instead(replaced, parse(replacement), place)), placed[at + 1 :]
    if any(part_place != place for part_place, _ in parts):
        # What is left of a list that is parted is another list.
        after = [(-1 if each == place else each, block) for each, block in after]
    return text_of(_whole([*placed[:at], *parts, *after]))


def _spelt(passage: str) -> str:
    return text_of(parse(passage))


def _placed(parts: Blocks) -> Iterator[_Placed]:
    for place, block in enumerate(parts):
        if isinstance(block, Items):
            yield from ((place, Items(block.ordered, (item,))) for item in block.items)
        else:
            yield place, block


def _instead(replaced: Block, parts: Blocks, place: int) -> Iterator[_Placed]:
    if not isinstance(replaced, Items):
        yield from ((-2 - at, part) for at, part in enumerate(parts))
        return
    others = count(2)
    for part in parts:
        if isinstance(part, Paragraph) and len(parts) == 1:
            yield place, Items(replaced.ordered, (part.spans,))
        elif isinstance(part, Items) and part.ordered == replaced.ordered:
            yield place, part
        else:
            yield -next(others), part


def _whole(placed: Iterable[_Placed]) -> Blocks:
    """The parts again, the items of each list together."""
    parts: list[Block] = []
    for _, same in groupby(placed, lambda each: each[0]):
        found = [block for _, block in same]
        lists = [block for block in found if isinstance(block, Items)]
        if lists:
            parts.append(Items(lists[0].ordered, tuple(item for each in lists for item in each.items)))
        else:
            parts.extend(found)
    return tuple(parts)
