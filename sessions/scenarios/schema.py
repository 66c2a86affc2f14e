"""What a scenario may say: the frozen models a YAML file is read into.

A scenario is everything a conference is created from: the mandate, the people, the programme, and what the
simulated people of a rehearsal say. A value that exists is valid: each model refuses what contradicts it, in
one sentence for the person who wrote the file.
"""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from sessions.scenarios.coherence import contradictions
from sessions.scenarios.fields import (
    AbstentionsName,
    Contradiction,
    Day,
    DraftingName,
    Flag,
    FloorOrder,
    GradeName,
    Hour,
    Kind,
    Language,
    Line,
    Loc,
    Many,
    MethodName,
    Minutes,
    Part,
    QuorumOfName,
    RequestKindName,
    SampleName,
    Share,
    Slug,
    Some,
    Text,
    TieName,
    Word,
    one_of,
    refuse,
    twice,
    whole,
)
from sessions.scenarios.items import Item

# What compares several texts in one ballot.
SEVERAL: tuple[MethodName, ...] = ("approval", "majority-judgment", "points")


class Rule(Part):
    """How a ballot is decided: `docs/ballots.md` says what each method makes of it."""

    method: Annotated[MethodName, one_of(MethodName)] = "for-against"
    named: Flag = False  # who voted what is published after the vote
    quorum: Share  # who must vote
    quorum_of: Annotated[QuorumOfName, one_of(QuorumOfName)] = "roll"
    majority: Share  # of the votes cast, that must be for
    strict: Flag  # "more than" the majority, rather than "at least"
    abstentions: Annotated[AbstentionsName, one_of(AbstentionsName)] = "ignored"  # or "counted" among the votes cast
    tie: Annotated[TieName, one_of(TieName)] = "rejected"
    places: Annotated[int, whole(1, 100)] | None = None  # of several texts, how many are adopted at most
    least_grade: Annotated[GradeName, one_of(GradeName)] = "fairly-good"  # majority judgment
    ranks: Annotated[int, whole(1, 9)] = 3  # points: how many texts each person may rank

    @model_validator(mode="after")
    def _fits_its_method(self) -> Self:
        if self.places is not None and self.method not in SEVERAL:
            raise Contradiction((("places",), _("has no place in a vote on one text.")))
        return self

    @model_validator(mode="after")
    def _a_majority(self) -> Self:
        half = Fraction(1, 2)
        if self.majority < half:
            raise Contradiction((("majority",), _("must be 1/2 or more: a minority adopts nothing.")))
        if self.majority == half and not self.strict:
            raise Contradiction((("strict",), _("must be true when the majority is 1/2: a tie is not adopted.")))
        if self.majority == 1 and self.strict:
            raise Contradiction((("strict",), _("must be false when the majority is 1: nothing is more than all.")))
        return self


class Mandate(Part):
    """What is fixed before the first sitting. Without `consensus`, no tally may be called one."""

    proposals: Rule
    amendments: Rule | None = None  # for or against, by the proposals' quorum and more than half, when left out
    amendment_support: Share = Fraction(1, 5)  # of the panel, that puts an amendment to the vote of all
    adoption: Rule
    drafters: Annotated[int, whole(0, 100)] = 0  # who write the opinion's free parts together; 0: everyone
    drafting: Annotated[DraftingName, one_of(DraftingName)] = "lot"  # how they are chosen among those who offer to
    consensus: Share | None = None  # at least this share for, of the votes for or against
    proposals_per_table: Annotated[int, whole(1, 5)]
    publication_days: Annotated[int, whole(0, 3650)]  # after the hand-over
    answer_days: Annotated[int, whole(0, 3650)]  # after the hand-over, to answer each recommendation
    hearing_answer_days: Annotated[int, whole(0, 365)] = 7  # to accept or refuse a request for a hearing

    @property
    def rule_for_amendments(self) -> Rule:
        half = Fraction(1, 2)
        return self.amendments or Rule(quorum=self.proposals.quorum, majority=half, strict=True)

    @model_validator(mode="after")
    def _on_one_text(self) -> Self:
        for name in ("amendments", "adoption"):
            rule = getattr(self, name)
            if rule is not None and rule.method in SEVERAL:
                raise Contradiction(((name, "method"), _("compares several texts, and here is one to vote on.")))
        return self

    @model_validator(mode="after")
    def _consensus_is_more(self) -> Self:
        if self.consensus is not None and self.consensus <= max(Fraction(1, 2), self.adoption.majority):
            raise Contradiction((("consensus",), _("must ask for more than the adoption's majority.")))
        return self


