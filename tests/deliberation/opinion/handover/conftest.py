"""An opinion that was handed over. Five of its six citizens signed it: three must agree to a correction."""

from dataclasses import dataclass

import pytest

from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import OPERATOR, Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.opinion.handover import actions
from deliberation.opinion.models import SealedOpinion
from tests.cast import enter
from tests.hall import Hall

PASSAGE = "Mots de la partie preamble"


@dataclass
class Handed:
    """``cast`` has a member of each role, a second sponsor among them; nobody comes in after the hand-over."""

    hall: Hall
    sponsor: Actor
    cast: dict[Role, Actor]

    def all_but(self, role: Role) -> list[Actor]:
        return [actor for actor in self.cast.values() if actor.role != role] + [OPERATOR]

    @property
    def conference(self) -> Conference:
        return self.hall.conference

    @property
    def signers(self) -> list[Actor]:
        return self.hall.citizens[:5]

    @property
    def sealed(self) -> SealedOpinion:
        return SealedOpinion.objects.get()

    def acknowledge(self, who: Actor | None = None, **said: str) -> None:
        given = said or {"sha256": self.sealed.pdf_sha256}
        actions.acknowledge_receipt(
            actor=who or self.sponsor, conference=self.conference, **{"means": "computed"} | given
        )

    def propose(self, who: Actor, **words: str) -> None:
        given = {"passage": PASSAGE, "text": "Mots du préambule", "reason": "Une faute de frappe."} | words
        actions.propose_correction(actor=who, conference=self.conference, **given)

    def agree(self, who: Actor, number: int = 1) -> None:
        actions.agree_to_correction(actor=who, conference=self.conference, number=number)

    def correct(self) -> None:
        """Propose a correction and have enough of the others agree."""
        self.propose(self.signers[0])
        for who in self.signers[1:3]:
            self.agree(who)

    def add_version(self, **words: str) -> None:
        given = {
            "kind": "translation",
            "language": "en",
            "title": "The water we share",
            "made_by": "A translator",
            "text": "Sentinel of the translation",
        }
        actions.add_derivative(actor=self.hall.facilitator, conference=self.conference, **given | words)


@pytest.fixture
def signed(hall: Hall) -> Handed:
    """Sealed, and about to be handed over."""
    hall.once(_signed)
    came = {member.name: actor_of(member) for member in Membership.objects.select_related("user")}
    cast = {role: came[f"un {role}"] for role in Role if role != Role.OPERATOR}
    return Handed(hall, came["Cheffe du conseil"], cast)


def _signed(hall: Hall) -> None:
    hall.reach(Stage.SIGNING)
    enter(hall.conference, Role.SPONSOR, "Cheffe du conseil")
    for role in Role:
        if role != Role.OPERATOR:
            enter(hall.conference, role, f"un {role}")
    for citizen in hall.citizens[:5]:
        hall.sign(citizen)
    hall.sign(hall.citizens[5], "declined")
    hall.end(Stage.SIGNING)
    hall.start(Stage.HANDOVER)


@pytest.fixture
def handed(signed: Handed) -> Handed:
    signed.hall.end(Stage.HANDOVER)
    return signed
