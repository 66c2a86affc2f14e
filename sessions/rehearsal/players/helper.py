"""The facilitator who does not lead: keeps the welcome desk, and marks questions as they are answered."""

import asyncio
import contextlib

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players import hearing
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.waiting import Stuck


class Helper(Person):
    """When a conference has one facilitator only, this is their second device."""

    async def live(self) -> None:
        await self.come_in()
        desk = asyncio.create_task(self._keep_welcome_desk())
        hall, handled = self.world.hall, set[str]()
        try:
            while not hall.over:
                await self.until(_("a hearing"), lambda: hall.over or bool(self._hearing(handled)), patience=36000)
                if round_ := self._hearing(handled):
                    handled.add(round_.id)
                    await self._guide(round_)
        finally:
            desk.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await desk

    def _hearing(self, handled: set[str]) -> RoundShown | None:
        round_ = self.page.round
        return round_ if round_ and round_.kind == "hearing" and round_.id not in handled else None

    async def _guide(self, round_: RoundShown) -> None:
        """An expert has not time for everything."""
        await hearing.guide(self, round_)
        self.world.hall.say_done(self.name, round_.id)

    async def _keep_welcome_desk(self) -> None:
        while True:
            who, future = await self.world.hall.badge_requests.get()
            try:
                future.set_result(await self._new_badge(who))
            except Stuck as stuck:
                future.set_exception(stuck)

    async def _new_badge(self, who: str) -> str:
        """Print the person's badge again from the page of people, and read the code on it."""
        browser, path = self.device.browser, self.world.path("people/")
        page = await browser.open(path)
        for row in LexborHTMLParser(page.text).css("[data-person]"):
            name = row.css_first(".person-name")
            if name is None or name.text(strip=True) != who:
                continue
            ref = row.attributes["data-person"]
            (form,) = (form for form in page.forms("print-badge") if form.values["person"] == ref)
            printed = LexborHTMLParser((await browser.send(form, {}, page=browser.address + path)).text)
            code = printed.css_first(".badge-code")
            if code is not None:
                return code.text(strip=True)
        raise Stuck(_("the welcome desk finds no way to print a new badge for %(who)s") % {"who": who})
