"""Is a PDF in hand the one that was sealed? Answers about the file alone, whatever the file is."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import KeyUsageConstraints, read_certification_data, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import SimpleTrustManager

from deliberation.kernel import clock
from deliberation.opinion.authority import trust_roots
from deliberation.opinion.canonical import digest
from deliberation.opinion.typeset import FIGURES_NAME, TEXT_NAME

# No opinion is this long; a parser is not asked to prove it.
LARGEST = 64 * 1024 * 1024

# A refused file is an answer, not an incident: the libraries would log a traceback for each.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Verdict:
    """What a file proves. Every answer is no unless shown: a file that cannot be read proves nothing.

    ``known`` is None when no register was consulted; ``sealed_at`` is what the seal says of itself.
    """

    pdf_sha256: str
    signed: bool = False
    intact: bool = False
    certified: bool = False
    trusted: bool = False
    text_matches: bool = False
    known: bool | None = None
    signer: str = ""
    sealed_at: datetime | None = None
    text_sha256: str = ""

    @property
    def genuine(self) -> bool:
        """The one answer: sealed by us, not a byte changed, the attached text is the printed one."""
        shown = self.signed and self.intact and self.certified and self.trusted and self.text_matches
        return shown and self.known is not False

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answers in plain words, in the language in force; the conclusion comes last."""
        if not self.signed:
            return (_("This file carries no seal that can be read."), self._conclusion)
        said = [
            _("The seal names its author: %(signer)s.") % {"signer": self.signer},
            _("No byte of the file has changed since it was sealed.")
            if self.intact
            else _("The file has changed since it was sealed, or the seal does not cover all of it."),
            _("The seal forbids any later change, and there is none.")
            if self.certified
            else _("The seal does not certify the whole file against later changes."),
            _("The seal was issued by an authority this installation trusts.")
            if self.trusted
            else _("This installation does not know the authority that issued the seal."),
            _("The attached text is the one whose digest the document prints.")
            if self.text_matches
            else _("The attached text is missing, or is not the one whose digest the document prints."),
        ]
        if self.known is not None:
            said.append(
                _("This file is in the register of sealed opinions.")
                if self.known
                else _("This file is not in the register of sealed opinions.")
            )
        return (*said, self._conclusion)

    @property
    def _conclusion(self) -> str:
        return (
            _("This is the sealed opinion, exactly as the citizens signed it.")
            if self.genuine
            else _("This file cannot be taken for a sealed opinion.")
        )


def check(pdf: bytes, *, known_digests: frozenset[str] | None) -> Verdict:
    """Examine ``pdf``; hostile or broken bytes give a verdict that says no, never an exception.

    ``known_digests`` are the SHA-256 (hex) of sealed files and of signed texts; None when there is no
    register to ask. ImproperlyConfigured if this installation's own credentials cannot be read. Not for a
    running event loop."""
    roots = trust_roots()
    fingerprint = digest(pdf)
    in_register = None if known_digests is None else False
    if len(pdf) > LARGEST or b"/ByteRange" not in pdf:
        return Verdict(fingerprint, known=in_register)
    try:
        return _examined(pdf, fingerprint, known_digests, roots)
    except Exception:  # The parsers raise whatever hostile bytes make them raise: all of it means no.
        return Verdict(fingerprint, known=in_register)


def known_digests() -> frozenset[str]:
    """The digests of every file sealed here and of every text signed here."""
    # Inline: a check without a database must not load the models.
    from deliberation.opinion.models import SealedOpinion

    rows = SealedOpinion.objects.values_list("pdf_sha256", "text_sha256")
    return frozenset(each for row in rows for each in row)


def _examined(pdf: bytes, fingerprint: str, known: frozenset[str] | None, roots: tuple[Certificate, ...]) -> Verdict:
    reader = PdfFileReader(BytesIO(pdf))
    (signature,) = reader.embedded_signatures
    sealed_at = signature.self_reported_timestamp
    status = validate_pdf_signature(
        signature,
        signer_validation_context=_context(roots, sealed_at),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and _is_exact(pdf, signature)
    certification = read_certification_data(reader)
    text, printed = _attached(reader)
    return Verdict(
        fingerprint,
        signed=True,
        intact=bool(status.intact and status.valid and whole),
        certified=bool(
            certification is not None and certification.permission == MDPPerm.NO_CHANGES and status.docmdp_ok
        ),
        trusted=bool(status.trusted and not status.revoked),
        text_matches=text != "" and text == printed,
        known=None if known is None else {fingerprint, text} <= known,
        signer=status.signing_cert.subject.human_friendly,
        sealed_at=sealed_at,
        text_sha256=text,
    )


def _context(roots: tuple[Certificate, ...], sealed_at: datetime | None) -> ValidationContext:
    """Certificates are judged at the moment of the seal: an opinion outlives the certificate that sealed
    it."""
    trusted = [asn1.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=trusted),
        moment=sealed_at or clock.now(),
        allow_fetching=False,
    )


def _is_exact(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the bytes the signature cannot cover, those it is written in, are the only ones it could be
    written in.

    A signature says nothing of its own container: padding, letter case, version numbers or extra certificates
    could be changed without breaking it. So the container is built anew from what is proven, and must come
    out identical."""
    start, first, second, rest = signature.byte_range
    gap = pdf[first:second]
    container = _rebuilt(signature).dump()
    written = b"<" + container.hex().upper().encode()
    padding = gap[len(written) : -1]
    return (
        start == 0
        and second + rest == len(pdf)
        and gap.startswith(written)
        and gap.endswith(b">")
        and padding == b"0" * len(padding)
    )


def _rebuilt(signature: EmbeddedPdfSignature) -> cms.ContentInfo:
    signer: Any = signature.signer_info
    certificate = signature.signer_cert
    algorithm = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}[certificate.public_key.algorithm]
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    rebuilt = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}),
        "digest_algorithm": sha256,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
        "signed_attrs": signer["signed_attrs"],
        "signature": signer["signature"].native,
    }
    return cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": cms.DigestAlgorithms((sha256,)),
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [certificate, *signature.other_embedded_certs],
                    "signer_infos": [rebuilt],
                }
            ),
        }
    )


def _attached(reader: PdfFileReader) -> tuple[str, str]:
    """The digest of the attached text, and the digest the document prints (its figures carry the same)."""
    names = list(reader.root["/Names"]["/EmbeddedFiles"]["/Names"])
    files = {str(name): file for name, file in zip(names[::2], names[1::2], strict=True)}
    text, figures = (files[name].get_object()["/EF"]["/F"].data for name in (TEXT_NAME, FIGURES_NAME))
    return digest(text), str(json.loads(figures)["text_sha256"])
