"""The sealed document: what is attached to it is what each signer read."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader

from sessions.rehearsal.players.memory import Memory

TEXT_NAME, FIGURES_NAME = "avis.txt", "figures.json"
RECORD_NAME, PROGRAM_NAME = "record.json", "recount.py"


def names_inside(pdf: bytes) -> set[str]:
    return {str(name) for name in list(PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"])[::2]}


def attached(pdf: bytes, wanted: str) -> bytes:
    """A file inside the document; empty when there is none."""
    names = list(PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"])
    for name, file in zip(names[::2], names[1::2], strict=True):
        if str(name) == wanted:
            return bytes(file.get_object()["/EF"]["/F"].data)
    return b""


def check(pdf: bytes, opinion: Mapping[str, Any], memory: Memory) -> Iterator[str]:
    """``opinion`` is that part of ``record.json``."""
    text_digest = opinion["text_sha256"]
    if hashlib.sha256(pdf).hexdigest() != opinion["pdf_sha256"]:
        yield _("what the sponsor received is not the document of the record")
    if hashlib.sha256(attached(pdf, TEXT_NAME)).hexdigest() != text_digest:
        yield _("the text in the document is not the text of the record")
    yield from _dissent(pdf, memory)
    yield from _inside(pdf, opinion)
    yield from _questions(json.loads(attached(pdf, RECORD_NAME) or "{}"), memory)
    for number, digest in sorted(memory.digests.items()):
        if digest != text_digest:
            yield _("citizen %d read another text than the one sealed") % number


def _dissent(pdf: bytes, memory: Memory) -> Iterator[str]:
    """The minority opinions are printed with their recommendations, by the figures of the document."""
    figures = json.loads(attached(pdf, FIGURES_NAME) or "{}")
    printed = [count for each in figures.get("recommendations", ()) for count in each["minority_opinions"]]
    if sorted(printed) != sorted(len(people) for people in memory.dissents.values()):
        yield _("the document does not print the minority opinions that citizens wrote and joined")


def _inside(pdf: bytes, opinion: Mapping[str, Any]) -> Iterator[str]:
    """The files that let anyone check the opinion without the platform are inside, and say the same."""
    inside = names_inside(pdf)
    public = json.loads(attached(pdf, RECORD_NAME) or "{}")
    expected = {TEXT_NAME, FIGURES_NAME, RECORD_NAME, PROGRAM_NAME}
    expected |= {f"ballot-{number}.json" for number in public.get("ballots", ())}
    if missing := sorted(expected - inside):
        yield _("the document lacks the files %s") % ", ".join(missing)
    if public.get("text_sha256") != opinion["text_sha256"]:
        yield _("the public record is not of the text that was signed")
    figures = public.get("signatures", {})
    if {name: figures.get(name) for name in opinion["signatures"]} != opinion["signatures"]:
        yield _("the public record counts other signatures than the record")
    if not opinion["adoption"] or f"ballot-{opinion['adoption']['ballot']}.json" not in inside:
        yield _("the papers of the vote on the opinion are not in the document")


def _questions(public: Mapping[str, Any], memory: Memory) -> Iterator[str]:
    """What was put to the experts, read as one, confirmed and answered too late, as it was done."""
    questions = [question for each in public.get("hearings", ()) for question in each["questions"]]
    counts = memory.counts
    mine = {
        "answered aloud": memory.answered.total(),
        "late": counts["answers written late"],
        "confirmed aloud": counts["answers confirmed"],
        "grouped": counts["questions grouped"],
    }
    theirs = {
        "answered aloud": sum(bool(each["answer"]) and not each["written"] for each in questions),
        "late": sum(each["late"] for each in questions),
        "confirmed aloud": sum(each["confirmed"] and not each["written"] for each in questions),
        "grouped": sum(len(each["also_asked"]) for each in questions),
    }
    if theirs != mine:
        yield _("the record’s questions are %(theirs)s, the hearings’ %(mine)s") % {"theirs": theirs, "mine": mine}
    if memory.questions.total() and not counts["answers written late"]:
        yield _("no expert answered late in writing")
