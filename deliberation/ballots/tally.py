"""Counting, and deciding by a rule: pure functions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from deliberation.ballots.models import Ballot, Choice


@dataclass(frozen=True)
class Tally:
    in_favour: int
    against: int
    abstained: int
    on_roll: int

    @property
    def votes_cast(self) -> int:
        """Votes for or against. An abstention is a vote that was given, but takes no side."""
        return self.in_favour + self.against

    @property
    def voted(self) -> int:
        return self.votes_cast + self.abstained


def count(choices: Iterable[str], *, on_roll: int) -> Tally:
    found = Counter(choices)
    return Tally(found[Choice.FOR], found[Choice.AGAINST], found[Choice.ABSTAIN], on_roll)


def outcome(tally: Tally, *, quorum: Fraction, majority: Fraction, strict: bool) -> Ballot.Outcome:
    """What the mandate's rule makes of a tally.

    The quorum is a share of the roll and counts everyone who voted, abstentions included. The majority is a share of
    the votes cast for or against: more than it when ``strict``, at least it otherwise. Without a vote for or against,
    nothing is adopted.
    """
    if tally.voted < quorum * tally.on_roll:
        return Ballot.Outcome.NO_QUORUM
    needed = majority * tally.votes_cast
    enough = tally.in_favour > needed if strict else tally.in_favour >= needed
    return Ballot.Outcome.ADOPTED if enough and tally.votes_cast else Ballot.Outcome.REJECTED


def is_consensus(tally: Tally, share: Fraction | None) -> bool:
    """Whether this result may be called a consensus: only where the mandate says from which share for, of the votes for
    or against."""
    return share is not None and tally.votes_cast > 0 and tally.in_favour >= share * tally.votes_cast
