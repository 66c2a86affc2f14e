"""The play itself: everyone comes, the facilitator leads, and what was seen is compared all along."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sessions.rehearsal.checks import pages
from sessions.rehearsal.players import asking
from sessions.rehearsal.players.beside import Beside, add_versions, correct, fetched
from sessions.rehearsal.players.cast import Part
from sessions.rehearsal.players.citizen import Citizen
from sessions.rehearsal.players.dossier import open_all
from sessions.rehearsal.players.expert import Expert
from sessions.rehearsal.players.guarantor import Follower, Guarantor
from sessions.rehearsal.players.helper import Helper
from sessions.rehearsal.players.lead import Cues, Lead
from sessions.rehearsal.players.page import RoundShown
from sessions.rehearsal.players.person import Person, World
from sessions.rehearsal.players.plurality import Committee
from sessions.rehearsal.players.sheets import read_first
from sessions.rehearsal.players.sponsor import Sponsor
from sessions.rehearsal.players.visitor import visit
from sessions.rehearsal.progress import Progress

SECONDS_BETWEEN_LINES = 0.5


@dataclass(frozen=True)
class Leaving:
    """What is taken away at the end."""

    document: bytes
    beside: Beside
    record: bytes
    journal: bytes
    ballots: dict[int, bytes]
    recount: bytes


class Play:
    """One conference, from the first badge to the record."""

    def __init__(self, world: World, *, pace: float, progress: Progress) -> None:
        self.world, self.progress = world, progress
        cast = world.cast
        self.citizens = [Citizen(part, world) for part in cast.coming]
        self.experts = self._all(Expert, cast.of("expert"))
        self.guarantor = Guarantor(cast.of("guarantor")[0], world)
        self.sponsor = Sponsor(cast.of("sponsor")[0], world)
        helper, *others = reversed(cast.of("facilitator"))
        self.helper = Helper(helper, world)
        committee = cast.of("steering")
        self.followers = [
            *self._all(Committee, committee[:1]),
            *self._all(Follower, [*others[:-1], *committee[1:]]),
        ]
        cues = Cues(self._before_end, self._after_end, self.sponsor.try_doors)
        self.lead = Lead(world, cues=cues, pace=pace, tell=self._tell)
        self.document = b""

    def _all(self, kind: Callable[[Part, World], Person], parts: Sequence[Part]) -> list[Person]:
        return [kind(part, self.world) for part in parts]

    @property
    def answering(self) -> Person:
        """Who answers requests for hearings: somebody of the steering committee, or else who leads."""
        return next((person for person in self.followers if person.part.role == "steering"), self.lead)

    @property
    def inside(self) -> list[Person]:
        """Everyone who has a live page."""
        return [*self.citizens, *self.experts, self.guarantor, self.helper, *self.followers, self.lead]

    async def run(self) -> Leaving:
        """Stuck when the play cannot go on; everything else that is wrong is in the memory's problems."""
        living = asyncio.create_task(self._show_progress())
        try:
            await self.sponsor.arrive()
            await self.sponsor.try_doors()
            async with asyncio.TaskGroup() as everyone:
                for person in self.inside:
                    everyone.create_task(person.live(), name=person.name)
            return await self._leave()
        finally:
            living.cancel()
            await asyncio.gather(*(person.close() for person in [*self.inside, self.sponsor]))

    async def _show_progress(self) -> None:
        while True:
            self.progress.live(self.world.memory, self.world.hall)
            await asyncio.sleep(SECONDS_BETWEEN_LINES)

    def _tell(self, round_: RoundShown, what: str) -> None:
        if what == "end":
            news = sum(person.page.news for person in self.inside)
            self.progress.round_ended(round_, self.world.memory, self.world.hall, news)

    # At the facilitator's sign

    async def _before_end(self, round_: RoundShown) -> None:
        await self.guarantor.before_end(round_)
        if round_.kind == "ballot":
            await self.guarantor.look_for_early_figures()
            await self.sponsor.try_doors()

    async def _after_end(self, round_: RoundShown) -> None:
        """When a round is over, those who stayed must agree on what is shown."""
        hall = self.world.hall
        staying = [c for c in self.citizens if c.name in hall.expected and c.name not in hall.away]
        draw = self.world.words.sample(range(len(staying)), 2, "sample", len(self.world.memory.held))
        sample: list[Person] = [*self.followers[-1:], *self.experts[:1], *(staying[place] for place in draw)]
        if round_.kind == "tables" and not self.world.memory.asked:
            await asking.ask(staying, self.answering, self.lead)
        if round_.kind == "tables" and not self.world.memory.counts["sheets revised"]:
            await read_first(staying, self.lead)
            await open_all(staying[0])
        await pages.compare(sample, staying, self.world.memory.problems, round_.title)

    async def _leave(self) -> Leaving:
        """After the last sitting. The record first: whatever is recorded later stands after its head."""
        self.document = await self.sponsor.receive()
        beside = await self._put_beside()
        await self.sponsor.try_doors(opinion=False)
        papers = {"certificate": beside.certificates[0], "correction": beside.correction}
        await visit(self.world, self.document, papers)
        record = await self.guarantor.download("record.json")
        journal = await self.guarantor.download("journal.jsonl")
        numbers = list(self.world.memory.papers)
        ballots = {number: await self.guarantor.download(f"ballots/{number}.json") for number in numbers}
        return Leaving(self.document, beside, record, journal, ballots, await self.guarantor.program("/recount.py"))

    async def _put_beside(self) -> Beside:
        """The receipt, a correction and the other versions."""
        certificates = await self.sponsor.acknowledge(self.document)
        decisions = self.world.memory.decisions
        signed = [c for c in self.citizens if c.number in decisions and decisions[c.number].signed]
        correction = await correct(signed)
        await add_versions(self.lead)
        return Beside(certificates, correction, await fetched(self.sponsor, "opinion.pdf"))
