"""An expert brings a presentation before the hearing, follows, and reads the questions."""

import asyncio

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from sessions.rehearsal.players import hearing
from sessions.rehearsal.players.page import RoundShown, letters
from sessions.rehearsal.players.person import Person
from sessions.rehearsal.players.slides import slides
from sessions.rehearsal.players.waiting import Stuck


class Expert(Person):
    """``place`` is the key of their place in the programme."""

    async def live(self) -> None:
        await self.come_in()
        await self._bring_slides()
        hall, handled = self.world.hall, set[str]()
        while not hall.over:
            await self.until(_("my hearing"), lambda: hall.over or bool(self._mine(handled)), patience=3600)
            if round_ := self._mine(handled):
                handled.add(round_.id)
                await self._read_questions(round_)
                await hearing.confirm(self, round_)

    def _mine(self, handled: set[str]) -> RoundShown | None:
        """The hearing that runs, when it is mine."""
        round_ = self.page.round
        if round_ is None or round_.kind != "hearing" or round_.id in handled:
            return None
        heard = self.page.all(".expert h3")
        return round_ if heard and letters(heard[0].text()).startswith(letters(self.part.name)) else None

    async def _bring_slides(self) -> None:
        browser, scenario = self.device.browser, self.world.words.scenario
        page = await browser.open(self.world.path("dossier/"))
        forms = page.forms("add-document")
        if not forms:
            raise Stuck(_("%(who)s finds no form to add a document") % {"who": self.name})
        me = next(expert for expert in scenario.people.experts if expert.key == self.part.place)
        pdf = await asyncio.to_thread(slides, me.title, me.affiliation, me.viewpoint, scenario.language)
        upload = {"file": (f"{me.key}.pdf", pdf, "application/pdf")}
        said = {"title": me.title, "source": me.affiliation, "affiliation": me.affiliation} | self._about(me.key)
        answer = await browser.do(forms[0], said, upload)
        if not answer.done:
            self.object_to(forms[0], answer)
        links = LexborHTMLParser((await browser.open(self.world.path("dossier/"))).text).css("[data-document] a")
        mine = [link.attributes["href"] or "" for link in links if letters(link.text()) == letters(me.title)]
        if not mine or await self._file_of(mine[0]) != pdf:
            self.world.memory.problem(_("the dossier does not give back what %(who)s brought") % {"who": self.name})
        self.world.hall.say_done(self.name, "slides")

    def _about(self, key: str) -> dict[str, str]:
        """What the scenario says of this expert's presentation, by field of the form."""
        known = (each for each in self.world.words.scenario.demo.presentations if each.expert == key)
        return {name: text for each in known for name, text in each if name != "expert" and text}

    async def _file_of(self, address: str) -> bytes:
        """The bytes of a document, as its page gives them to read."""
        browser = self.device.browser
        reader = LexborHTMLParser((await browser.open(address)).text).css_first("[data-reader]")
        file = reader.attributes["data-file"] if reader else ""
        return (await browser.open(file)).content if file else b""

    async def _read_questions(self, round_: RoundShown) -> None:
        """All those that the citizens asked reach the expert's page before the hearing ends."""
        hall, memory = self.world.hall, self.world.memory
        await self.until(_("the end of the questions"), lambda: hall.done[round_.id] >= hall.expected, patience=180)
        await self.until(
            _("all the questions that were asked"),
            lambda: len(self.page.all("[data-question], .question-others li")) >= memory.questions[round_.id],
        )
        hall.say_done(self.name, round_.id)
