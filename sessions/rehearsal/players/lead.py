"""The facilitator who leads: opens sittings, starts and ends each round from the desk, never by the clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from sessions.rehearsal.players import box, merging, opinion, plurality
from sessions.rehearsal.players.memory import WHOLE_OPINION
from sessions.rehearsal.players.page import RoundShown, letters
from sessions.rehearsal.players.parts import on_amendment, on_amendments
from sessions.rehearsal.players.person import Person, World
from sessions.rehearsal.players.waiting import Stuck


@dataclass(frozen=True)
class Cues:
    """What others do at the facilitator's sign. Each is awaited before the facilitator goes on."""

    before_end: Callable[[RoundShown], Awaitable[None]]
    after_end: Callable[[RoundShown], Awaitable[None]]
    before_hand_over: Callable[[], Awaitable[None]]


class Lead(Person):
    """``tell`` is called with each round when it starts and ends."""

    def __init__(self, world: World, *, cues: Cues, pace: float, tell: Callable[[RoundShown, str], None]) -> None:
        super().__init__(world.cast.of("facilitator")[0], world)
        self.cues, self.pace, self.tell = cues, pace, tell
        self.extended = False

    async def live(self) -> None:
        await self.come_in()
        slides = {part.name for part in self.world.cast.of("expert")}
        hall = self.world.hall
        await self.until(_("the experts' presentations"), lambda: hall.done["slides"] >= slides)
        if self.world.words.demo.contradictor and self.world.cast.of("steering"):
            await self.until(_("the committee's decisions"), lambda: hall.done[plurality.DECIDED])
        for number in [int(s.attributes["data-sitting"] or 0) for s in self.page.all("[data-sitting]")]:
            await self._open(number)
            rounds = self._sitting(number).css("li[data-round]")
            for place, row in enumerate(rounds):
                await self._hold(row, last=place == len(rounds) - 1)
            await self._close(number)
            await plurality.contradict(self)
        hall.say_over()

    def _sitting(self, number: int) -> LexborNode:
        return self.page.all(f'[data-sitting="{number}"]')[0]

    async def _press(self, act: str, find: Callable[[], LexborNode | None]) -> None:
        """Press the one button of this act, as soon as the desk offers it there."""
        forms = await self.until(act, lambda: (node := find()) is not None and self.page.offered(act, within=node))
        assert forms  # noqa: S101 - until() waits for it
        answer = await self.do(forms[0])
        if not answer.done:
            raise Stuck(_("the play cannot go on: %(act)s was refused: %(said)s") % {"act": act, "said": answer.said})

    async def _open(self, number: int) -> None:
        memory, cast, hall = self.world.memory, self.world.cast, self.world.hall
        memory.sitting = number
        on_time = {part.name for part in cast.coming if hall.doors_open or part.number not in cast.late}
        hall.expected = on_time
        everyone = f"{len(on_time)}"
        await self.until(_("everyone to be connected"), lambda: self.page.attribute("data-connected") == everyone)
        await self._press("open-sitting", lambda: next(iter(self.page.all("#next-action")), None))
        # The desk still counts the last sitting's sheet until it shows this one open.
        opened = f'[data-sitting="{number}"][data-state="open"]'
        await self.until(_("the sitting to be open"), lambda: bool(self.page.all(opened)))
        await self.until(_("everyone on the attendance sheet"), lambda: self.page.attribute("data-present") == everyone)

    async def _close(self, number: int) -> None:
        await self._press("close-sitting", lambda: next(iter(self.page.all("#next-action")), None))
        closed = f'[data-sitting="{number}"][data-state="closed"]'
        await self.until(_("the sitting to be closed"), lambda: bool(self.page.all(closed)))

    # A round

    async def _hold(self, row: LexborNode, *, last: bool) -> None:
        title = row.css_first(".sheet-title")
        round_ = RoundShown(
            row.attributes["data-round"] or "",
            row.attributes["data-kind"] or "",
            title.text(strip=True) if title is not None else "",
            "",
        )
        begun = time.monotonic()
        await self._start(round_, last=last)
        if round_.kind == "review":
            await merging.guide(self)
        if round_.kind == "ballot":
            await box.give(self)
            await self._vote_on_amendments_first(round_)
        hall = self.world.hall
        if round_.kind == "writing":
            await opinion.choose(self, self._parts(round_))
        await self.until(_("everyone's part"), lambda: hall.done[round_.id] >= self._parts(round_), patience=180)
        if round_.kind == "ballot":
            await box.count(self)
        if round_.kind == "writing":
            await opinion.read_through(self, self._parts(round_))
        await self._until_desk_agrees(round_)
        await self._answer_cards()
        await self._until_tables_agree(round_)
        if not self.extended and round_.kind in {"tables", "drafting"}:
            await self._extend(round_)
        await self.cues.before_end(round_)
        # For those who watch: a rehearsal without a pace goes on at once.
        await asyncio.sleep(max(0.0, self.pace - (time.monotonic() - begun)))
        await self._end(round_)

    async def _start(self, round_: RoundShown, *, last: bool) -> None:
        memory, cast, hall, words = self.world.memory, self.world.cast, self.world.hall, self.world.words
        memory.held.append(round_)
        memory.sitting_of[round_.id] = memory.sitting
        opens_doors = not hall.doors_open and self._is_arrival(round_, last=last)
        if opens_doors:
            hall.expected = {part.name for part in cast.coming}
        staying = [p.number for p in cast.coming if p.number not in {1, cast.two_devices, *cast.late}]
        hall.outage = set() if last else set(words.sample(staying, 1, "outage", len(memory.held)))
        self.tell(round_, "start")
        here = f'li[data-round="{round_.id}"]'
        await self._press("start-round", lambda: next(iter(self.page.all(here)), None))
        hall.say_started(round_.id)
        if opens_doors:
            hall.open_doors()
        running = f'{here}[data-state="running"]'
        await self.until(_("the round to run"), lambda: bool(self.page.all(running)))
        memory.open_ballots = self._open_ballots()

    def _is_arrival(self, round_: RoundShown, *, last: bool) -> bool:
        """Those who are late come when the tables have been formed, or else to the first sitting's last round."""
        return last or round_.kind in {"tables", "drafting"}

    def _parts(self, round_: RoundShown) -> set[str]:
        """The names of all who have something to do in this round, and will say that it is done."""
        cast, names = self.world.cast, set(self.world.hall.expected)
        if round_.kind == "hearing":
            names.add(cast.of("facilitator")[-1].name)
            shown = self.page.all(".expert h3")
            heard = letters(shown[0].text()) if shown else ""
            names |= {part.name for part in cast.of("expert") if heard.startswith(letters(part.name))}
        return names

    async def _vote_on_amendments_first(self, round_: RoundShown) -> None:
        """Where amendments come to all: once everyone has voted on them, the votes on their proposals open."""
        memory, voted = self.world.memory, self.world.hall.done[on_amendments(round_)]
        if not self.page.offered("open-proposal-votes"):
            return
        await self.until(_("the votes on amendments"), lambda: voted >= self._parts(round_), patience=180)
        await box.count(self)
        # From now on their figures are everyone's.
        memory.open_ballots = set()
        await self._press("open-proposal-votes", lambda: next(iter(self.page.all("#next-action")), None))
        await self.until(_("the votes on proposals"), lambda: not self.page.offered("open-proposal-votes"))
        memory.open_ballots = self._open_ballots()
        await box.give(self)
        for title, amended in memory.if_voted.items():
            votes = list(memory.votes.get(on_amendment(title), {}).values())
            if votes.count("for") > votes.count("against"):
                memory.proposals[title] = amended
        memory.counts["amendments voted"] += 1

    def _open_ballots(self) -> set[str]:
        return {node.attributes["data-ballot-turnout"] or "" for node in self.page.all("[data-ballot-turnout]")}

    async def _until_desk_agrees(self, round_: RoundShown) -> None:
        """The figures on the desk are those that the people in the room made."""
        memory, present = self.world.memory, len(self.world.hall.expected)
        if round_.kind == "questionnaire":
            await self.until(_("all the answers on the desk"), lambda: self._count("data-answered") == present)
        if round_.kind in {"ballot", "adoption"}:
            await self.until(_("all the votes on the desk"), lambda: self._turnouts() == self._cast())
        if round_.kind == "signing":
            decided = len(memory.decisions)
            await self.until(_("all the decisions on the desk"), lambda: self._count("data-decided") == decided)

    async def _answer_cards(self) -> None:
        """A word that is explained is in everyone's glossary, and waits on no desk any more."""
        memory, words = self.world.memory, self.world.words
        if not memory.card or memory.counts["cards"]:
            return
        forms = await self.until(
            _("the word that somebody did not understand"), lambda: self.page.offered("explain-card")
        )
        if [form.values["word"] for form in forms] != [memory.card]:
            memory.problem(_("another word reached the desk than the one that was sent: %s") % memory.card)
        for form in forms:
            done = (await self.do(form, explanation=words.explanation)).done
            memory.counts["cards"] += done
        await self.until(_("no word to wait"), lambda: not self.page.offered("explain-card"))
        await self.until(_("the word in the glossary"), lambda: memory.card in self._glossary())

    def _glossary(self) -> set[str]:
        return {node.text(strip=True) for node in self.page.all(".glossary-entry dt")}

    async def _until_tables_agree(self, round_: RoundShown) -> None:
        """Where a round has parts, every table is at its last one, and ready there."""
        places = self.page.all("[data-standing]")
        if round_.kind in {"tables", "drafting"} and places:
            await self.until(_("all the tables ready on the desk"), self._tables_are_done)

    def _tables_are_done(self) -> bool:
        places = self.page.all("[data-standing]")
        return len(self.page.all(".table-done[data-standing]")) == len(places)

    def _count(self, name: str) -> int:
        return int((self.page.attribute(name) or "-1/0").partition("/")[0])

    def _cast(self) -> set[int]:
        """How many papers people put into each urn that is open."""
        memory = self.world.memory
        return {len(memory.papers[int(ballot)]) + len(memory.in_box[int(ballot)]) for ballot in memory.open_ballots}

    def _turnouts(self) -> set[int]:
        nodes = self.page.all("[data-turnout]")
        return {int((node.attributes["data-turnout"] or "").partition("/")[0]) for node in nodes}

    async def _extend(self, round_: RoundShown) -> None:
        """More time, once in a conference; the desk shows the new end."""
        self.extended = True
        before = self.page.round
        (form,) = self.page.offered("extend-round")
        await self.do(form, minutes="5")
        await self.until(_("the new end of the round"), lambda: self.page.round != before)

    async def _end(self, round_: RoundShown) -> None:
        memory = self.world.memory
        if round_.kind == "handover":
            await self.cues.before_hand_over()
        memory.open_ballots = set()
        act = "hand-over" if round_.kind == "handover" else "end-round"
        await self._press(act, lambda: self.page.part("desk"))
        await self.until(_("the end of the round"), lambda: self.page.round is None)
        self.tell(round_, "end")
        if round_.kind == "adoption" and not self._adopted():
            raise Stuck(_("the citizens did not adopt the opinion"))
        await self.cues.after_end(round_)

    def _adopted(self) -> bool:
        votes = list(self.world.memory.votes[WHOLE_OPINION].values())
        return votes.count("for") > votes.count("against")
