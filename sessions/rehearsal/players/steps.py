"""How citizens go through the parts of a round: each says that they are ready, and somebody moves their table on."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.table import CONFLICT, companions

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

# As many press the button that moves the table on, at the same moment: it goes one part further all the same.
MOVERS = 2


async def go_through(me: "Citizen", round_: RoundShown) -> None:
    """To the last part, and ready there. A round without parts has nothing to go through."""
    if not _part(me):
        return
    while True:
        here = _part(me)
        await _say_ready(me, here)
        if _part(me) != here:
            continue
        number, _slash, of = here.partition("/")
        if number == of:
            return
        await me.until(_("our table to go on"), lambda: _part(me) != here or _is_mine(me))  # noqa: B023 - awaited here
        if _part(me) == here:
            for form in me.page.offered("move-on"):
                done = (await me.do(form)).done
                me.world.memory.counts["moves"] += done
            await me.until(_("the next part"), lambda: _part(me) != here)  # noqa: B023 - awaited here


async def raise_card(me: "Citizen", round_: RoundShown) -> None:
    """One citizen, once in a conference, does not understand a word."""
    memory, word = me.world.memory, me.world.words.unknown_word
    if me.number != me.world.cast.authors[0] or memory.card:
        return
    memory.card = word
    (form,) = me.page.offered("raise-card")
    await me.do(form, text=word)


def _part(me: "Citizen") -> str:
    """``2/3``: where my table is; empty where the round has no parts."""
    return me.page.attribute("data-part") or ""


def _is_mine(me: "Citizen") -> bool:
    return me.number in companions(me)[:MOVERS] and bool(me.page.offered("move-on"))


async def _say_ready(me: "Citizen", here: str) -> None:
    await me.until(_("the button to go on"), lambda: me.page.offered("say-ready") or _part(me) != here)
    for form in me.page.offered("say-ready"):
        answer = await me.device.browser.do(form, {})
        # The others may have been half of the table already.
        if not answer.done and answer.status != CONFLICT:
            me.object_to(form, answer)
    await me.until(_("my readiness to be marked"), lambda: "ready" in me.page.marks or _part(me) != here)