class Criterion(Part):
    """One dimension of the panel's diversity, in percent."""

    key: Slug
    title: Line
    shares: Annotated[dict[Line, Annotated[int, whole(0, 100)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole_panel(self) -> Self:
        total = sum(self.shares.values())
        if total != 100:
            raise Contradiction((("shares",), _("must add up to 100, not %(total)d.") % {"total": total}))
        return self

    def seats(self, count: int) -> dict[str, int]:
        """How many of `count` citizens have each value: largest remainders, the first listed first."""
        seats = {value: count * percent // 100 for value, percent in self.shares.items()}
        by_remainder = sorted(self.shares, key=lambda value: -(count * self.shares[value] % 100))
        for value in by_remainder[: count - sum(seats.values())]:
            seats[value] += 1
        return seats


class Citizens(Part):
    """The panel: how many, and of what diversity."""

    count: Annotated[int, whole(2, 2000)]
    criteria: Many[Criterion] = ()

    def profiles(self, seed: int, count: int | None = None) -> list[dict[str, str]]:
        """A value of each criterion for each demo citizen: the same seed always gives the same panel."""
        size = self.count if count is None else count
        profiles: list[dict[str, str]] = [{} for _citizen in range(size)]
        for criterion in self.criteria:
            values = [value for value, seats in criterion.seats(size).items() for _seat in range(seats)]
            random.Random(f"{seed}/{criterion.key}").shuffle(values)  # noqa: S311 (a demo panel, to be made again)
            for profile, value in zip(profiles, values, strict=True):
                profile[criterion.key] = value
        return profiles


class Expert(Part):
    """Who may be heard, by role: what is said of them here is shown to the citizens."""

    key: Slug
    title: Line
    affiliation: Line
    viewpoint: Text
    works_for_organiser: Flag = False  # or for the sponsor
    side: Line | None = None  # one of the people's `sides`
    interests: Text | None = None  # what they have to do with the question besides what they know
    no_interest: Flag = False  # they declared that there is nothing

    @model_validator(mode="after")
    def _one_declaration(self) -> Self:
        if self.interests and self.no_interest:
            raise Contradiction((("no_interest",), _("has no place beside interests.")))
        return self

    @property
    def has_declared(self) -> bool:
        return bool(self.interests or self.no_interest)


class People(Part):
    """Everyone in the room and around it, by role and number, never by name."""

    citizens: Citizens
    experts: Many[Expert] = ()
    sides: Many[Line] = ()  # of the question: what experts may speak for, whether or not somebody does
    facilitators: Some[Line]
    steering: Many[Line] = ()
    guarantor: Line
    sponsors: Some[Line]


class Tables(Part):
    """How citizens sit: `reseat` mixes the tables again, otherwise people stay where they are."""

    size: Annotated[int, whole(2, 20)]
    reseat: Flag


class Step(Part):
    """One of the prompts that tables go through in a round, each at its pace."""

    text: Text
    minutes: Minutes


# More parts than people remember are no guide.
MOST_STEPS = 12


class Floor(Part):
    """How the floor passes on: in whose order, and how many seconds a turn has, if it is counted."""

    order: Annotated[FloorOrder, one_of(FloorOrder)] = "arrival"
    turn: Annotated[int, whole(30, 900)] | None = None


# Where people ask for the floor.
WITH_A_FLOOR: tuple[Kind, ...] = ("plenary", "hearing", "tables", "drafting", "review")
# What a round of some kinds must have, and no other may.
BELONGS: dict[str, tuple[Kind, ...]] = {
    "tables": ("tables", "drafting"),
    "expert": ("hearing",),
    "items": ("questionnaire",),
}


class Round(Part):
    """One step of a sitting. What belongs to some kinds of round only is in BELONGS."""

    kind: Annotated[Kind, one_of(Kind)]
    title: Line
    prompt: Text
    minutes: Minutes
    tables: Tables | None = None
    expert: Slug | None = None
    requested: Flag = False  # a hearing for somebody whom the citizens will ask for
    floor: Floor | None = None
    items: Many[Item] = ()
    sample: Annotated[SampleName, one_of(SampleName)] | None = None  # items that the platform brings, before the others
    steps: Many[Step] = ()  # at tables only; together no longer than the round

    @model_validator(mode="after")
    def _what_its_kind_has(self) -> Self:
        findings: list[tuple[Loc, str]] = []
        for field, kinds in BELONGS.items():
            given = getattr(self, field) not in (None, ()) or (field == "items" and self.sample is not None)
            if given and self.kind not in kinds:
                sentence = _("has no place in a round of kind “%(kind)s”.") % {"kind": self.kind}
                findings.append(((field,), sentence))
            if not given and self.kind in kinds and not (field == "expert" and self.requested):
                findings.append(((field,), _("is needed in a round of kind “%(kind)s”.") % {"kind": self.kind}))
        if self.requested and (self.kind != "hearing" or self.expert):
            where = _("has no place beside an expert.") if self.expert else _("has a place in a hearing alone.")
            findings.append((("requested",), where))
        findings += self._about_steps()
        if self.floor and self.kind not in WITH_A_FLOOR:
            findings.append((("floor",), _("has no place in a round of kind “%(kind)s”.") % {"kind": self.kind}))
        refuse(findings)
        refuse(twice((("items", i, "key"), item.key) for i, item in enumerate(self.items)))
        return self

    def _about_steps(self) -> Iterator[tuple[Loc, str]]:
        if self.steps and self.kind not in BELONGS["tables"]:
            yield ("steps",), _("has no place in a round of kind “%(kind)s”.") % {"kind": self.kind}
        total = sum(step.minutes for step in self.steps)
        if total > self.minutes:
            values = {"total": total, "minutes": self.minutes}
            yield ("steps",), _("take %(total)d minutes together, and the round %(minutes)d.") % values
        if len(self.steps) > MOST_STEPS:
            yield ("steps",), _("are too many: %(most)d at most.") % {"most": MOST_STEPS}


class Sitting(Part):
    """A time when the panel meets: a day in a place, or online."""

    title: Line
    day: Day | None = None
    start: Hour | None = None  # when the first round is planned to begin
    place: Line
    online: Flag = False
    rounds: Some[Round]


class Sheet(Part):
    """What the public reads about how the conference is held. What is left out is not shown."""

    methods: Text | None = None
    deliverables: Text | None = None
    transparency: Text | None = None
    recruitment: Text | None = None
    information: Text | None = None
    follow_up: Text | None = None
    conditions: Text | None = None


class Term(Part):
    """A word of the glossary."""

    word: Word
    explanation: Text


class QuestionSheet(Part):
    """A question that people ask, answered in three depths."""

    question: Line
    easy: Text
    essential: Text
    in_depth: Text
    source: Line | None = None


class DemoProposal(Part):
    title: Line
    observation: Text
    text: Text
    reason: Text
    addressee: Line


class DemoAmendment(Part):
    """What somebody would add to a passage, why, and what a table says that does not want it."""

    adds: Text
    reason: Text
    answer: Text


class DemoMerge(Part):
    """Of two tables' proposals: why the facilitator asks for it, and how the citizens call the one they make."""

    reason: Text
    title: Line


class DemoContradictor(Part):
    """Whom the committee refuses at first, and who is added to contradict them, so that it approves both. Between two
    sittings: the one who is refused is not heard in the first."""

    refused: Slug
    refusal: Text
    approval: Text  # of everyone else too, and of both in the end
    title: Line
    affiliation: Line
    viewpoint: Text
    side: Line | None = None
    interests: Text


class DemoHearingRequest(Part):
    """What a citizen asks to hear, and what is answered; ``round`` is the title of the hearing that follows."""

    kind: Annotated[RequestKindName, one_of(RequestKindName)]
    subject: Line
    reason: Text
    accepted: Flag
    answer: Text
    round: Line | None = None


class DemoPresentation(Part):
    """What is known of the document that an expert brings."""

    expert: Slug
    author: Line | None = None
    dated: Line | None = None
    licence: Line | None = None


class Demo(Part):
    """What the simulated people of a rehearsal say, in the scenario's language."""

    notes: Some[Text]
    proposals: Annotated[tuple[DemoProposal, ...], Field(strict=False, min_length=12)]
    questions: Some[Text]
    remarks: Some[Text]
    opinion_title: Line
    preamble: Some[Text]
    disagreements: Text | None = None
    requests: Text | None = None
    closing: Text
    reservations: Some[Text]
    refusal_reasons: Some[Text]
    open_answers: Some[Text]
    minority_opinions: Many[Text] = ()
    themes: Many[Line] = ()
    merge: DemoMerge | None = None
    observations: Many[Text] = ()
    statement: Text | None = None
    amendments: Many[DemoAmendment] = ()
    contradictor: DemoContradictor | None = None
    hearing_requests: Many[DemoHearingRequest] = ()
    presentations: Many[DemoPresentation] = ()


class Scenario(Part):
    """All a conference is created from."""

    name: Slug
    language: Annotated[Language, one_of(Language)]
    title: Line
    question: Text
    context: Text
    purpose: Text
    organisers: Some[Line]
    sponsor: Line
    commitment: Text
    mandate: Mandate
    sheet: Sheet = Sheet()
    glossary: Many[Term] = ()
    sheets: Many[QuestionSheet] = ()
    people: People
    sittings: Some[Sitting]
    demo: Demo

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(contradictions(self))
        refuse(twice((("glossary", i, "word"), term.word.casefold()) for i, term in enumerate(self.glossary)))
        refuse(twice((("sheets", i, "question"), sheet.question) for i, sheet in enumerate(self.sheets)))
        return self

    def rounds(self) -> Iterator[tuple[Loc, Round]]:
        """Every round in order, with its place in the file."""
        for i, sitting in enumerate(self.sittings):
            for j, round_ in enumerate(sitting.rounds):
                yield ("sittings", i, "rounds", j), round_
