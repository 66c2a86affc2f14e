"""What is printed in a citizen opinion: plain values, no models. Every ``str`` is somebody's words, never
markup."""

from dataclasses import dataclass
from datetime import date, datetime

from deliberation.ballots.tally import Tally


@dataclass(frozen=True)
class MinorityOpinion:
    """What was written against one recommendation, and how many citizens stand behind it."""

    text: str
    supporters: int


@dataclass(frozen=True)
class Recommendation:
    """A recommendation of the signed text. ``table`` names where it was first written, "" if nowhere in
    particular; ``evidence`` are the lines that say what it rests on. ``minority_opinions`` are printed beside it
    and are no part of the signed text."""

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
    title: str
    affiliation: str
    viewpoint: str


@dataclass(frozen=True)
class SittingLine:
    title: str
    place: str
    day: date | None = None


@dataclass(frozen=True)
class OpinionDocument:
    """Everything one sealed opinion shows.

    ``text_digest`` and ``journal_head`` are SHA-256 in lower-case hex; ``sealed_at`` is aware; ``signed``
    counts every signature, the named (``signatories``) among them. ``decision_rule``, ``adoption_rule`` and
    the outcomes of lost proposals are sentences already in ``language``. ``guarantor_statement`` is empty when the
    guarantor made none, which is then printed."""

    language: str
    conference_title: str
    question: str
    sponsor: str
    commitment: str
    opinion_title: str
    preamble: str
    recommendations: tuple[Recommendation, ...]
    closing: str
    decision_rule: str
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

    @property
    def unnamed(self) -> int:
        """Citizens who signed and did not wish to be named."""
        return max(self.signed - len(self.signatories), 0)
