"""One citizen's signature: a detached CMS (CAdES-T) of the text, and the RFC 3161 time stamp of its value."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1

from deliberation.opinion.signing.cms import RESERVATION, reservation_digest
from deliberation.opinion.verification.certificates import HASHES, is_issued_by, is_signed, is_trusted, is_valid, signs
from deliberation.opinion.verification.findings import Problem

CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
TIME_STAMP, SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.14", "1.2.840.113549.1.9.16.2.47"
# Of a signed attribute: the SHA-256 of the reservation with which one signs.


@dataclass(frozen=True)
class Anchors:
    """What the sealed file names: the conference's signing authority, and who stamps times."""

    authority: asn1.Certificate
    timestamps: tuple[asn1.Certificate, ...]


@dataclass(frozen=True)
class Examined:
    problems: tuple[Problem, ...]
    stamped_at: datetime | None = None
    # Whom the certificate names, whether by their own name, and what tells two signatures of one key.
    subject: str = ""
    named: bool = False
    key: bytes = b""


def examine(content: bytes, text: bytes, reservation: str, anchors: Anchors) -> Examined:
    """Never raises: what cannot be read is a problem."""
    try:
        signed = _one_signer(content)
        return _examined(signed, text, reservation, anchors)
    except Exception:  # Hostile bytes make the parser raise whatever they can.
        return Examined((Problem.UNREADABLE,))


@dataclass(frozen=True)
class _Signed:
    """A CMS with one signer."""

    data: Any
    signer: Any
    certificate: asn1.Certificate
    certificates: tuple[asn1.Certificate, ...]
    attributes: dict[str, Any]


def _one_signer(content: bytes | cms.ContentInfo) -> _Signed:
    info = cms.ContentInfo.load(content, strict=True) if isinstance(content, bytes) else content
    if info["content_type"].native != "signed_data":
        raise ValueError("no signature")
    data = info["content"]
    (signer,) = data["signer_infos"]
    certificates = tuple(each.chosen for each in data["certificates"])
    named = signer["sid"].chosen
    (certificate,) = (
        each
        for each in certificates
        if each.issuer == named["issuer"] and each.serial_number == named["serial_number"].native
    )
    return _Signed(data, signer, certificate, certificates, _attributes(signer["signed_attrs"]))


def _attributes(listed: Any) -> dict[str, Any]:
    """By kind, which is an object identifier; one value each."""
    found: dict[str, Any] = {}
    for attribute in listed:
        values = attribute["values"]
        (value,) = values.parse(cms.SetOfAny) if isinstance(values, core.Any) else values
        kind = attribute["type"].dotted
        if kind in found:
            raise ValueError("an attribute is there twice")
        found[kind] = value
    return found


def _examined(signed: _Signed, text: bytes, reservation: str, anchors: Anchors) -> Examined:
    content = signed.data["encap_content_info"]
    if content["content_type"].native != "data" or content["content"].native is not None:
        return Examined((Problem.UNREADABLE,))
    problems = []
    if not _is_of(signed, text, "data"):
        problems.append(Problem.TEXT)
    if not _is_by_its_certificate(signed):
        problems.append(Problem.SIGNATURE)
    if not (is_issued_by(signed.certificate, anchors.authority) and signs(signed.certificate)):
        problems.append(Problem.CERTIFICATE)
    stamped_at = _stamped_at(signed, anchors.timestamps)
    if stamped_at is None:
        problems.append(Problem.STAMP)
    elif not is_valid(signed.certificate, stamped_at):
        problems.append(Problem.TIME)
    if _bound(signed) != (reservation_digest(reservation) if reservation else None):
        problems.append(Problem.RESERVATION)
    names = signed.certificate.subject.native
    named = "common_name" in names
    subject = str(names["common_name" if named else "pseudonym"])
    return Examined(tuple(problems), stamped_at, subject, named, signed.certificate.public_key.dump())


def _is_of(signed: _Signed, content: bytes, kind: str) -> bool:
    algorithm = signed.signer["digest_algorithm"]["algorithm"].native
    return (
        algorithm in HASHES
        and signed.attributes[CONTENT_TYPE].native == kind
        and signed.attributes[MESSAGE_DIGEST].native == hashlib.new(algorithm, content).digest()
    )


def _is_by_its_certificate(signed: _Signed) -> bool:
    """The value signs the attributes, and these name the certificate: no other of the same key takes its place."""
    algorithm = signed.signer["digest_algorithm"]["algorithm"].native
    (named, *_others) = signed.attributes[SIGNING_CERTIFICATE]["certs"]
    hashed = hashlib.new(named["hash_algorithm"]["algorithm"].native, signed.certificate.dump()).digest()
    attributes = signed.signer["signed_attrs"].untag().dump()
    return named["cert_hash"].native == hashed and is_signed(
        attributes, signed.signer["signature"].native, signed.certificate, algorithm
    )


def _bound(signed: _Signed) -> bytes | None:
    value = signed.attributes.get(RESERVATION)
    if value is None:
        return None
    held = value.parse(core.OctetString) if isinstance(value, core.Any) else value
    return bytes(held.native)


def _stamped_at(signed: _Signed, trusted: Sequence[asn1.Certificate]) -> datetime | None:
    """When the value of the signature existed, by whom the file names for it; None without such a time stamp."""
    try:
        token = _one_signer(_attributes(signed.signer["unsigned_attrs"])[TIME_STAMP])
        content = token.data["encap_content_info"]
        stamp = content["content"].parsed
        if not isinstance(stamp, tsp.TSTInfo) or not _is_of(token, content["content"].contents, "tst_info"):
            return None
        imprint, at = stamp["message_imprint"], stamp["gen_time"].native
        value = hashlib.new(imprint["hash_algorithm"]["algorithm"].native, signed.signer["signature"].native).digest()
        usage = token.certificate.extended_key_usage_value
        stands = (
            imprint["hash_algorithm"]["algorithm"].native in HASHES
            and imprint["hashed_message"].native == value
            and usage is not None
            and usage.native == ["time_stamping"]
            and _is_stamp_by(token)
            and is_trusted(token.certificate, trusted, token.certificates, at)
        )
        return at if stands else None
    except Exception:  # As in ``examine``.
        return None


def _is_stamp_by(token: _Signed) -> bool:
    algorithm = token.signer["digest_algorithm"]["algorithm"].native
    attributes = token.signer["signed_attrs"].untag().dump()
    return is_signed(attributes, token.signer["signature"].native, token.certificate, algorithm)
