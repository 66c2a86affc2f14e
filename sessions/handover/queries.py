"""What stands beside the sealed opinion, for whoever may read it."""

from dataclasses import dataclass
from typing import Any

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.opinion.handover import languages
from deliberation.opinion.handover.models import Correction, Derivative
from deliberation.opinion.handover.queries import (
    agreed_at_the_seal,
    agrees,
    certificate_of,
    corrections_of,
    derivatives_of,
    has_signed,
    proposed_corrections,
    signers_of,
)
from deliberation.opinion.handover.rules import needed, sees_proposed_corrections, why_not_see_certificate
from deliberation.opinion.models import SealedOpinion


@dataclass(frozen=True)
class Sealed:
    correction: Correction
    agreed: int
    signed: int


@dataclass(frozen=True)
class Proposed:
    """``mine``: proposed by who looks; ``agrees``: they agree to it."""

    correction: Correction
    agreed: int
    mine: bool
    agrees: bool


@dataclass(frozen=True)
class Version:
    derivative: Derivative
    language: str
    dir: str


def receipt_awaited(sealed: SealedOpinion | None) -> bool:
    return bool(sealed and sealed.handed_over_at and not sealed.acknowledged_at)


def beside(actor: Actor | None, conference: Conference, sealed: SealedOpinion) -> dict[str, Any]:
    """Of an opinion that was handed over."""
    return {
        "corrections": list(corrections_of(sealed)),
        "versions": versions_of(sealed),
        "certificate": None if why_not_see_certificate(actor, conference, sealed) else certificate_of(sealed),
        "may_correct": rules.may(Act.PROPOSE_CORRECTION, actor, conference),
        "may_add_version": rules.may(Act.ADD_DERIVATIVE, actor, conference),
        "proposed_corrections": sees_proposed_corrections(actor) and proposed_corrections(sealed).count(),
    }


def versions_of(sealed: SealedOpinion) -> list[Version]:
    return [version_of(each) for each in derivatives_of(sealed)]


def version_of(derivative: Derivative) -> Version:
    tag = derivative.language
    return Version(derivative, languages.name_of(tag), languages.direction(tag))


def sealed_corrections(sealed: SealedOpinion) -> list[Sealed]:
    return [Sealed(each, *agreed_at_the_seal(each)) for each in corrections_of(sealed)]


def agreement_asked(actor: Actor | None, conference: Conference, sealed: SealedOpinion) -> dict[str, Any]:
    """The corrections that wait, and the rule they wait for; nothing for whoever does not see them."""
    if actor is None or not sees_proposed_corrections(actor):
        return {}
    signed = signers_of(conference).count()
    return {
        "proposed": [
            Proposed(each, each.agreed, each.proposed_by_id == actor.member.pk, agrees(actor.member, each))  # type: ignore[attr-defined]
            for each in proposed_corrections(sealed)
        ],
        "signed": signed,
        "needed": needed(signed),
        "has_signed": has_signed(actor.member),
    }
