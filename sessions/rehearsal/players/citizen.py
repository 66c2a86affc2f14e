"""A citizen: comes, signs the attendance sheet, does their part in every round, and stays to the end."""

from dataclasses import replace

from django.utils.translation import gettext as _

from sessions.rehearsal.players import amending, asked, dissent, drafting, hearing, merging, notes, parts, steps, text
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.person import Device, Person
from sessions.rehearsal.players.waiting import Stuck

PARTS = {
    "questionnaire": asked.answer_items,
    "hearing": hearing.take_part,
    "tables": notes.write_notes,
    "drafting": drafting.draft_proposals,
    "review": amending.review,
    "ballot": parts.vote,
    "writing": dissent.write,
    "adoption": parts.vote,
    "signing": text.sign,
}


ROUND_OF_THE_LOST_BADGE = 2
# Of all the people in all the rounds, how many lose the line for a moment.
CUTS = 0.04
AT_TABLES = {"tables", "drafting"}


class Citizen(Person):
    """Numbered as on the badge."""

    @property
    def number(self) -> int:
        return self.part.number

    async def live(self) -> None:
        cast = self.world.cast
        if self.number in cast.late:
            await self._be_late()
        await self.come_in()
        if self.number == cast.two_devices:
            await self._open_second_device()
        handled: set[str] = set()
        while not self.world.hall.over:
            await self.until(_("something to do"), lambda: self._moment(handled), patience=3600)
            await self._attend()
            if (round_ := self._new_round(handled)) is not None:
                handled.add(round_.id)
                await self._take_part(round_)

    def _moment(self, handled: set[str]) -> bool:
        return self.world.hall.over or bool(self.page.offered("sign-attendance")) or bool(self._new_round(handled))

    def _new_round(self, handled: set[str]) -> RoundShown | None:
        round_ = self.page.round
        return round_ if round_ and round_.id not in handled else None

    async def _be_late(self) -> None:
        """Wait outside until the round of our arrival runs and the one before us at the door has sat down."""
        late, hall = self.world.cast.late, self.world.hall
        before = [part.name for part in self.world.cast.citizens if part.number in late and part.number < self.number]
        await self.until(
            _("the round in which I arrive"),
            lambda: hall.doors_open and hall.seated.issuperset(before),
            patience=3600,
        )

    async def _attend(self) -> None:
        for form in self.page.offered("sign-attendance"):
            await self.do(form)
            await self.until(_("my name on the attendance sheet"), lambda: form.until in self.page.marks)  # noqa: B023
            await self._note_arrival()
        self.world.hall.sit_down(self.name)

    async def _note_arrival(self) -> None:
        memory, round_ = self.world.memory, self.page.round
        held = [each.id for each in memory.held]
        memory.arrived[self.name][memory.sitting] = held.index(round_.id) if round_ else len(held)
        if round_ and round_.kind in AT_TABLES:
            await self.until(_("a place at a table"), lambda: bool(self.page.all("[data-table]")))

    async def _take_part(self, round_: RoundShown) -> None:
        hall, place = self.world.hall, len(self.world.memory.held)
        if self.number == self.world.cast.lost_badge and place == ROUND_OF_THE_LOST_BADGE:
            await self._lose_badge()
        elif self.world.words.chance(CUTS, "cut", self.number, place):
            await self._lose_the_line()
        if round_.kind in PARTS:
            await PARTS[round_.kind](self, round_)
        if round_.kind == "review":
            await merging.write_together(self, round_.id)
        if round_.kind in AT_TABLES:
            await steps.raise_card(self, round_)
            await steps.go_through(self, round_)
        if self.others:
            await self._compare_devices()
        hall.say_done(self.name, round_.id)
        if self.number in hall.outage:
            await self._miss_the_pause(round_)

    async def _lose_the_line(self) -> None:
        """The network goes in the middle of a round, and comes back."""
        line = self.device.line
        assert line is not None  # noqa: S101 - come_in() opened it
        before = line.connections
        line.cut()
        await self.until(_("the line to come back"), lambda: line.connections > before, line.bell)
        self.world.memory.counts["cuts"] += 1

    async def _miss_the_pause(self, round_: RoundShown) -> None:
        """Out of reach from the end of a round until the next one runs."""
        line, hall = self.device.line, self.world.hall
        assert line is not None  # noqa: S101 - come_in() opened it
        hall.leave(self.name)
        line.cut(stay_away=True)
        await self.until(_("the next round"), lambda: hall.started != round_.id, patience=3600)
        line.come_back()
        await self.until(_("the line to come back"), lambda: line.up, line.bell)
        hall.come_back(self.name)
        self.world.memory.counts["long cuts"] += 1

    async def _open_second_device(self) -> None:
        device = Device(self.world.address)
        self.others.append(device)
        answer = await device.sign_in(self.part.code)
        if not answer.done:
            raise Stuck(_("%(who)s could not sign in: %(said)s") % {"who": self.name, "said": answer.said})
        self.watch(device, answer)

    async def _compare_devices(self) -> None:
        other = self.others[0].page
        await self.until(
            _("the same on both my devices"),
            lambda: other.regions.get("person") == self.page.regions.get("person"),
            other.bell,
        )

    async def _lose_badge(self) -> None:
        """Badge and device are gone: a new badge from the welcome desk, typed on a borrowed device."""
        memory, lost = self.world.memory, self.device
        code = await self.world.hall.ask_for_badge(self.name)
        self.part = replace(self.part, code=code)
        assert lost.line is not None  # noqa: S101 - come_in() opened it
        try:
            closed = _("the lost device to be put out")
            await self.until(closed, lambda: lost.line is None or lost.line.refused, lost.line.bell, patience=20)
        except Stuck as stuck:
            memory.problem(str(stuck))
        if (answer := await lost.browser.open(self.world.path("sitting/"))).done:
            memory.problem(_("the device of a lost badge still opens the sitting (%d)") % answer.status)
        await lost.close()
        self.device = Device(self.world.address)
        answer = await self.device.sign_in(code, typed=True)
        if not answer.done:
            raise Stuck(_("%(who)s could not sign in: %(said)s") % {"who": self.name, "said": answer.said})
        self.watch(self.device, answer)
        await self.until(_("the line to the server"), lambda: self.device.up, self._line_bell(self.device))
        memory.counts["badges reissued"] += 1
