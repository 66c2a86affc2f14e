"""A conference that is being held, played by its actions."""

import uuid
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from deliberation.ballots import actions as ballots
from deliberation.ballots import urn
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import open_ballots
from deliberation.ballots.slips import Slip
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.hearings.models import Expert, Hearing
from deliberation.opinion.canonical import digest
from deliberation.opinion.models import Section
from deliberation.opinion.queries import opinion_of, text_of
from deliberation.opinion.signing import actions as signing
from deliberation.panel.queries import table_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of
from deliberation.questionnaire.models import Item, ItemKind, Option, Questionnaire
from sessions.drafting import actions as drafting
from sessions.rounds import actions as rounds
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round
from sessions.sittings import actions as sittings
from sessions.sittings.models import Sitting
from sessions.tables import actions as tables
from tests.cast import fresh_code
from tests.remembering import Memory

# What must have been held before: the shortest way to the seal.
PATH = (Stage.DRAFTING, Stage.BALLOT, Stage.WRITING, Stage.ADOPTION, Stage.SIGNING, Stage.HANDOVER)
BEFORE = {Stage.REVIEW: (Stage.DRAFTING,)} | {stage: PATH[:n] for n, stage in enumerate(PATH)}


def plan(conference: Conference, *, table_size: int = 3) -> None:
    """Two sittings; the first holds a round of every kind."""
    sitting = Sitting.objects.create(conference=conference, number=1, title="Samedi", place="Salle des fêtes")
    Sitting.objects.create(conference=conference, number=2, title="Dimanche", place="Salle des fêtes")
    scale = Item.objects.create(
        conference=conference, key="fear", text="Avez-vous peur ?", kind=ItemKind.SCALE, low=0, high=2
    )
    single = Item.objects.create(conference=conference, key="first", text="Qui d’abord ?", kind=ItemKind.SINGLE)
    Option.objects.bulk_create(Option(item=single, text=text) for text in ("Jardins", "Rivière"))
    story = Item.objects.create(conference=conference, key="story", text="Racontez.", kind=ItemKind.OPEN)
    questionnaire = Questionnaire.objects.create(conference=conference)
    questionnaire.items.set([scale, single, story])
    expert = Expert.objects.create(
        conference=conference,
        key="water",
        title="Hydrologue",
        affiliation="Université",
        viewpoint="La nappe se remplit l’hiver.",
        works_for_organiser=False,
    )
    for number, stage in enumerate(KINDS, start=1):
        Round.objects.create(
            sitting=sitting,
            number=number,
            kind=stage.value,
            title=f"Temps {number}",
            prompt=f"Consigne {number}",
            minutes=30,
            table_size=table_size if stage in {Stage.TABLES, Stage.DRAFTING} else None,
            hearing=Hearing.objects.create(conference=conference, expert=expert) if stage == Stage.HEARING else None,
            questionnaire=questionnaire if stage == Stage.QUESTIONNAIRE else None,
        )


