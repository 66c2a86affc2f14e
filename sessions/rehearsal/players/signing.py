"""To sign as a browser does: a key of one's own, made for one signature, and a detached CMS signature with it."""

import base64
import hashlib
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RESERVATION = "2.25.276123469816483302936285364905476018419"
cms.CMSAttributeType._map[RESERVATION] = "opinion_reservation"
cms.CMSAttribute._oid_specs["opinion_reservation"] = cms.SetOfOctetString


class OwnKey:
    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> str:
        spki = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(spki).decode()

    def sign(self, text: bytes, certificate: bytes, reservation: str) -> bytes:
        """The signature over this text, under the certificate that was issued for the key."""
        mine = x509.Certificate.load(certificate)
        attributes = _attributes(text, mine, certificate, reservation)
        signature = self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        return _whole(mine, attributes, signature)


def _attributes(text: bytes, mine: Any, certificate: bytes, reservation: str) -> Any:
    signing = tsp.SigningCertificateV2(
        {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate).digest()})]}
    )
    held: list[tuple[str, Any]] = [
        ("content_type", "data"),
        ("message_digest", hashlib.sha256(text).digest()),
        ("signing_time", cms.Time({"utc_time": core.UTCTime(mine.not_valid_before)})),
        ("signing_certificate_v2", signing),
    ]
    if reservation:
        held.append((RESERVATION, hashlib.sha256(reservation.encode()).digest()))
    return cms.CMSAttributes([cms.CMSAttribute({"type": name, "values": (value,)}) for name, value in held])


def _whole(mine: Any, attributes: Any, signature: bytes) -> bytes:
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    name = cms.IssuerAndSerialNumber({"issuer": mine.issuer, "serial_number": mine.serial_number})
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": name}),
        "digest_algorithm": sha256,
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signature": signature,
    }
    content = {
        "version": "v1",
        "digest_algorithms": cms.DigestAlgorithms((sha256,)),
        "encap_content_info": {"content_type": "data"},
        "certificates": [mine],
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)}).dump())
