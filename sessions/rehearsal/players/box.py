"""Some vote on paper: they are given one, write it in the booth, and two people key the box in, each on their own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.browser import Answer
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.person import Device
from sessions.rehearsal.players.waiting import Stuck

if TYPE_CHECKING:
    from sessions.rehearsal.players.citizen import Citizen
    from sessions.rehearsal.players.lead import Lead

Marks = Mapping[str, str]


async def vote(me: "Citizen", ballots: list[tuple[str, int, PageForm]]) -> None:
    """Fill in a paper for each of these ballots for which I have none yet, once they were given to me, and put them in
    the box."""
    world = me.world
    await me.until(_("my papers"), lambda: me.name in world.hall.on_paper, patience=180)
    for title, ballot, form in ballots:
        if (me.number, ballot) in world.memory.has_paper:
            continue
        marks = world.words.paper(me.number, title, form.choices, citizens=len(world.cast.citizens))
        world.memory.put_in_box(me.number, title, ballot, marks)


async def give(lead: "Lead") -> None:
    """Papers for those who asked for them, from the page of the box."""
    world, browser = lead.world, lead.device.browser
    world.hall.on_paper.clear()
    wanted = {part.name for part in world.cast.coming if part.number in world.cast.on_paper}
    page = await browser.open(world.path("box/"))
    for row in LexborHTMLParser(page.text).css("[data-elector]"):
        name = row.css_first(".elector-name")
        if name is None or (who := name.text(deep=False).strip()) not in wanted:
            continue
        for form in page.forms("give-papers"):
            if form.values["person"] == row.attributes["data-elector"]:
                await lead.do(form)
                world.hall.give_paper(who)
    if missing := wanted - world.hall.on_paper:
        raise Stuck(_("the box has no papers for %(who)s") % {"who": ", ".join(sorted(missing))})


async def count(lead: "Lead") -> None:
    """Every box that holds papers is opened, keyed in twice, compared and settled."""
    world = lead.world
    other = next(part for role in ("steering", "facilitator") for part in world.cast.of(role)[::-1])
    second = Device(world.address)
    try:
        answer = await second.sign_in(other.code)
        if not answer.done:
            raise Stuck(_("%(who)s could not sign in: %(said)s") % {"who": other.name, "said": answer.said})
        boxes = await lead.device.browser.open(world.path("box/"))
        for form in boxes.forms("open-count"):
            ballot = int(form.action.split("/")[-3])
            papers = world.memory.in_box[ballot]
            await lead.do(form)
            await _count(lead, second, ballot, world.words.sample(papers, len(papers), "pile", ballot))
    finally:
        await second.close()


async def _count(lead: "Lead", second: Device, ballot: int, pile: list[Marks]) -> None:
    here = lead.world.path(f"box/{ballot}/")
    misread = [*pile]
    if "choice" in pile[0]:
        misread[0] = next(marks for marks in [*pile, {"choice": "blank"}] if marks != pile[0])
    await _key_in(lead, lead.device, here, pile)
    await _key_in(lead, second, here, misread)
    if misread != pile:
        page = await second.browser.open(here)
        for form in page.forms("correct-paper"):
            await lead.do(form, second, **_on(form, pile[int(form.values["number"]) - 1]))
            lead.world.memory.counts["papers misread"] += 1
    (settling,) = (await lead.device.browser.open(here)).forms("settle-count")
    await lead.do(settling)
    lead.world.memory.counts["papers counted"] += len(pile)


async def _key_in(lead: "Lead", device: Device, here: str, pile: list[Marks]) -> None:
    page: Answer
    for marks in pile:
        page = await device.browser.open(here)
        (form,) = page.forms("key-paper")
        await lead.do(form, device, **_on(form, marks))
    page = await device.browser.open(here)
    (finishing,) = page.forms("finish-keying")
    await lead.do(finishing, device)


def _on(form: PageForm, marks: Marks) -> dict[str, str]:
    return {name: value for name, value in marks.items() if name in form.names}
