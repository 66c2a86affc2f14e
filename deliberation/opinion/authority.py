"""Who seals: the organisation's own PKCS#12 when it has one, else an authority this installation makes for
itself.

The embedded authority is one file, ``SEAL_DIR/authority.pem``: the seal's private key, its certificate and
the root that issued it. The root's own key is thrown away, so nobody can issue a second certificate under it.
To begin anew, rename the file (keeping ``.pem``): its root goes on being trusted for what it sealed."""

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from deliberation.kernel import clock

BUNDLE = "authority.pem"
VALIDITY = timedelta(days=3652)
# RSA: what every PDF reader in use knows how to check.
KEY_BITS = 3072
# The first seal may be dated by a machine whose clock is late.
MARGIN = timedelta(days=1)

SealKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class SealCredentials:
    """What seals: the key, its certificate, and the certificates between it and its root (the root not among
    them)."""

    key: SealKey
    certificate: x509.Certificate
    intermediates: tuple[x509.Certificate, ...]

    @property
    def subject(self) -> str:
        return self.certificate.subject.rfc4514_string()


def seal_credentials() -> SealCredentials:
    """The credentials in force; makes the embedded authority the first time.

    ImproperlyConfigured, in a sentence for whoever runs the installation, when they cannot be read or have
    expired."""
    key, certificate, others = _from_pkcs12() if settings.SEAL_PKCS12 else _embedded()
    if not certificate.not_valid_before_utc <= clock.now() <= certificate.not_valid_after_utc:
        raise ImproperlyConfigured(
            _("The certificate of the seal is not valid today (it ends on %(day)s).")
            % {"day": certificate.not_valid_after_utc.date().isoformat()}
        )
    return SealCredentials(key, certificate, tuple(each for each in others if not _is_root(each)))


def trust_roots() -> tuple[x509.Certificate, ...]:
    """The roots whose seals this installation vouches for: its own, past ones included, and the PKCS#12's."""
    found: list[x509.Certificate] = []
    for bundle in sorted(Path(settings.SEAL_DIR).glob("*.pem")):
        found += [each for each in _certificates(bundle) if _is_root(each)]
    if settings.SEAL_PKCS12:
        _key, certificate, others = _from_pkcs12()
        roots = [each for each in others if _is_root(each)]
        # A file without its root: the last certificate it has is all that can be vouched for.
        found += roots or [others[-1] if others else certificate]
    return tuple(dict.fromkeys(found))


def timestamp_roots() -> tuple[x509.Certificate, ...]:
    """The certificates whose time-stamps this installation vouches for, which the settings name."""
    if not settings.TIMESTAMP_ROOTS:
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(Path(settings.TIMESTAMP_ROOTS).read_bytes()))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            _("TIMESTAMP_ROOTS: no certificate can be read from %(path)s.") % {"path": settings.TIMESTAMP_ROOTS}
        ) from error


def _is_root(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer


# A PKCS#12 from a real authority


def _from_pkcs12() -> tuple[SealKey, x509.Certificate, list[x509.Certificate]]:
    try:
        content = Path(settings.SEAL_PKCS12).read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(
            _("SEAL_PKCS12: the file %(path)s cannot be read (%(reason)s).")
            % {"path": settings.SEAL_PKCS12, "reason": error.strerror}
        ) from error
    passphrase = settings.SEAL_PASSPHRASE.encode() or None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase)
    except ValueError as error:
        raise ImproperlyConfigured(
            _("SEAL_PKCS12: the file %(path)s is not a PKCS#12, or SEAL_PASSPHRASE does not open it.")
            % {"path": settings.SEAL_PKCS12}
        ) from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ImproperlyConfigured(
            _("SEAL_PKCS12: the file %(path)s must hold an RSA or elliptic-curve key and its certificate.")
            % {"path": settings.SEAL_PKCS12}
        )
    return key, certificate, others


# The embedded authority


def _embedded() -> tuple[SealKey, x509.Certificate, list[x509.Certificate]]:
    bundle = Path(settings.SEAL_DIR) / BUNDLE
    if not bundle.exists():
        keep_file(bundle, _made_bundle(settings.SEAL_NAME))
    certificate, *others = _certificates(bundle)
    try:
        key = serialization.load_pem_private_key(bundle.read_bytes(), password=None)
    except ValueError as error:
        raise _unreadable(bundle) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _unreadable(bundle)
    return key, certificate, others


def _certificates(bundle: Path) -> list[x509.Certificate]:
    """Without the key, whose loading takes a tenth of a second: too long for who only checks a file."""
    try:
        return x509.load_pem_x509_certificates(bundle.read_bytes())
    except ValueError as error:
        raise _unreadable(bundle) from error


def _unreadable(bundle: Path) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        _("The seal authority in %(path)s cannot be read: put the file back, or move it away to make a new one.")
        % {"path": bundle}
    )


def keep_file(path: Path, content: bytes) -> None:
    """Write ``path`` whole or not at all, for its owner only; an existing file wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link to a name that exists fails: of several processes starting at once, one authority wins.
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()


def _made_bundle(name: str) -> bytes:
    root_key, seal_key = (rsa.generate_private_key(65537, KEY_BITS) for _which in range(2))
    # An X.509 common name holds 64 characters.
    root_name, seal_name = (_name(f"{name[: 63 - len(role)]} {role}", name) for role in ("Root", "Seal"))
    root = (
        _certificate(root_name, root_name, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(issues=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    seal = (
        _certificate(seal_name, root_name, seal_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(issues=False, commits=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(seal_key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    key = seal_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (seal, root))


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        ]
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    begins = clock.now() - MARGIN
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(), begins, begins + VALIDITY
    )


def key_usage(*, issues: bool, commits: bool = False) -> x509.KeyUsage:
    """An issuer signs certificates, anybody else documents; a seal ``commits``: it cannot be denied, which PDF readers
    ask for."""
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=commits,
        key_cert_sign=issues,
        crl_sign=issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
