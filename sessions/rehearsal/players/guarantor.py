"""The guarantor follows everything, and leaves with the record."""

import json
from typing import Any

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players.cast import Part
from sessions.rehearsal.players.forms import PageForm
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.person import Person, World
from sessions.rehearsal.players.waiting import Stuck

# At the end of the first round of each of these kinds there is something to say.
NOTEWORTHY = ("hearing", "tables", "drafting", "ballot")


class Guarantor(Person):
    """Notices things while they happen, and states at the writing what the opinion's annex will print."""

    def __init__(self, part: Part, world: World) -> None:
        super().__init__(part, world)
        self.noticed: set[str] = set()

    async def live(self) -> None:
        await self.come_in()
        await self.until(_("the end"), lambda: self.world.hall.over, patience=36000)

    async def download(self, name: str) -> bytes:
        """A file of the conference."""
        return await self.program(self.world.path(name))

    async def program(self, name: str) -> bytes:
        answer = await self.device.browser.open(name)
        if not answer.done:
            sentence = _("%(who)s could not download %(name)s (%(status)d)")
            raise Stuck(sentence % {"who": self.name, "name": name, "status": answer.status})
        return answer.content

    async def before_end(self, round_: RoundShown) -> None:
        """What there is to write before a round ends."""
        demo, memory = self.world.words.demo, self.world.memory
        left = demo.observations[len(memory.observed) :]
        if round_.kind in NOTEWORTHY and round_.kind not in self.noticed and left:
            self.noticed.add(round_.kind)
            await self._observe(left[0])
        if round_.kind == "writing" and demo.statement:
            form = await self._form("journal/statement/", "write-statement")
            if (await self.do(form, text=demo.statement)).done:
                memory.stated = demo.statement

    async def _observe(self, text: str) -> None:
        """About the start of the round that runs, found in the journal."""
        page = await self.device.browser.open(self.world.path("journal/?kind=rounds:round-started"))
        entries = LexborHTMLParser(page.text).css("[data-entry]")
        if not entries:
            raise Stuck(_("%(who)s does not find the start of the round in the journal") % {"who": self.name})
        about = entries[0].attributes["data-entry"] or ""
        form = await self._form(f"journal/observations/?about={about}", "write-observation")
        if (await self.do(form, text=text)).done:
            self.world.memory.observed.append(text)

    async def _form(self, path: str, act: str) -> PageForm:
        forms = (await self.device.browser.open(self.world.path(path))).forms(act)
        if not forms:
            raise Stuck(_("%(who)s finds no form for %(act)s") % {"who": self.name, "act": act})
        return forms[0]

    async def look_for_early_figures(self) -> None:
        """While a ballot is open the record holds no figure of it, not even for the guarantor."""
        record: dict[str, Any] = json.loads(await self.download("record.json"))
        voted = {title for title in self.world.memory.votes if title}
        early = [p["title"] for p in record["proposals"] if p["title"] in voted and p["tally"] is not None]
        if early:
            sentence = _("the record shows figures of ballots that are open: %(titles)s")
            self.world.memory.problem(sentence % {"titles": ", ".join(early)})


class Follower(Person):
    """Whoever comes in, looks and does nothing: the steering committee, facilitators who do not lead."""

    async def live(self) -> None:
        await self.come_in()
        await self.until(_("the end"), lambda: self.world.hall.over, patience=36000)
