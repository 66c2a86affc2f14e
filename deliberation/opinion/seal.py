"""The electronic seal: a PAdES signature that certifies the whole file and allows no change after it.

Without a time-stamping service it is of level B-B. With one, the seal carries a time-stamp (B-T) and what it takes to
check both later (B-LT), in the very revision that it signs, so that every byte of the file stays under it; at level
B-LTA one update follows, a time-stamp of the whole document."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSigningSession, SigDSSPlacementPreference
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import SimpleTrustManager
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from deliberation.opinion.authority import SealKey, seal_credentials, timestamp_roots, trust_roots

FIELD = "Seal"
# Seconds: who ends the signing waits, and with them whoever acts in the conference.
PATIENCE = 10


class Level(StrEnum):
    """What a seal carries with it (ETSI EN 319 142-1)."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"


class TimestampRefused(Exception):
    """The time-stamping service did not answer, or not with a time-stamp that can be trusted."""


@dataclass(frozen=True)
class _Stamping:
    """Who stamps the time, up to which level, and what is trusted meanwhile."""

    timestamper: TimeStamper
    level: Level
    trusted: ValidationContext


def level() -> Level:
    """The level in force. ImproperlyConfigured when the settings ask for one they give no means of."""
    asked = settings.SEAL_LEVEL or (Level.LT if settings.TIMESTAMP_URL else Level.B)
    if asked not in set(Level):
        raise ImproperlyConfigured(
            _("SEAL_LEVEL: expected one of %(levels)s.") % {"levels": ", ".join(each.value for each in Level)}
        )
    if asked != Level.B and not settings.TIMESTAMP_URL:
        raise ImproperlyConfigured(_("SEAL_LEVEL: a level above B-B needs TIMESTAMP_URL."))
    if asked in {Level.LT, Level.LTA} and not settings.TIMESTAMP_ROOTS:
        raise ImproperlyConfigured(_("TIMESTAMP_ROOTS: a level above B-T needs the root of the time-stamping service."))
    return Level(asked)


def seal(pdf: bytes, *, at: datetime, reason: str = "") -> bytes:
    """``pdf`` with the installation's seal, dated ``at`` (aware). ImproperlyConfigured without usable
    credentials, TimestampRefused when the time-stamping service of the settings gives none.

    ValueError if ``at`` is outside the validity of the certificate: such a seal would not be trusted by
    anybody. ``reason`` is what PDF readers say of it, that of an opinion when empty, in the language in force. Not to
    be called from a running event loop."""
    credentials = seal_credentials()
    begins, ends = credentials.certificate.not_valid_before_utc, credentials.certificate.not_valid_after_utc
    if not begins <= at <= ends:
        raise ValueError(
            f"a seal dated {at.isoformat()} would be refused: its certificate runs from {begins} to {ends}"
        )
    store = SimpleCertificateStore()
    store.register_multiple([_for_pyhanko(each) for each in credentials.intermediates])
    der = credentials.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = _ReadySigner(
        credentials.key,
        signing_cert=_for_pyhanko(credentials.certificate),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=store,
        # Roots are trusted because one has them, not because the file brings them.
        embed_roots=False,
    )
    said = reason or _("Citizen opinion, as the citizens signed it")
    try:
        return _signed(pdf, signer, at, said, _stamping(credentials.intermediates))
    except (TimestampRequestError, ValidationError) as error:
        raise TimestampRefused(str(error)) from error
    except SigningError as error:
        # pyHanko wraps the failure of a certificate it was to embed the proofs of.
        if isinstance(error.__cause__, ValidationError):
            raise TimestampRefused(str(error)) from error
        raise


def _stamping(intermediates: tuple[Certificate, ...]) -> _Stamping | None:
    wanted = level()
    if wanted == Level.B:
        return None
    trusted = ValidationContext(
        trust_manager=SimpleTrustManager.build(
            trust_roots=[_for_pyhanko(each) for each in (*trust_roots(), *timestamp_roots())]
        ),
        other_certs=[_for_pyhanko(each) for each in intermediates],
        # What an authority publishes of its certificates is fetched and embedded; one that publishes nothing is
        # taken at its word: the embedded authority has no key left that could revoke anything.
        allow_fetching=True,
        revocation_mode="soft-fail",
    )
    return _Stamping(HTTPTimeStamper(settings.TIMESTAMP_URL, timeout=PATIENCE), wanted, trusted)


def _signed(pdf: bytes, signer: SimpleSigner, at: datetime, reason: str, stamping: _Stamping | None) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
        location=urlsplit(settings.BASE_URL).hostname or settings.BASE_URL,
        name=settings.SEAL_NAME,
        **_lasting(stamping),
    )
    # PDF/A wants the print flag and bans the hidden one; PDF/UA then wants the field off the page.
    field = SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
        readable_field_name=_("Electronic seal"),
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    output = BytesIO()
    _DatedSigner(metadata, signer, field, at, stamping).sign_pdf(writer, output=output)
    return output.getvalue()


def _lasting(stamping: _Stamping | None) -> dict[str, Any]:
    """What makes a seal outlive its certificate. All of it stands in the revision that is sealed."""
    if stamping is None or stamping.level == Level.T:
        return {}
    return {
        "embed_validation_info": True,
        "validation_context": stamping.trusted,
        "use_pades_lta": stamping.level == Level.LTA,
        "dss_settings": DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    }


class _ReadySigner(SimpleSigner):
    """pyHanko reads the key anew, checking its primes, for each of two signatures: a second, while everybody waits."""

    def __init__(self, key: SealKey, **given: Any) -> None:
        super().__init__(**given)
        self.key = key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        match self.get_signature_mechanism_for_digest(digest_algorithm)["algorithm"].native, self.key:
            case "sha256_rsa", rsa.RSAPrivateKey() as key:
                return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
            case "sha256_ecdsa", ec.EllipticCurvePrivateKey() as key:
                return key.sign(data, ec.ECDSA(hashes.SHA256()))
        return bytes(super().sign_raw(data, digest_algorithm))


class _DatedSigner(PdfSigner):
    """pyHanko dates a signature by its own clock; time has one source here, whoever calls ``seal``."""

    def __init__(
        self,
        metadata: PdfSignatureMetadata,
        signer: SimpleSigner,
        field: SigFieldSpec,
        at: datetime,
        stamping: _Stamping | None,
    ) -> None:
        super().__init__(metadata, signer, timestamper=stamping.timestamper if stamping else None, new_field_spec=field)
        self.at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        signing = super().init_signing_session(pdf_out, existing_fields_only)
        signing.system_time = self.at
        return signing


def _for_pyhanko(certificate: Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
