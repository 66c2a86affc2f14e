"""The electronic seal: a PAdES B-B signature that certifies the whole file and allows no change after it."""

from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import Certificate
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from deliberation.opinion.authority import seal_credentials

FIELD = "Seal"


def seal(pdf: bytes, *, at: datetime) -> bytes:
    """``pdf`` with the installation's seal, dated ``at`` (aware). ImproperlyConfigured without usable
    credentials.

    ValueError if ``at`` is outside the validity of the certificate: such a seal would not be trusted by
    anybody. The reason printed by PDF readers is in the language in force. Not to be called from a running
    event loop."""
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
    signer = SimpleSigner(
        signing_cert=_for_pyhanko(credentials.certificate),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=store,
        # Roots are trusted because one has them, not because the file brings them.
        embed_roots=False,
    )
    return _signed(pdf, signer, at)


def _signed(pdf: bytes, signer: SimpleSigner, at: datetime) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=_("Citizen opinion, as the citizens signed it"),
        location=urlsplit(settings.BASE_URL).hostname or settings.BASE_URL,
        name=settings.SEAL_NAME,
    )
    # PDF/A wants the print flag and bans the hidden one; PDF/UA then wants the field off the page.
    field = SigFieldSpec(
        FIELD,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
        readable_field_name=_("Electronic seal"),
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    output = BytesIO()
    _DatedSigner(metadata, signer, field, at).sign_pdf(writer, output=output)
    return output.getvalue()


class _DatedSigner(PdfSigner):
    """pyHanko dates a signature by its own clock; time has one source here, whoever calls ``seal``."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: SimpleSigner, field: SigFieldSpec, at: datetime) -> None:
        super().__init__(metadata, signer, new_field_spec=field)
        self.at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        signing = super().init_signing_session(pdf_out, existing_fields_only)
        signing.system_time = self.at
        return signing


def _for_pyhanko(certificate: Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
