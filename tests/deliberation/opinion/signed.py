"""Sealed opinions with citizens' signatures inside, whole or with one thing wrong, made as the signing makes them."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from pyhanko.sign.timestamps import DummyTimeStamper

from deliberation.kernel import clock
from deliberation.opinion.canonical import digest, normalised
from deliberation.opinion.document import Attachment
from deliberation.opinion.seal import seal
from deliberation.opinion.typeset import typeset
from tests.deliberation.opinion.samples import opinion

RESERVATION = "2.25.276123469816483302936285364905476018419"
cms.CMSAttributeType._map[RESERVATION] = "opinion_reservation"
cms.CMSAttribute._oid_specs["opinion_reservation"] = cms.SetOfOctetString

DER, PEM = Encoding.DER, Encoding.PEM
SIGNED_AT = datetime(2026, 11, 22, 15, 31, 7, tzinfo=UTC)
MINUTES = timedelta(minutes=10)


@dataclass(frozen=True)
class Issuer:
    """A self-signed certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(PEM)


@dataclass(frozen=True)
class Citizen:
    """Who signs, and how; each field that is not the usual one is something wrong."""

    name: str
    named: bool = False
    form: str = "own-key"
    proof: str = "code"
    reservation: str = ""
    bound: str | None = None
    stamped_at: datetime = SIGNED_AT + timedelta(minutes=1)
    listed_at: datetime | None = None
    issuer: str = "authority"
    stamper: str = "stamper"
    in_certificate: str = ""
    key: str = ""
    stamps: bytes = b""
    text: bytes = b""


@dataclass(frozen=True)
class Sample:
    """``changed`` has the last word on the files put into the PDF, ``listed`` on the list before it is written."""

    citizens: tuple[Citizen, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    listed: Callable[[dict[str, Any]], Any] = lambda listed: listed
    changed: Callable[[dict[str, bytes]], dict[str, bytes]] = lambda files: files
    signed: int | None = None


CITIZENS = (
    Citizen("Anne Aubert", named=True),
    Citizen("Cédric Évrard", named=True, reservation="Le coût n’est pas dit.\nIl faudrait l’écrire.", proof="badge"),
    Citizen("citoyenne-4K7Q"),
    Citizen("citoyen-9PWX", form="attested", proof="badge"),
)


@cache
def issuer(name: str) -> Issuer:
    """The same each time for a name that begins with ``authority`` or ``stamper``, which says what it is for."""
    stamps = name.startswith("stamper")
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Signatures — {name}")])
    begins = SIGNED_AT - timedelta(days=1)
    made = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number(), begins, begins + timedelta(days=3652)
    )
    made = made.add_extension(x509.BasicConstraints(ca=not stamps, path_length=None), critical=True)
    made = made.add_extension(usage(issues=not stamps), critical=True)
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Issuer(made.sign(key, hashes.SHA256()), key)


@cache
def key_of(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=False,
        key_cert_sign=issues,
        crl_sign=issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def certificate_of(citizen: Citizen) -> x509.Certificate:
    by = issuer(citizen.issuer)
    kind = NameOID.COMMON_NAME if citizen.named else NameOID.PSEUDONYM
    subject = x509.Name([x509.NameAttribute(kind, citizen.in_certificate or citizen.name)])
    public = key_of(citizen.key or citizen.name).public_key()
    return (
        x509.CertificateBuilder(
            by.certificate.subject, subject, public, x509.random_serial_number(), SIGNED_AT, SIGNED_AT + MINUTES
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(issues=False), critical=True)
        .sign(by.key, hashes.SHA256())
    )


def signature_of(citizen: Citizen, text: bytes) -> bytes:
    """A detached CMS signature (CAdES-T), DER."""
    certificate = asn1.Certificate.load(certificate_of(citizen).public_bytes(DER))
    attributes = _attributes(citizen, certificate, citizen.text or text)
    value = key_of(citizen.key or citizen.name).sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    name = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": name}),
        "digest_algorithm": sha256,
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signature": value,
    }
    if citizen.stamper:
        token = stamp(citizen.stamps or value, citizen)
        signer["unsigned_attrs"] = cms.CMSAttributes([_attribute("signature_time_stamp_token", token)])
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms((sha256,)),
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def stamp(value: bytes, citizen: Citizen) -> Any:
    by = issuer(citizen.stamper)
    key = by.key.private_bytes(DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        asn1.Certificate.load(by.certificate.public_bytes(DER)),
        asn1_keys.PrivateKeyInfo.load(key),
        fixed_dt=citizen.stamped_at,
    )
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(value).digest()}
    request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
    return stamper.request_tsa_response(request)["time_stamp_token"]


