"""The pages of other PDFs, laid on the printed pages that were left for them; pictures made ready to be printed."""

from collections.abc import Mapping
from contextlib import ExitStack
from io import BytesIO
from typing import IO, Any, BinaryIO, cast

import pikepdf
from PIL import Image, ImageOps

# Of a printed page, in points: what the running head, the foot and the margins leave.
SIDE, HEAD, FOOT = 40, 62, 48
MOST_SIDE = 2000
UNREADABLE = (pikepdf.PdfError, pikepdf.ForeignObjectError, OSError, RuntimeError, ValueError, TypeError)


def shapes_of(file: IO[bytes]) -> tuple[bool, ...]:
    """Of each page, whether it is wider than high; nothing for a file that cannot be read."""
    try:
        with pikepdf.open(cast(BinaryIO, file)) as pdf:
            return tuple(_is_wide(page) for page in pdf.pages)
    except UNREADABLE:
        return ()


def _is_wide(page: pikepdf.Page) -> bool:
    left, bottom, right, top = (float(each) for each in page.cropbox.as_list())
    node: Any = page.obj
    turned = 0
    while node is not None:
        if "/Rotate" in node:
            turned = int(node["/Rotate"])
            break
        node = node.get("/Parent")
    wide = abs(right - left) > abs(top - bottom)
    return wide != bool(turned % 180)


def picture_to_print(file: IO[bytes]) -> bytes:
    """Upright, on white, no larger than a sheet of paper shows; nothing for one that cannot be read."""
    try:
        with Image.open(file, formats=["PNG", "JPEG"]) as given:
            given.draft("RGB", (MOST_SIDE, MOST_SIDE))
            picture = ImageOps.exif_transpose(given)
            picture.thumbnail((MOST_SIDE, MOST_SIDE))
            shown = picture.convert("RGBA")
    except (*UNREADABLE, SyntaxError, Image.DecompressionBombError):
        return b""
    white = Image.new("RGB", shown.size, "white")
    white.paste(shown, mask=shown)
    kept = BytesIO()
    white.save(kept, "JPEG", quality=88)
    return kept.getvalue()


def bound(printed: bytes, laid: Mapping[str, IO[bytes]]) -> bytes:
    """``laid``: by the name of a part of the printed book, the file whose pages are laid on its last pages, in the
    order of the parts. A part goes until the next begins. Nothing of those pages but what is seen is taken over."""
    kept = BytesIO()
    with pikepdf.open(BytesIO(printed)) as book, ExitStack() as opened:
        ends = _ends(book)
        for name, file in laid.items():
            source = opened.enter_context(pikepdf.open(cast(BinaryIO, file)))
            source.flatten_annotations("print")
            first = ends[name] - len(source.pages)
            for number, page in enumerate(source.pages, start=first):
                place = book.pages[number]
                _left, _bottom, width, height = (float(each) for each in place.mediabox.as_list())
                place.add_overlay(page, pikepdf.Rectangle(SIDE, FOOT, width - SIDE, height - HEAD))
        # What was laid has no structure: a reading aid looks at the whole page.
        book.Root.MarkInfo["/Suspects"] = True
        book.save(
            kept,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return kept.getvalue()


def _ends(book: pikepdf.Pdf) -> dict[str, int]:
    """Behind which page each part ends."""
    places = {page.obj.objgen: number for number, page in enumerate(book.pages)}
    begins = {str(name): places[found[0].objgen] for name, found in _named(book) if str(name).startswith("part-")}
    order = sorted(begins, key=lambda name: begins[name])
    after = [*(begins[name] for name in order), len(book.pages)][1:]
    return dict(zip(order, after, strict=True))


def _named(book: pikepdf.Pdf) -> list[tuple[str, pikepdf.Array]]:
    """The places of the book that have a name: none, where there is no document."""
    if "/Names" not in book.Root:
        return []
    return [(str(name), found) for name, found in pikepdf.NameTree(book.Root.Names.Dests).items()]  # type: ignore[misc]