@dataclass
class Hall:
    """``reach(stage)`` holds what must come before, in full, and starts that round."""

    conference: Conference
    facilitator: Actor
    citizens: list[Actor]
    held: set[Stage] = field(default_factory=set)
    memory: Memory | None = None

    def round(self, stage: Stage) -> Round:
        return Round.objects.get(sitting__conference=self.conference, kind=stage.value)

    def open(self) -> None:
        sittings.open_sitting(actor=self.facilitator, conference=self.conference, number=1)
        for citizen in self.citizens:
            sittings.sign_attendance(actor=citizen, conference=self.conference)

    def start(self, stage: Stage) -> None:
        rounds.start_round(actor=self.facilitator, conference=self.conference, round_id=self.round(stage).pk)
        self.conference.refresh_from_db()

    def end(self, stage: Stage) -> None:
        finish = rounds.hand_over if stage == Stage.HANDOVER else rounds.end_round
        finish(actor=self.facilitator, conference=self.conference, round_id=self.round(stage).pk)
        self.held.add(stage)
        self.conference.refresh_from_db()

    def hold(self, stage: Stage) -> None:
        self.start(stage)
        ACTS.get(stage, lambda hall: None)(self)
        self.end(stage)

    def reach(self, stage: Stage) -> None:
        self.once(Hall._reach, stage)

    def once(self, build: Callable[..., None], *given: Hashable) -> None:
        """``build(hall, *given)``, or what it left when an earlier test built the same. It is told nothing else, brings
        about nothing but rows, and begins before the opinion is sealed: the database gives up none of it."""

        def built() -> frozenset[Stage]:
            build(self, *given)
            return frozenset(self.held)

        if self.memory is None:
            built()
            return
        self.held |= self.memory.once((build, given, frozenset(self.held)), built)
        self.conference.refresh_from_db()

    def _reach(self, stage: Stage) -> None:
        if not Sitting.objects.filter(conference=self.conference).exclude(opened_at=None).exists():
            self.open()
        for before in BEFORE.get(stage, ()):
            if before not in self.held:
                self.hold(before)
        self.start(stage)

    def hold_all(self) -> None:
        self.once(Hall._hold_all)

    def _hold_all(self) -> None:
        self.reach(Stage.HANDOVER)
        self.end(Stage.HANDOVER)

    def at_table(self, number: int) -> list[Actor]:
        return [citizen for citizen in self.citizens if table_of(citizen.member) == number]

    def propose(self, citizen: Actor, title: str, *, submit: bool = True) -> Proposal:
        proposal = drafting.write_proposal(
            actor=citizen,
            conference=self.conference,
            title=title,
            text=f"Texte : {title}",
            reason=f"Motif : {title}",
            version=0,
        )
        if submit:
            self.submit(citizen, proposal)
        return proposal

    def submit(self, citizen: Actor, proposal: Proposal) -> None:
        """One of the table proposes it, and as many of the others agree as it takes."""
        tables.submit_proposal(actor=citizen, conference=self.conference, proposal_id=proposal.pk)
        for other in self.at_table(proposal.table):
            proposal.refresh_from_db()
            if proposal.state == Proposal.State.DRAFT and other != citizen:
                self.agree(other, proposal)

    def agree(self, citizen: Actor, proposal: Proposal, missing: str = "") -> None:
        tables.agree_to_proposal(
            actor=citizen,
            conference=self.conference,
            proposal_id=proposal.pk,
            text_digest=digest_of(proposal),
            missing=missing,
        )

    def ballot(self) -> Ballot:
        """The first open ballot."""
        return open_ballots(self.conference).order_by("pk")[0]

    def cast(
        self,
        citizen: Actor,
        *values: str,
        ballot: Ballot | None = None,
        device: str = "phone",
        request: uuid.UUID | None = None,
        reason: str = "",
    ) -> str:
        """A value for each text of the ballot, in their order; empty for none. Returns the receipt."""
        ballot = ballot or self.ballot()
        options = ballot.options.order_by("position").values_list("pk", flat=True)
        return ballots.cast_paper(
            actor=citizen,
            conference=self.conference,
            ballot_id=ballot.pk,
            marks={option: value for option, value in zip(options, values, strict=True) if value},
            secret=f"{device} of {citizen.ref}",
            reason=reason,
            request=request,
        )

    def write(self, citizen: Actor, part: Section.Part, text: str) -> None:
        section = Section.objects.get(opinion__conference=self.conference, part=part)
        drafting.write_section(
            actor=citizen,
            conference=self.conference,
            part=part.value,
            text=text,
            version=section.version,
        )

    def text_digest(self) -> str:
        found = opinion_of(self.conference)
        assert found is not None
        return digest(text_of(found))

    def sign(self, citizen: Actor, decision: str = "signed", **words: str) -> None:
        """The simpler signature, with the code of an e-mail; or declined."""
        if decision == "signed":
            words = {"proof": "code", "code": fresh_code(citizen)} | words
        signing.sign_opinion(
            actor=citizen,
            conference=self.conference,
            decision=decision,
            text_digest=self.text_digest(),
            **words,
        )


def _draft(hall: Hall) -> None:
    for table in (1, 2):
        hall.propose(hall.at_table(table)[0], f"Proposition de la table {table}")


def _vote_for_everything(hall: Hall) -> None:
    for ballot in open_ballots(hall.conference):
        for citizen in hall.citizens:
            hall.cast(citizen, "for", ballot=ballot)


def _write(hall: Hall) -> None:
    for part in Section.Part:
        hall.write(hall.citizens[0], part, f"Mots de la partie {part.value}")


def _sign(hall: Hall) -> None:
    for citizen in hall.citizens:
        hall.sign(citizen)


ACTS: dict[Stage, Callable[[Hall], None]] = {
    Stage.DRAFTING: _draft,
    Stage.BALLOT: _vote_for_everything,
    Stage.WRITING: _write,
    Stage.ADOPTION: _vote_for_everything,
    Stage.SIGNING: _sign,
}


def turn_all_votes() -> None:
    """Behind the product's back: whoever voted for has voted against, and nothing else is another."""
    for ballot in Ballot.objects.filter(closed_at=None):
        slips = urn.opened(bytes(ballot.urn), ballot=ballot.pk).values()
        turned = [Slip(slip.key, ("against",), slip.reason, slip.voter) for slip in slips]
        ballot.urn = urn.sealed_for(ballot, turned)
        ballot.save(update_fields=["urn"])
