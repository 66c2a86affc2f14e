"""A box, and the people who count it."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.ballots.box import actions
from deliberation.ballots.models import Ballot
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from tests.cast import enter
from tests.hall import Hall

# What a paper says of each text of the ballot, in their order, and an objector's reason.
Said = tuple[str, ...]


@dataclass
class Box:
    """``keyers`` are a facilitator and somebody of the steering committee."""

    hall: Hall
    ballot: Ballot
    keyers: tuple[Actor, Actor]

    def _given(self, actor: Actor | None) -> dict[str, object]:
        return {"actor": actor or self.hall.facilitator, "conference": self.hall.conference}

    def give(self, *people: Actor) -> None:
        for person in people:
            actions.give_papers(person=person.member.ref, **self._given(None))  # type: ignore[arg-type]

    def take_back(self, person: Actor) -> None:
        actions.take_back_papers(person=person.member.ref, **self._given(None))  # type: ignore[arg-type]

    def open(self) -> None:
        actions.open_count(ballot_id=self.ballot.pk, **self._given(None))  # type: ignore[arg-type]

    def _paper(self, number: int, said: Said, reason: str) -> dict[str, object]:
        options = self.ballot.options.order_by("position").values_list("pk", flat=True)
        marks = {option: value for option, value in zip(options, said, strict=True) if value}
        return {"ballot_id": self.ballot.pk, "number": number, "marks": marks, "reason": reason}

    def key(self, keyer: Actor, number: int, *said: str, reason: str = "") -> None:
        actions.key_paper(**self._given(keyer), **self._paper(number, said, reason))  # type: ignore[arg-type]

    def correct(self, keyer: Actor, number: int, *said: str, reason: str = "") -> None:
        actions.correct_paper(**self._given(keyer), **self._paper(number, said, reason))  # type: ignore[arg-type]

    def undo(self, keyer: Actor, number: int) -> None:
        actions.undo_paper(ballot_id=self.ballot.pk, number=number, **self._given(keyer))  # type: ignore[arg-type]

    def finish(self, keyer: Actor, number: int) -> None:
        actions.finish_keying(ballot_id=self.ballot.pk, number=number, **self._given(keyer))  # type: ignore[arg-type]

    def discard(self, actor: Actor, whose: Actor) -> None:
        given = self._given(actor)
        actions.discard_keying(ballot_id=self.ballot.pk, person=whose.member.ref, **given)  # type: ignore[arg-type]

    def settle(self, actor: Actor | None = None, shortfall: str = "") -> None:
        actions.settle_count(ballot_id=self.ballot.pk, shortfall=shortfall, **self._given(actor))  # type: ignore[arg-type]

    def key_all(self, keyer: Actor, papers: Sequence[Said]) -> None:
        for number, said in enumerate(papers, start=1):
            self.key(keyer, number, *said)
        self.finish(keyer, len(papers))

    def count(self, papers: Sequence[Said], shortfall: str = "") -> None:
        """The whole count, without a difference."""
        self.open()
        for keyer in self.keyers:
            self.key_all(keyer, papers)
        self.settle(shortfall=shortfall)


def box_of(hall: Hall, stage: Stage = Stage.BALLOT) -> Box:
    """The box of the first vote of a ballot round that has begun."""
    hall.reach(stage)
    steering = enter(hall.conference, Role.STEERING, "steering", email="keyer@example.org")
    return Box(hall, hall.ballot(), (hall.facilitator, steering))
