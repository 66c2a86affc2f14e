"""What a closed ballot says of one text, as a value: for pages, documents and the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from deliberation.ballots import tallies
from deliberation.conference.methods import APPROVED, Choice, Consent, Method, Outcome


@dataclass(frozen=True)
class Tally:
    """What a closed ballot says of one text. ``counts`` are papers by value; ``voted`` is all papers, ``base`` the
    votes from which a majority is taken, ``on_roll`` who could vote."""

    method: Method
    counts: Mapping[str, int]
    voted: int
    base: int
    on_roll: int
    electors: int
    outcome: Outcome
    score: int | None = None
    place: int | None = None
    grade: str = ""

    @property
    def in_favour(self) -> int:
        return sum(self.counts.get(value, 0) for value in (Choice.FOR, Consent.CONSENT, APPROVED))

    @property
    def against(self) -> int:
        return self.counts.get(Choice.AGAINST, 0) + self.counts.get(Consent.OBJECT, 0)

    @property
    def did_not_vote(self) -> int:
        return self.on_roll - self.voted


def is_consensus(tally: Tally, share: Fraction | None) -> bool:
    """Whether this result may be called a consensus: only where the mandate says from which share."""
    return tallies.is_consensus(tallies.Result(tally.outcome, tally.counts, tally.base), share)


def for_against(in_favour: int, against: int, abstained: int, on_roll: int, outcome: Outcome) -> Tally:
    """A tally of the simplest method, from its figures."""
    return Tally(
        method=Method.FOR_AGAINST,
        counts={Choice.FOR: in_favour, Choice.AGAINST: against, Choice.ABSTAIN: abstained},
        voted=in_favour + against + abstained,
        base=in_favour + against,
        on_roll=on_roll,
        electors=on_roll,
        outcome=outcome,
    )