def _attributes(citizen: Citizen, certificate: asn1.Certificate, text: bytes) -> Any:
    named = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate.dump()).digest()})
    held = [
        _attribute("content_type", "data"),
        _attribute("message_digest", hashlib.sha256(text).digest()),
        _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(SIGNED_AT)})),
        _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]})),
    ]
    words = citizen.reservation if citizen.bound is None else citizen.bound
    if words:
        held.append(_attribute(RESERVATION, hashlib.sha256(normalised(words).encode()).digest()))
    return cms.CMSAttributes(held)


def _attribute(kind: str, value: Any) -> Any:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


# The files


def files_of(sample: Sample, text: bytes) -> dict[str, bytes]:
    """What the document holds beside its text and figures."""
    rows, files = [], {"authority.pem": issuer("authority").pem, "timestamps.pem": issuer("stamper").pem}
    numbers: Iterator[int] = iter(range(1, len(sample.citizens) + 1))
    for citizen in sample.citizens:
        own = citizen.form == "own-key"
        name = f"signature-{next(numbers):03}.p7s" if own else None
        if name:
            files[name] = signature_of(citizen, text)
        rows.append(_row(citizen, name))
    listed = {
        "format": "avis-citoyen-signatures/1",
        "text_sha256": digest(text),
        "authority": "authority.pem",
        "timestamps": "timestamps.pem",
        "signatures": rows,
    }
    files["signatures.json"] = json.dumps(sample.listed(listed), ensure_ascii=False, indent=1).encode()
    return sample.changed(files | recount_files() | dict(sample.files))


def _row(citizen: Citizen, name: str | None) -> dict[str, Any]:
    return {
        "file": name,
        "form": citizen.form,
        "name": citizen.name,
        "named": citizen.named,
        "proof": citizen.proof,
        "signed_at": (citizen.listed_at or citizen.stamped_at).isoformat() if name else None,
        "reservation": citizen.reservation,
    }


