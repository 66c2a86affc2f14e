"""The CMS signature of a citizen: what it must be, to the byte.

Everything in it but the signature itself is known beforehand: the text, the certificate that was issued, the
reservation. So what a browser sends is never believed part by part: it is built anew around its signature value, and
must come out identical. Nothing can be hidden in it, and a parser's leniency does not matter.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core, parser, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from deliberation.opinion.canonical import normalised

# A signature of ours takes some 1200 bytes, a public key 91.
LONGEST = 8192
LONGEST_KEY = 256
RESERVATION = "2.25.276123469816483302936285364905476018419"

# So that the attribute is read and written as what it is.
cms.CMSAttributeType._map[RESERVATION] = "opinion_reservation"
cms.CMSAttribute._oid_specs["opinion_reservation"] = cms.SetOfOctetString


@dataclass(frozen=True)
class Signed:
    """What a signature must be about: the text, this certificate, and the words of the reservation if there is one."""

    text_sha256: bytes
    certificate: x509.Certificate
    reservation: str = ""

    @property
    def attributes(self) -> bytes:
        """The DER that is signed. The time is the one from which the certificate is valid, which is the server's."""
        return bytes(self._attributes().dump())

    def _attributes(self) -> Any:
        fingerprint = self.certificate.fingerprint(hashes.SHA256())
        signing = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": fingerprint})]})
        held: list[tuple[str, Any]] = [
            ("content_type", "data"),
            ("message_digest", self.text_sha256),
            ("signing_time", cms.Time({"utc_time": core.UTCTime(self.certificate.not_valid_before_utc)})),
            ("signing_certificate_v2", signing),
        ]
        if self.reservation:
            held.append((RESERVATION, reservation_digest(self.reservation)))
        return cms.CMSAttributes([_attribute(name, value) for name, value in held])

    def whole(self, signature: bytes, token: bytes = b"") -> bytes:
        """The detached signature, as a file; ``token``: with its time stamp (RFC 3161).

        Put together from the bytes of its parts: asn1crypto encodes what is built in Python once more for each level
        around it, which takes seconds with a time stamp inside.
        """
        certificate = self.certificate.public_bytes(Encoding.DER)
        known = asn1.Certificate.load(certificate)
        name = {"issuer": known.issuer, "serial_number": known.serial_number}
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        version, attributes = core.Integer(1).dump(), _contents(self.attributes)
        signer = [
            version,
            cms.IssuerAndSerialNumber(name).dump(),
            sha256,
            _tagged(0, attributes),
            algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump(),
            core.OctetString(signature).dump(),
        ]
        if token:
            signer.append(_tagged(1, _sequence(_oid("signature_time_stamp_token"), _set(token))))
        data = _sequence(
            version,
            _set(sha256),
            _sequence(cms.ContentType("data").dump()),
            _tagged(0, certificate),
            _set(_sequence(*signer)),
        )
        return _sequence(cms.ContentType("signed_data").dump(), _tagged(0, data))

    def signature_in(self, der: bytes) -> bytes | None:
        """The signature value of ``der``, if that is the signature it must be and nothing else, whatever the bytes."""
        signature = _value_in(der)
        if signature is None or self.whole(signature) != der:
            return None
        key = self.certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)  # noqa: S101 - read_public_key took nothing else
        try:
            key.verify(signature, self.attributes, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return None
        return signature


def reservation_digest(words: str) -> bytes:
    return hashlib.sha256(normalised(words).encode()).digest()


def read_public_key(spki: bytes) -> ec.EllipticCurvePublicKey | None:
    """A P-256 key as browsers export it (SubjectPublicKeyInfo, DER), whatever the bytes."""
    if len(spki) > LONGEST_KEY:
        return None
    try:
        key = load_der_public_key(spki)
    except Exception:  # What hostile bytes make a parser raise means no.
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return None
    return key


def token_of(der: bytes) -> bytes:
    """The time stamp in a signature of ours; empty without one."""
    for attribute in _signer_of(der)["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            return bytes(attribute["values"][0].dump())
    return b""


def certificate_of(der: bytes) -> x509.Certificate:
    """The certificate in a signature of ours."""
    (choice,) = cms.ContentInfo.load(der)["content"]["certificates"]
    return x509.load_der_x509_certificate(choice.chosen.dump())


def _sequence(*parts: bytes) -> bytes:
    return bytes(parser.emit(0, 1, 16, b"".join(parts)))


def _set(part: bytes) -> bytes:
    return bytes(parser.emit(0, 1, 17, part))


def _tagged(tag: int, contents: bytes) -> bytes:
    return bytes(parser.emit(2, 1, tag, contents))


def _contents(der: bytes) -> bytes:
    return bytes(parser.parse(der, strict=True)[4])


def _oid(name: str) -> bytes:
    return bytes(cms.CMSAttributeType(name).dump())


def _attribute(name: str, value: Any) -> Any:
    return cms.CMSAttribute({"type": name, "values": (value,)})


def _signer_of(der: bytes) -> Any:
    (signer,) = cms.ContentInfo.load(der, strict=True)["content"]["signer_infos"]
    return signer


def _value_in(der: bytes) -> bytes | None:
    """An ECDSA signature value, written as it must be."""
    if len(der) > LONGEST:
        return None
    try:
        value = bytes(_signer_of(der)["signature"].native)
        return value if encode_dss_signature(*decode_dss_signature(value)) == value else None
    except Exception:  # What hostile bytes make a parser raise means no.
        return None
