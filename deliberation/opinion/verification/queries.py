from dataclasses import dataclass

from django.db.models import QuerySet

from deliberation.opinion.handover.models import Correction, HandoverCertificate
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.verification import wording


@dataclass(frozen=True)
class Standing:
    """What the register says of a file. ``known``: "opinion", "certificate", "correction" or empty."""

    known: str = ""
    corrections: int = 0

    @property
    def sentences(self) -> list[str]:
        return wording.register_sentences(self.known, self.corrections)


def standing_of(sha256: str) -> Standing:
    """Whoever asks has the file, or its digest from who has it: nothing else is told."""
    sealed = SealedOpinion.objects.filter(pdf_sha256=sha256).first()
    if sealed:
        return Standing("opinion", _sealed_corrections().filter(original=sealed).count())
    if HandoverCertificate.objects.filter(pdf_sha256=sha256).exists():
        return Standing("certificate")
    return Standing("correction" if _sealed_corrections().filter(pdf_sha256=sha256).exists() else "")


def _sealed_corrections() -> QuerySet[Correction]:
    return Correction.objects.filter(sealed_at__isnull=False, withdrawn_at=None)
