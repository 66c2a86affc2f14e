import json

from django.db.models import Count, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.opinion.handover.models import Correction, CorrectionAgreement, Derivative, HandoverCertificate
from deliberation.opinion.models import SealedOpinion, Signature


def certificate_of(sealed: SealedOpinion | None) -> HandoverCertificate | None:
    return HandoverCertificate.objects.filter(original=sealed).first() if sealed else None


def handed_over_by(conference: Conference) -> Role:
    """The role of who handed the opinion over, by the journal."""
    actor = Entry.objects.get(conference=conference, verb=Verb.OPINION_HANDED_OVER.value).actor
    return Role(actor.partition(":")[0])


def corrections_of(sealed: SealedOpinion | None) -> QuerySet[Correction]:
    """Those that are sealed and stand beside the opinion, in their order."""
    return Correction.objects.filter(original=sealed, sealed_at__isnull=False).order_by("number")


def proposed_corrections(sealed: SealedOpinion | None) -> QuerySet[Correction]:
    """Those that wait for agreement; each with ``agreed``, how many agree."""
    waiting = Correction.objects.filter(original=sealed, sealed_at=None, withdrawn_at=None)
    return waiting.annotate(agreed=Count("agreements")).order_by("number")


def correction(conference: Conference, number: int) -> Correction | None:
    return Correction.objects.select_related("original").filter(original__conference=conference, number=number).first()


def agrees(membership: Membership, correction: Correction) -> bool:
    return CorrectionAgreement.objects.filter(membership=membership, correction=correction).exists()


def signers_of(conference: Conference) -> QuerySet[Signature]:
    return Signature.objects.filter(opinion__conference=conference, decision=Signature.Decision.SIGNED)


def has_signed(membership: Membership) -> bool:
    return signers_of(membership.conference).filter(membership=membership).exists()


def agreed_at_the_seal(correction: Correction) -> tuple[int, int]:
    """How many agreed when it was sealed, of how many who signed the opinion, by the journal."""
    conference = correction.original.conference
    entries = Entry.objects.filter(conference=conference, verb=Verb.CORRECTION_SEALED.value)
    details = (json.loads(detail) for detail in entries.values_list("detail", flat=True))
    return next((d["agreed"], d["signed"]) for d in details if d["correction"] == correction.number)


def derivatives_of(sealed: SealedOpinion | None) -> QuerySet[Derivative]:
    """The withdrawn ones too: that they were there, and why they are not, is said."""
    return Derivative.objects.filter(original=sealed).order_by("pk")


def derivative(conference: Conference, derivative_id: int) -> Derivative | None:
    return Derivative.objects.filter(original__conference=conference, pk=derivative_id).first()
