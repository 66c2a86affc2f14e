"""Who certifies whom: the small part of X.509 that a citizen's signature and its time stamp need."""

from collections.abc import Iterable
from datetime import datetime

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

HASHES: dict[str, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
# Between a certificate and the one that is trusted.
LONGEST_PATH = 5


def certificates_in(content: bytes) -> tuple[asn1.Certificate, ...]:
    """Of a PEM file; ValueError when it holds none."""
    parts = pem.unarmor(content, multiple=True)
    found = tuple(asn1.Certificate.load(der, strict=True) for kind, _, der in parts if kind == "CERTIFICATE")
    if not found:
        raise ValueError("no certificate")
    return found


def is_issued_by(certificate: asn1.Certificate, issuer: asn1.Certificate) -> bool:
    """An issuer may certify, has the name the certificate gives, and its key signed it."""
    if certificate.issuer != issuer.subject or not issuer.ca:
        return False
    usage = issuer.key_usage_value
    if usage is not None and "key_cert_sign" not in usage.native:
        return False
    try:
        _read(certificate).verify_directly_issued_by(_read(issuer))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def is_trusted(
    certificate: asn1.Certificate,
    anchors: Iterable[asn1.Certificate],
    between: Iterable[asn1.Certificate],
    at: datetime,
) -> bool:
    """Whether a path leads to one of ``anchors``, each on it valid ``at`` this moment."""
    trusted = {anchor.dump() for anchor in anchors}
    known = [*anchors, *between]
    here = certificate
    for _step in range(LONGEST_PATH):
        if not is_valid(here, at):
            return False
        if here.dump() in trusted:
            return True
        issuer = next((each for each in known if is_issued_by(here, each)), None)
        if issuer is None:
            return False
        here = issuer
    return False


def is_valid(certificate: asn1.Certificate, at: datetime) -> bool:
    return bool(certificate.not_valid_before <= at <= certificate.not_valid_after)


def signs(certificate: asn1.Certificate) -> bool:
    """Whether its key may sign: what says nothing of its use may."""
    usage = certificate.key_usage_value
    return usage is None or bool({"digital_signature", "non_repudiation"} & usage.native)


def is_signed(content: bytes, signature: bytes, certificate: asn1.Certificate, algorithm: str) -> bool:
    """Whether the key of ``certificate`` signed ``content``: RSA (PKCS#1 v1.5) or ECDSA, SHA-2."""
    try:
        chosen = HASHES[algorithm]()
        key = _read(certificate).public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), chosen)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(chosen))
        else:
            return False
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def _read(certificate: asn1.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
