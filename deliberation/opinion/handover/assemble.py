"""From the record to what is printed beside the opinion, in the language in force."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from deliberation.conference.stages import Role
from deliberation.opinion.handover.document import Certificate, CorrectionPaper, Original
from deliberation.opinion.handover.models import Correction, HandoverCertificate
from deliberation.opinion.handover.rules import TYPED
from deliberation.opinion.models import SealedOpinion, Section


def certificate_values(certificate: HandoverCertificate) -> Certificate:
    """ValueError unless the opinion was handed over, and its receipt acknowledged."""
    sealed = certificate.original
    if sealed.handed_over_at is None or sealed.acknowledged_at is None:
        raise ValueError("There is no certificate before the receipt.")
    means, received = HandoverCertificate.Means(certificate.means), sealed.received_sha256
    if means == HandoverCertificate.Means.TYPED:
        received = f"{received[:TYPED]}…{received[-TYPED:]}"
    return Certificate(
        original=_original(sealed),
        handed_over_at=sealed.handed_over_at,
        by=str(Role(certificate.handed_over_by).label),
        at=sealed.acknowledged_at,
        received=received,
        means=str(means.label),
    )


def correction_values(correction: Correction, *, at: datetime, agreed: int, signed: int) -> CorrectionPaper:
    return CorrectionPaper(
        original=_original(correction.original),
        number=correction.number,
        passage=correction.passage,
        text=correction.text,
        reason=correction.reason,
        agreed=agreed,
        signed=signed,
        proposed_at=correction.proposed_at,
        at=at,
    )


def _original(sealed: SealedOpinion) -> Original:
    conference = sealed.conference
    title = Section.objects.get(opinion__conference=conference, part=Section.Part.TITLE).text
    return Original(
        language=conference.language,
        conference_title=conference.title,
        opinion_title=title,
        sponsor=conference.sponsor,
        text_sha256=sealed.text_sha256,
        pdf_sha256=sealed.pdf_sha256,
        sealed_at=sealed.sealed_at,
        check_url=settings.BASE_URL + reverse("verify"),
    )
