"""How people at a table write in one text: through its socket, or by the page's form where there is no script."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from pycrdt import XmlText

from sessions.rehearsal.players.pen import Pen

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

SECONDS_A_WORD = 0.02
# Of all the times that somebody writes in a text, how often the line goes in the middle of a sentence.
CUTS = 0.3


def halves(sentence: str) -> tuple[str, str]:
    """What is there when one begins, and what comes then."""
    words = sentence.split(" ")
    begun = " ".join(words[: (len(words) + 1) // 2])
    return begun, sentence[len(begun) :]


def pen_of(me: "Citizen", document: str) -> Pen:
    """For the document of this name, as the page gives it."""
    return Pen(
        me.device.browser, f"{me.page.writing}{document}/", lambda said: me.world.memory.problem(f"{me.name}: {said}")
    )


async def to_be_ready(me: "Citizen", pen: Pen) -> None:
    await me.until(_("the text that we write together"), lambda: pen.ready, pen.bell)


async def type_on(me: "Citizen", pen: Pen, text: XmlText, words: str) -> None:
    """Word after word, at the same time as others; now and then the line is cut, and the words come when it is back."""
    memory, before = me.world.memory, pen.heard
    pieces = words.split(" ")
    cut_at = len(pieces) // 2 if me.world.words.chance(CUTS, "pen", me.number, len(memory.held), words) else -1
    for place, piece in enumerate(pieces):
        if place == cut_at:
            pen.cut()
            memory.counts["pens cut"] += 1
        await pen.write_on(text, piece if place == 0 else f" {piece}")
        await asyncio.sleep(SECONDS_A_WORD)
    memory.counts["changes crossed"] += pen.heard - before


async def be_saved(me: "Citizen", pen: Pen, document: str, *words: str) -> None:
    """Once the server has acknowledged them, these words must be in whatever is written down of this text."""
    await me.until(_("my words to be saved"), lambda: pen.saved, pen.bell)
    me.world.memory.wrote(document, me.page.who, words)


async def write_fields(me: "Citizen", document: str, fields: Mapping[str, str]) -> None:
    """Have these fields say this, through the socket: what is there already is completed."""
    async with pen_of(me, document) as pen:
        await to_be_ready(me, pen)
        for field, words in fields.items():
            await _write_field(me, pen, field, words)
        await be_saved(me, pen, document, *fields.values())


async def _write_field(me: "Citizen", pen: Pen, field: str, words: str) -> None:
    paragraphs, there = words.split("\n\n"), pen.paragraphs(field)
    if there == paragraphs:
        return
    rest = paragraphs[0]
    begun = pen.last(field)
    if len(there) == 1 and begun is not None and rest.startswith(there[0]):
        rest = rest[len(there[0]) :]
    else:
        pen.clear(field)
        begun = pen.begin(field, "")
    await type_on(me, pen, begun, rest)
    for paragraph in paragraphs[1:]:
        await type_on(me, pen, pen.begin(field, ""), paragraph)
