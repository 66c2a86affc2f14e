"""The notes of a table, which several write at once."""

import asyncio
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sessions.rehearsal.players import writing
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.table import companions, is_late, table_number

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

WRITERS = 3
SECONDS_TO_TYPE = 0.2


async def write_notes(me: "Citizen", round_: RoundShown) -> None:
    """Three at a table write at once, a paragraph each.

    Each begins after the one before has begun, so that the same seed gives the same text; then all go on together.
    """
    await me.until(_("our table's notes"), lambda: companions(me) and me.page.offered("write-note"))
    document = _document(me)
    me.world.memory.sat_at(document, table_number(me), me.page.who, late=is_late(me))
    writers = _writers(me)
    if me.number not in writers:
        return
    turn = writers.index(me.number)
    line = me.world.words.note(len(me.world.memory.held), table_number(me), turn)
    if me.number == me.world.cast.without_script:
        await _by_form(me, round_, document, line)
    else:
        await _by_socket(me, round_, document, line, turn)


def _document(me: "Citizen") -> str:
    (node,) = me.page.part("table").css('[data-document][data-fields="text"]')
    return node.attributes["data-document"] or ""


def _writers(me: "Citizen") -> list[int]:
    """Who has no script begins: what they save is in everybody's text at once, they see the others' later."""
    return sorted(companions(me)[:WRITERS], key=lambda number: number != me.world.cast.without_script)


async def _begun(me: "Citizen", round_: RoundShown) -> None:
    """Say that I have begun, and wait for the others."""
    hall, begun = me.world.hall, f"begun {round_.id}"
    writers = {me.world.cast.citizens[number - 1].name for number in _writers(me)}
    hall.say_done(me.name, begun)
    await me.until(_("the others at my table to begin"), lambda: hall.done[begun] >= writers)


async def _by_socket(me: "Citizen", round_: RoundShown, document: str, line: str, turn: int) -> None:
    begun, rest = writing.halves(line)
    async with writing.pen_of(me, document) as pen:
        await writing.to_be_ready(me, pen)
        await me.until(_("those before me to begin"), lambda: len(pen.paragraphs("text")) >= turn, pen.bell)
        paragraph = pen.begin("text", begun)
        await pen.send()
        await _begun(me, round_)
        await writing.type_on(me, pen, paragraph, rest)
        await writing.be_saved(me, pen, document, line)


async def _by_form(me: "Citizen", round_: RoundShown, document: str, line: str) -> None:
    """Half of it, and all of it while the others are writing."""
    begun, rest = writing.halves(line)
    (form,) = me.page.offered("write-note")
    await me.do(form, text=begun)
    await me.until(_("my line in our notes"), lambda: _notes(me))
    mine = _notes(me)
    await _begun(me, round_)
    await asyncio.sleep(SECONDS_TO_TYPE)
    (form,) = me.page.offered("write-note")
    if (await me.do(form, text=form.values["text"].replace(mine, mine + rest, 1))).done:
        me.world.memory.wrote(document, me.page.who, [line])
        me.world.memory.counts["texts by form"] += 1


def _notes(me: "Citizen") -> str:
    return "".join(form.values["text"] for form in me.page.offered("write-note"))
