"""Who certifies the citizens' keys: an authority of each conference's own, made when its signing opens.

Its key is one file, ``SEAL_DIR/signing/<start of the certificate's fingerprint>.pem``, and is destroyed when the
opinion is sealed: from then on nobody can issue another certificate under it.
"""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.authority import keep_file, key_usage
from deliberation.opinion.models import Opinion
from deliberation.opinion.signing.models import SigningAuthority

FOLDER = "signing"
# Of the authority's own certificate: a signature is checked long after its citizen's certificate has expired.
VALIDITY = timedelta(days=3652)
CERTIFIED_FOR = timedelta(minutes=10)
# What an X.509 name holds.
LONGEST_NAME = 64
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


def open_authority(opinion: Opinion) -> SigningAuthority:
    """The authority of this opinion; makes it the first time. Under the conference's lock."""
    known = SigningAuthority.objects.filter(opinion=opinion).first()
    if known:
        return known
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(key, opinion.conference.title).public_bytes(DER)
    pem = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    keep_file(_key_file(certificate), pem)
    return SigningAuthority.objects.create(opinion=opinion, certificate=certificate, made_at=clock.now())


def close_authority(opinion: Opinion) -> None:
    """Its key is destroyed once what is written now commits."""
    authority = SigningAuthority.objects.filter(opinion=opinion, closed_at=None).first()
    if authority:
        authority.closed_at = clock.now()
        authority.save(update_fields=["closed_at"])
        transaction.on_commit(lambda: _destroy(_key_file(bytes(authority.certificate))))


def fingerprint(authority: SigningAuthority) -> str:
    """SHA-256 of its certificate, in lower-case hex."""
    return hashlib.sha256(bytes(authority.certificate)).hexdigest()


def issue(
    authority: SigningAuthority, public_key: ec.EllipticCurvePublicKey, *, name: str, is_pseudonym: bool
) -> x509.Certificate:
    """A certificate that says whose key this is, for ten minutes from now. Refused where the authority's key is not at
    hand."""
    issuer = x509.load_der_x509_certificate(bytes(authority.certificate))
    attribute = NameOID.PSEUDONYM if is_pseudonym else NameOID.COMMON_NAME
    begins = clock.now().replace(microsecond=0)
    return (
        x509.CertificateBuilder(
            issuer.subject,
            x509.Name([x509.NameAttribute(attribute, name)]),
            public_key,
            x509.random_serial_number(),
            begins,
            begins + CERTIFIED_FOR,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(issues=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(_public_key_of(issuer)), critical=False)
        .sign(_key_of(authority), hashes.SHA256())
    )


def _self_signed(key: ec.EllipticCurvePrivateKey, title: str) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"Signatures — {title}"[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.SEAL_NAME[:LONGEST_NAME]),
        ]
    )
    begins = clock.now().replace(microsecond=0)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, begins + VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(issues=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _public_key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    found = certificate.public_key()
    assert isinstance(found, ec.EllipticCurvePublicKey)  # noqa: S101 - made above
    return found


def _key_file(certificate: bytes) -> Path:
    return Path(settings.SEAL_DIR) / FOLDER / f"{hashlib.sha256(certificate).hexdigest()[:32]}.pem"


def _key_of(authority: SigningAuthority) -> ec.EllipticCurvePrivateKey:
    try:
        pem = _key_file(bytes(authority.certificate)).read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
    except (OSError, ValueError) as error:
        raise Refused(
            _("Keys cannot be certified here at the moment. Choose the simpler signature, or ask for help.")
        ) from error
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - made above
    return key


def _destroy(file: Path) -> None:
    """Written over first, as far as the disk does what it is told."""
    try:
        with file.open("r+b") as handle:
            handle.write(bytes(file.stat().st_size))
            handle.flush()
            os.fsync(handle.fileno())
        file.unlink()
    except FileNotFoundError:
        pass
