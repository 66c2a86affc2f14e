"""What is counted, by what rule, with what result: values alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from deliberation.conference.methods import Abstentions, Grade, Method, Outcome, Tie

# One paper: the value given to each option. An option without a mark is absent; an empty paper is blank.
Marks = Mapping[str, str]
# What is drawn between, to a key: the smaller key is drawn first. See ``lots``.
Lot = Callable[[str], str]


@dataclass(frozen=True)
class Rule:
    """What a mandate says of how a ballot is decided. ``docs/ballots.md`` explains each word with examples.

    ``quorum`` is a share of the electors; everyone who gave a paper counts, blank or abstaining. ``majority`` is a
    share of the votes cast: more than it when ``strict``, at least it otherwise. ``places`` is the number of options
    that are adopted at most, ``least_grade`` the majority grade an option needs, ``ranks`` how many options a person
    may rank. Each method reads what concerns it. Raises ``ValueError`` for a number that no mandate can mean.
    """

    method: Method
    quorum: Fraction
    majority: Fraction = Fraction(1, 2)
    strict: bool = True
    abstentions: Abstentions = Abstentions.IGNORED
    tie: Tie = Tie.REJECTED
    places: int | None = None
    least_grade: Grade = Grade.FAIRLY_GOOD
    ranks: int = 3

    def __post_init__(self) -> None:
        for name, share in (("quorum", self.quorum), ("majority", self.majority)):
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, not {share}")
        if self.places is not None and self.places < 1:
            raise ValueError(f"places is at least 1, or None, not {self.places}")
        if self.ranks < 1:
            raise ValueError(f"ranks is at least 1, not {self.ranks}")


@dataclass(frozen=True)
class Result:
    """What became of one option.

    ``counts`` are papers by value, every value of the method being there, and ``base`` is the votes cast, from which a
    majority is taken. ``score`` is of points alone, ``grade`` (the majority grade) of majority judgment alone, where
    somebody voted. ``place`` is the rank among several options; those that the votes do not separate share one.
    """

    outcome: Outcome
    counts: Mapping[str, int]
    base: int
    score: int | None = None
    place: int | None = None
    grade: Grade | None = None
