"""The sealed document: what is attached to it is what each signer read."""

import hashlib
import json
from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader

from sessions.rehearsal.players.memory import Memory

TEXT_NAME, FIGURES_NAME = "avis.txt", "figures.json"


def attached(pdf: bytes, wanted: str) -> bytes:
    """A file inside the document; empty when there is none."""
    names = list(PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"])
    for name, file in zip(names[::2], names[1::2], strict=True):
        if str(name) == wanted:
            return bytes(file.get_object()["/EF"]["/F"].data)
    return b""


def check(pdf: bytes, opinion: dict[str, object], memory: Memory) -> Iterator[str]:
    """``opinion`` is that part of ``record.json``."""
    text_digest = opinion["text_sha256"]
    if hashlib.sha256(pdf).hexdigest() != opinion["pdf_sha256"]:
        yield _("what the sponsor received is not the document of the record")
    if hashlib.sha256(attached(pdf, TEXT_NAME)).hexdigest() != text_digest:
        yield _("the text in the document is not the text of the record")
    yield from _dissent(pdf, memory)
    for number, digest in sorted(memory.digests.items()):
        if digest != text_digest:
            yield _("citizen %d read another text than the one sealed") % number


def _dissent(pdf: bytes, memory: Memory) -> Iterator[str]:
    """The minority opinions are printed with their recommendations, by the figures of the document."""
    figures = json.loads(attached(pdf, FIGURES_NAME) or "{}")
    printed = [count for each in figures.get("recommendations", ()) for count in each["minority_opinions"]]
    if sorted(printed) != sorted(len(people) for people in memory.dissents.values()):
        yield _("the document does not print the minority opinions that citizens wrote and joined")
