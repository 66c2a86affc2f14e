"""Texts that people write together: the small markup they are kept in, their parts, and their HTML.

A subset of CommonMark: paragraphs apart by an empty line; ``## `` and ``### `` headings; ``- `` and ``1. `` lists of
one level, each item on its line (a line that begins with two spaces goes on with it); ``**strong**``, ``*emphasis*``;
``[words](evidence:KEY)``; a backslash before a mark has it stand for itself. A text without marks is itself. The markup
is what citizens sign; everything else is made from it.
"""

from deliberation.kernel.richtext.markup import parse, text_of
from deliberation.kernel.richtext.parts import Block, Blocks, Heading, Items, Line, Paragraph, Span, tidy
from deliberation.kernel.richtext.passages import blocks, is_block, replace_block
from deliberation.kernel.richtext.shown import html_of, nothing, plain_of, values_of
from deliberation.kernel.richtext.spaces import set_in

__all__ = [
    "Block",
    "Blocks",
    "Heading",
    "Items",
    "Line",
    "Paragraph",
    "Span",
    "blocks",
    "html_of",
    "is_block",
    "nothing",
    "parse",
    "plain_of",
    "replace_block",
    "set_in",
    "text_of",
    "tidy",
    "values_of",
]
