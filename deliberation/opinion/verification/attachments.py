"""The files inside a PDF."""

from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

# Of a tree of names: ours has one level.
DEPTH = 6


def files_of(reader: PdfFileReader) -> dict[str, bytes]:
    """By name; the first of two that bear the same name. Whatever a broken file makes the parser raise is raised."""
    found: dict[str, bytes] = {}
    root = reader.root
    if "/Names" in root and "/EmbeddedFiles" in root["/Names"]:
        _gather(root["/Names"]["/EmbeddedFiles"], found, DEPTH)
    return found


def _gather(node: Any, found: dict[str, bytes], depth: int) -> None:
    if depth == 0:
        raise ValueError("the tree of names is too deep")
    names = list(node.get("/Names", ()))
    for name, file in zip(names[::2], names[1::2], strict=True):
        found.setdefault(str(name), file.get_object()["/EF"]["/F"].data)
    for kid in node.get("/Kids", ()):
        _gather(kid.get_object(), found, depth - 1)
