"""What citizens do with the opinion: write the parts that are theirs, then sign or not."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.memory import Decision
from sessions.rehearsal.players.page import RoundShown

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen

TITLE, PREAMBLE, CLOSING = "title", "preamble", "closing"


def _section(me: "Citizen", part: str) -> PageForm | None:
    return next((f for f in me.page.offered("write-opinion") if f.action.endswith(f"/{part}/")), None)


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


async def write(me: "Citizen", round_: RoundShown) -> None:
    """Four citizens write, each a part that was agreed; the last one goes on where another has begun."""
    demo, authors = me.world.words.demo, me.world.cast.authors
    begun, whole = demo.preamble[0], "\n\n".join(demo.preamble)
    for author, part, text in zip(
        authors[:3], (TITLE, PREAMBLE, CLOSING), (demo.opinion_title, begun, demo.closing), strict=True
    ):
        if me.number == author:
            await _save(me, part, text)
    if me.number == authors[3] and len(demo.preamble) > 1:
        await me.until(_("the beginning of the preamble"), lambda: _reads(me, PREAMBLE, begun))
        await _save(me, PREAMBLE, whole)
    for part, text in ((TITLE, demo.opinion_title), (PREAMBLE, whole), (CLOSING, demo.closing)):
        await me.until(_("the finished text"), lambda: _reads(me, part, text))  # noqa: B023 - awaited here
        me.world.memory.sections[part] = text


def _reads(me: "Citizen", part: str, text: str) -> bool:
    form = _section(me, part)
    return form is not None and _same(form.values["text"], text)


async def _save(me: "Citizen", part: str, text: str) -> None:
    form = await me.until(_("my part of the opinion"), lambda: _section(me, part))
    assert form is not None  # noqa: S101 - until() waits for it
    await me.do(form, text=text)


async def sign(me: "Citizen", round_: RoundShown) -> None:
    """Read, then sign, sign with a reservation, or decline; a few never decide."""
    cast, demo, memory = me.world.cast, me.world.words.demo, me.world.memory
    digest = await me.until(_("the text to sign"), lambda: me.page.attribute("data-text-digest"))
    memory.digests[me.number] = digest or ""
    if me.number in cast.undecided:
        return
    (form,) = me.page.offered("sign-opinion")
    if form.values["text_digest"] != digest:
        memory.problem(_("%(who)s was to sign another text than the one shown") % {"who": me.name})
    signs = me.number not in cast.declining
    typed = {"decision": "signed" if signs else "declined"}
    if not signs:
        typed["reason"] = me.world.words.pick(demo.refusal_reasons, "refusal", me.number)
    if signs and me.number in cast.reserved:
        typed["reservation"] = me.world.words.pick(demo.reservations, "reservation", me.number)
    if signs and me.number in cast.named:
        typed |= {"publish_name": "on", "public_name": me.name}
    if (await me.do(form, **typed)).done:
        memory.decisions[me.number] = Decision(
            signs, typed.get("reservation", ""), typed.get("public_name", ""), digest or ""
        )
    await me.until(_("my decision to be marked"), lambda: "signature" in me.page.marks)
