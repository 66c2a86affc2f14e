"""Against what was adopted: one citizen writes a minority opinion while the opinion is written, another joins it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sessions.rehearsal.players import opinion
from sessions.rehearsal.players.page import RoundShown

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen


async def write(me: "Citizen", round_: RoundShown) -> None:
    """Those who dissent do so first; then, like everyone, they write the opinion."""
    texts, dissenting = me.world.words.demo.minority_opinions, me.world.cast.dissenting
    # Nothing is offered where nothing was adopted.
    if texts and me.number in dissenting and me.page.offered("write-minority-opinion"):
        await (_write(me, texts[0]) if me.number == dissenting[0] else _join(me, texts[0]))
    await opinion.write(me, round_)


async def _write(me: "Citizen", words: str) -> None:
    form = me.page.offered("write-minority-opinion")[0]
    if (await me.do(form, text=words)).done:
        me.world.memory.dissents[words].add(me.number)
    await me.until(_("my minority opinion to be marked"), lambda: form.until in me.page.marks)


async def _join(me: "Citizen", words: str) -> None:
    forms = await me.until(_("a minority opinion to join"), lambda: me.page.offered("join-minority-opinion"))
    if (await me.do(forms[0])).done:
        me.world.memory.dissents[words].add(me.number)
    await me.until(_("my joining to be marked"), lambda: forms[0].until in me.page.marks)
