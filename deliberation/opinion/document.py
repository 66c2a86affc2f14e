"""What is printed in a citizen opinion: plain values, no models. Every ``str`` is somebody's words, never
markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from deliberation.ballots.tally import Tally


@dataclass(frozen=True)
class MinorityOpinion:
    """What was written against one recommendation, and how many citizens stand behind it."""

    text: str
    supporters: int


@dataclass(frozen=True)
class Recommendation:
    """A recommendation of the signed text. ``table`` names where it was first written, "" if nowhere in
    particular; ``evidence`` are the lines that say what it rests on. ``minority_opinions`` and ``theme``, the heading
    under which facilitators put it, are printed beside it and are no part of the signed text."""

    number: int
    title: str
    text: str
    reason: str
    table: str
    figures: Tally
    observation: str = ""
    addressee: str = ""
    evidence: tuple[str, ...] = ()
    minority_opinions: tuple[MinorityOpinion, ...] = ()
    theme: str = ""


@dataclass(frozen=True)
class LostProposal:
    """A proposal that is not in the opinion. ``outcome`` is a short sentence in the document's language."""

    title: str
    text: str
    reason: str
    table: str
    outcome: str
    figures: Tally | None = None
    observation: str = ""
    addressee: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reservation:
    """``name`` is None when its author did not wish to be named."""

    text: str
    name: str | None = None


@dataclass(frozen=True)
class Expert:
    """``interests`` are what they declared, or that there are none; ``declared`` when, and who wrote it down. Who was
    proposed and not ``heard`` is printed too."""

    title: str
    affiliation: str
    viewpoint: str
    works_for_organiser: bool = False
    interests: str = ""
    declared: str = ""
    heard: bool = True


@dataclass(frozen=True)
class RoundLine:
    """A round of a sitting; without a time it was left out."""

    title: str
    started_at: datetime | None = None


@dataclass(frozen=True)
class SittingLine:
    title: str
    place: str
    day: date | None = None
    rounds: tuple[RoundLine, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many there are of something; None for so few people that they could be recognised."""

    name: str
    count: int | None


@dataclass(frozen=True)
class Criterion:
    """What the panel is made of, by one criterion."""

    name: str
    values: tuple[Counted, ...]


@dataclass(frozen=True)
class NamedRule:
    """A rule of decision: ``decides`` says what of, ``sentence`` how."""

    decides: str
    sentence: str


@dataclass(frozen=True)
class Given:
    """A version of a document that citizens were given to read; ``replaced``, that a later one took its place."""

    title: str
    source: str
    day: date | None = None
    author: str = ""
    affiliation: str = ""
    licence: str = ""
    version: int = 1
    replaced: bool = False


@dataclass(frozen=True)
class QuestionPut:
    """A question put to an expert. ``answer`` is what was written down of the answer, perhaps nothing; ``how`` says in
    words how it was given and whether the expert stands by it. ``others`` asked the same."""

    text: str
    answer: str = ""
    how: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class HearingHeld:
    """``not_put`` questions were asked for which the time did not suffice."""

    expert: str
    questions: tuple[QuestionPut, ...] = ()
    not_put: int = 0
    works_for_organiser: bool = False


@dataclass(frozen=True)
class Decided:
    """What the steering committee decided, on what, and why; ``acknowledged``, that the expert works for an organiser
    or the sponsor."""

    about: str
    approved: bool
    reason: str
    day: date
    acknowledged: bool = False


@dataclass(frozen=True)
class HearingAsked:
    """What citizens asked to hear, and what became of it. ``outcome`` says who answered what, and when it was late;
    ``heard`` which hearing followed, perhaps none."""

    kind: str
    subject: str
    reason: str
    support: int
    outcome: str
    answer: str = ""
    heard: str = ""
    held: bool = False


@dataclass(frozen=True)
class Fate:
    """What became of a proposal. ``number`` is the recommendation's, when it is one."""

    title: str
    table: str
    outcome: str
    number: int | None = None
    figures: Tally | None = None


@dataclass(frozen=True)
class Annexes:
    """What the record tells of how the opinion came about. What is empty is not printed."""

    rules: tuple[NamedRule, ...] = ()
    panel: tuple[Criterion, ...] = ()
    documents: tuple[Given, ...] = ()
    hearings: tuple[HearingHeld, ...] = ()
    decisions: tuple[Decided, ...] = ()
    asked: tuple[HearingAsked, ...] = ()
    fates: tuple[Fate, ...] = ()
    amendments: tuple[Counted, ...] = ()
    drafting: str = ""
    changes: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file inside the document. ``says`` is its description in the document's language."""

    content: bytes
    mime: str
    says: str


@dataclass(frozen=True)
class Enclosure:
    """What the side of the room gives to the seal: the programme as it was held, the hearings that took place (their
    numbers, in order), the public record, which the seal completes, and files to attach."""

    sittings: tuple[SittingLine, ...] = ()
    hearings: tuple[int, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Attachment] = field(default_factory=dict)


@dataclass(frozen=True)
class OpinionDocument:
    """Everything one sealed opinion shows.

    ``text_digest``, ``journal_head`` and ``evidence_digest`` (of who stands behind which signature, perhaps empty)
    are SHA-256 in lower-case hex; ``sealed_at`` is aware; ``signed`` counts every signature, the named
    (``signatories``) and those by ``own_key`` among them. ``adoption_rule`` and the outcomes of lost proposals
    are sentences already in ``language``. ``guarantor_statement`` is empty when the guarantor made
    none, which is then printed."""

    language: str
    conference_title: str
    question: str
    sponsor: str
    commitment: str
    opinion_title: str
    preamble: str
    recommendations: tuple[Recommendation, ...]
    closing: str
    adoption_rule: str
    adoption: Tally
    reservations: tuple[Reservation, ...]
    signatories: tuple[str, ...]
    signed: int
    declined: int
    unanswered: int
    on_roll: int
    refusals: tuple[str, ...]
    lost_proposals: tuple[LostProposal, ...]
    sittings: tuple[SittingLine, ...]
    experts: tuple[Expert, ...]
    guarantor: str
    journal_length: int
    journal_head: str
    text_digest: str
    sealed_at: datetime
    guarantor_statement: str = ""
    check_url: str = ""
    disagreements: str = ""
    requests: str = ""
    own_key: int = 0
    annexes: Annexes = Annexes()
    evidence_digest: str = ""

    @property
    def attested(self) -> int:
        """Citizens who signed by proving who they are, without a key of their own."""
        return max(self.signed - self.own_key, 0)