def recount_files() -> dict[str, bytes]:
    """A ballot that anyone may count again."""
    papers = [[f"paper-{n}", ["for" if n else "against"], ""] for n in range(4)]
    lines = sorted(json.dumps(paper, ensure_ascii=False, separators=(",", ":")) for paper in papers)
    rule = {
        "method": "for-against", "abstentions": "not-counted", "tie": "rejected", "majority": "1/2", "strict": True,
        "quorum": "0", "places": 0, "ranks": 0, "least_grade": "",
    }  # fmt: skip
    ballot = {
        "format": "deliberation-ballot/1",
        "rule": rule,
        "electors": 4,
        "texts": [{"title": "The whole text", "outcome": "adopted"}],
        "papers": papers,
        "papers_sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }
    script = settings.BASE_DIR / "templates" / "ballots" / "recount.py.txt"
    return {"ballot-1.json": json.dumps(ballot).encode(), "recount.py": script.read_bytes()}


def sealed(sample: Sample) -> bytes:
    """Under the seal of the settings in force."""
    signed = len(sample.citizens) if sample.signed is None else sample.signed
    document, text = opinion(signed=signed, sealed_at=SIGNED_AT + timedelta(hours=1))
    attached = {
        name: Attachment(content, "application/octet-stream", name) for name, content in files_of(sample, text).items()
    }
    return seal(typeset(document, text, attached), at=clock.now().replace(microsecond=0))


# What can be wrong with one: by name


def whole() -> Sample:
    return Sample(CITIZENS)


def with_first(**changes: Any) -> Sample:
    return Sample((replace(CITIZENS[0], **changes), *CITIZENS[1:]))


def flipped(name: str, place: int = -1) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    """One bit of one file."""

    def change(files: dict[str, bytes]) -> dict[str, bytes]:
        content = bytearray(files[name])
        content[place] ^= 1
        return files | {name: bytes(content)}

    return change


def without(*names: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {name: content for name, content in files.items() if name not in names}


def row(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    """The first line of the list otherwise."""
    return lambda listed: (
        listed
        | {
            "signatures": [listed["signatures"][0] | changes, *listed["signatures"][1:]],
        }
    )


def samples() -> dict[str, Sample]:
    """Every sample; all but the first four have something wrong."""
    late = SIGNED_AT + timedelta(minutes=11)
    first, second, *_others = CITIZENS
    return {
        "whole": whole(),
        "many": Sample(tuple(Citizen(f"citoyen-{n:04}") for n in range(40))),
        "attested only": Sample(CITIZENS[3:], changed=without("authority.pem", "timestamps.pem")),
        "no time listed": Sample(CITIZENS, listed=row(signed_at=None)),
        "of another text": with_first(text=b"avis-citoyen/3\n\nAnother"),
        "of another authority": with_first(issuer="authority-2"),
        "stamped by another": with_first(stamper="stamper-2"),
        "stamp of another value": with_first(stamps=b"another value"),
        "not stamped": with_first(stamper=""),
        "stamped too late": with_first(stamped_at=late),
        "stamped too early": with_first(stamped_at=SIGNED_AT - timedelta(minutes=1)),
        "listed at another time": with_first(listed_at=SIGNED_AT + timedelta(minutes=7)),
        "reservation added": with_first(reservation="Added", bound=""),
        "reservation taken away": Sample((first, replace(second, bound="Other words"), *CITIZENS[2:])),
        "under another name": with_first(in_certificate="Somebody else"),
        "pseudonym as a name": Sample(CITIZENS, listed=row(named=False)),
        "one key twice": with_first(key="Cédric Évrard"),
        "one file twice": Sample(CITIZENS, listed=row(file="signature-002.p7s")),
        "a bit of the signature": Sample(CITIZENS, changed=flipped("signature-001.p7s", 200)),
        "the last bit of the stamp": Sample(CITIZENS, changed=flipped("signature-001.p7s")),
        "cut signature": Sample(CITIZENS, changed=lambda files: files | {"signature-001.p7s": b"0\x82"}),
        "empty signature": Sample(CITIZENS, changed=lambda files: files | {"signature-001.p7s": b""}),
        "no such file": Sample(CITIZENS, changed=without("signature-001.p7s")),
        "not listed": Sample(CITIZENS, files={"signature-009.p7s": b"0"}),
        "counted otherwise": Sample(CITIZENS, signed=5),
        "list of another text": Sample(CITIZENS, listed=lambda listed: listed | {"text_sha256": "0" * 64}),
        "list of another format": Sample(CITIZENS, listed=lambda listed: listed | {"format": "x"}),
        "list is no list": Sample(CITIZENS, listed=lambda listed: listed | {"signatures": {"a": 1}}),
        "list is a number": Sample(CITIZENS, listed=lambda _listed: 7),
        "strange lines": Sample(CITIZENS, listed=lambda listed: listed | {"signatures": [None, 3, [], {"form": 1}]}),
        "no authority": Sample(CITIZENS, changed=without("authority.pem")),
        "no stamper": Sample(CITIZENS, changed=without("timestamps.pem")),
        "no certificate": Sample(CITIZENS, files={"authority.pem": b"nothing"}),
        "no list": Sample(CITIZENS, changed=without("signatures.json")),
        "attested with a file": Sample(CITIZENS, listed=row(form="attested")),
        "file by a path": Sample(CITIZENS, listed=row(file="../avis.txt")),
    }
