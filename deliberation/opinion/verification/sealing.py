"""The seal of a PDF: whose it is, and that it covers every byte of the file, its own container included."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import (
    KeyUsageConstraints,
    read_certification_data,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import SimpleTrustManager

from deliberation.kernel import clock
from deliberation.opinion.verification.containers import is_exact, is_exact_stamp


@dataclass(frozen=True)
class SealFinding:
    """``sealed_at`` is what the seal says of itself, ``stamped_at`` what a trusted time-stamping service says of it."""

    intact: bool
    certified: bool
    trusted: bool
    signer: str
    sealed_at: datetime | None
    stamped_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.intact and self.certified and self.trusted


def examine_seal(
    pdf: bytes, reader: PdfFileReader, roots: tuple[Certificate, ...], stamp_roots: tuple[Certificate, ...]
) -> SealFinding:
    """Raises whatever a broken file makes the libraries raise; a file without exactly one seal is one."""
    (signature,) = reader.embedded_regular_signatures
    sealed_at = signature.self_reported_timestamp
    stamping = _context(stamp_roots, sealed_at)
    status = validate_pdf_signature(
        signature,
        signer_validation_context=_context(roots, sealed_at),
        ts_validation_context=stamping,
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )
    later = [_stamped(pdf, each, stamping) for each in reader.embedded_timestamp_signatures]
    # Nothing may follow the seal but one time-stamp of the whole, which then covers every byte that the seal does not.
    reach = SignatureCoverageLevel.ENTIRE_REVISION if later else SignatureCoverageLevel.ENTIRE_FILE
    token = status.timestamp_validity
    whole = status.coverage == reach and len(later) <= 1 and all(later) and is_exact(pdf, signature, token)
    certification = read_certification_data(reader)
    return SealFinding(
        intact=bool(status.intact and status.valid and whole and (token is None or (token.intact and token.valid))),
        certified=bool(
            certification is not None and certification.permission == MDPPerm.NO_CHANGES and status.docmdp_ok
        ),
        trusted=bool(status.trusted and not status.revoked and (token is None or token.trusted)),
        signer=_name_of(status.signing_cert),
        sealed_at=sealed_at,
        stamped_at=token.timestamp if token is not None and token.trusted else None,
    )


def _stamped(pdf: bytes, stamp: EmbeddedPdfSignature, context: ValidationContext) -> bool:
    """Whether the time-stamp of a whole document is trusted, is its last update, and was changed nowhere."""
    status = validate_pdf_timestamp(stamp, context)
    return bool(
        status.intact
        and status.valid
        and status.trusted
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and is_exact_stamp(pdf, stamp, status)
    )


def _name_of(certificate: asn1.Certificate) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or names.get("organization_name") or "")


def _context(roots: tuple[Certificate, ...], sealed_at: datetime | None) -> ValidationContext:
    """Certificates are judged at the moment of the seal: an opinion outlives the certificate that sealed
    it."""
    trusted = [asn1.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=trusted),
        moment=sealed_at or clock.now(),
        allow_fetching=False,
    )
