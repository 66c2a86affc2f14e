"""A committee that refuses one expert, and approves them once somebody is heard who contradicts them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sessions.rehearsal.players.forms import PageForm, form_of
from sessions.rehearsal.players.guarantor import Follower
from sessions.rehearsal.players.page import letters
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.waiting import Stuck
from sessions.scenarios.schema import DemoContradictor

if TYPE_CHECKING:
    from sessions.rehearsal.players.lead import Lead

DECIDED, ADDED, APPROVED, SCHEDULED = "decided", "contradictor added", "contradictor approved", "hearing scheduled"


class Committee(Follower):
    """The member who decides for the steering committee."""

    async def live(self) -> None:
        await self.come_in()
        if plan := self.world.words.demo.contradictor:
            await self._decide(plan)
        await self.until(_("the end"), lambda: self.world.hall.over, patience=36000)

    async def _decide(self, plan: DemoContradictor) -> None:
        hall, words = self.world.hall, self.world.words
        slides = {part.name for part in self.world.cast.of("expert")}
        await self.until(_("the experts' presentations"), lambda: hall.done["slides"] >= slides)
        refused = next(each.title for each in words.scenario.people.experts if each.key == plan.refused)
        for row in await _rows(self, "[data-expert]"):
            no = _is_about(row, refused)
            await self._say(row, "decide-expert", approved=not no, reason=plan.refusal if no else plan.approval)
        for row in [*await _rows(self, "[data-decide-document]"), *await _rows(self, "#programme")]:
            await self._say(row, "decide-", approved=True, reason=plan.approval)
        hall.say_done(self.name, DECIDED)
        await self.until(_("somebody who contradicts"), lambda: hall.done[ADDED], patience=36000)
        for title in (plan.title, refused):
            (row,) = [each for each in await _rows(self, "[data-expert]") if _is_about(each, title)]
            await self._say(row, "decide-expert", approved=True, reason=plan.approval)
            if title == plan.title and plan.side:
                await self._place(row, plan.side)
        hall.say_done(self.name, APPROVED)
        await self.until(_("the hearing to be scheduled"), lambda: hall.done[SCHEDULED], patience=36000)
        for row in await _rows(self, "#programme"):
            await self._say(row, "decide-programme", approved=True, reason=plan.approval)

    async def _say(self, row: LexborNode, act: str, *, approved: bool, reason: str) -> None:
        form = _form(row, act)
        knows = {"acknowledged": "on"} if approved and "acknowledged" in form.names else {}
        await self.do(form, approved="yes" if approved else "no", reason=reason, **knows)

    async def _place(self, row: LexborNode, side: str) -> None:
        options = row.css('form[data-act="place-expert"] option')
        values = [each.attributes["value"] or "" for each in options if letters(each.text()) == letters(side)]
        await self.do(_form(row, "place-expert"), side=values[0])


async def contradict(lead: "Lead") -> None:
    """Once, after the first sitting: somebody is proposed who says the contrary, declares their interests, is approved
    where a committee decides, and is heard where nobody was scheduled."""
    hall, plan = lead.world.hall, lead.world.words.demo.contradictor
    if plan is None or hall.done[ADDED]:
        return
    for form in await _offered(lead, "propose-expert"):
        await lead.do(form, title=plan.title, affiliation=plan.affiliation, viewpoint=plan.viewpoint)
    (row,) = [each for each in await _rows(lead, "[data-expert]") if _is_about(each, plan.title)]
    await lead.do(_form(row, "declare-interests"), interests=plan.interests)
    hall.say_done(lead.name, ADDED)
    if lead.world.cast.of("steering"):
        await lead.until(_("the committee to approve"), lambda: hall.done[APPROVED])
    for form in await _offered(lead, "schedule-hearing"):
        # The last who was proposed.
        await lead.do(form, expert_id=form.choices["expert_id"][-1])
    hall.say_done(lead.name, SCHEDULED)


async def _rows(person: Person, selector: str) -> list[LexborNode]:
    page = await person.device.browser.open(person.world.path("experts/"))
    return LexborHTMLParser(page.text).css(selector)


async def _offered(person: Person, act: str) -> list[PageForm]:
    return (await person.device.browser.open(person.world.path("experts/"))).forms(act)


def _is_about(row: LexborNode, title: str) -> bool:
    heading = row.css_first("h3")
    return heading is not None and letters(heading.text()).startswith(letters(title))


def _form(row: LexborNode, act: str) -> PageForm:
    found = row.css(f'form[data-act^="{act}"]')
    if not found:
        raise Stuck(_("there is no form for %(act)s on the page of the experts") % {"act": act})
    return form_of(found[0])
