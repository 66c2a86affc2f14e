"""When a signature was there: a time stamp (RFC 3161) over its value.

By a service, when ``TIMESTAMP_URL`` names one, else by an authority that this installation makes for itself, kept in
``SEAL_DIR/timestamps/authority.pem``. Not to be called while a conference is locked: a service may be slow.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from asgiref.sync import async_to_sync
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.authority import keep_file, key_usage, timestamp_roots

FILE = Path("timestamps") / "authority.pem"
KEY_BITS = 3072
VALIDITY = timedelta(days=3652)
# Whoever signs waits for it.
SECONDS = 5.0
LARGEST = 64 * 1024
# What the embedded authority promises: the time of this server's clock, and no more.
POLICY = "2.25.62604662970164198001569478086829304077"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


@dataclass(frozen=True)
class Stamper:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def stamp(value: bytes) -> bytes:
    """A token (DER) that says that ``value`` was there now. Refused, in a sentence, when the service gives none."""
    if settings.TIMESTAMP_URL:
        return _asked(value)
    return _own(value, _stamper(), clock.now())


def prepare() -> None:
    """Make the embedded authority, if it is to stamp: making its key takes a second, in which nobody waits yet."""
    if not settings.TIMESTAMP_URL:
        _stamper()


def is_stamp(token: bytes, value: bytes, roots: Iterable[x509.Certificate] | None = None) -> bool:
    """Whether a token is a whole stamp of this value; by one of these authorities, if any are given."""
    try:
        content = cms.ContentInfo.load(token, strict=True)["content"]
        info = content["encap_content_info"]["content"].parsed
        imprint = info["message_imprint"]
        if imprint["hash_algorithm"]["algorithm"].native != "sha256":
            return False
        trusted = [asn1.Certificate.load(each.public_bytes(DER)) for each in roots] if roots is not None else []
        context = ValidationContext(
            trust_roots=trusted, moment=info["gen_time"].native, allow_fetching=False, revocation_mode="soft-fail"
        )
        status = async_to_sync(validate_tst_signed_data)(
            content, context, lambda _algorithm: hashlib.sha256(value).digest()
        )
        # A path that leads to a root by its names alone is given too, beside what is wrong with it.
        trusts = status["validation_path"] is not None and status["trust_problem_indic"] is None
        return bool(status["intact"] and status["valid"] and (roots is None or trusts))
    except Exception:  # What hostile bytes make a parser raise means no.
        return False


def time_of(token: bytes) -> datetime:
    """The time that a stamp of ours says."""
    at: datetime = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return at


def certificates_of(tokens: Iterable[bytes]) -> list[x509.Certificate]:
    """The certificates that these stamps bring, and those under which they are trusted, each once."""
    found = list(timestamp_roots())
    for token in tokens:
        for choice in cms.ContentInfo.load(token)["content"]["certificates"]:
            found.append(x509.load_der_x509_certificate(choice.chosen.dump()))
    if not settings.TIMESTAMP_URL:
        found.append(_stamper().certificate)
    return list(dict.fromkeys(found))


# A service


def _asked(value: bytes) -> bytes:
    nonce = secrets.randbits(63)
    request = tsp.TimeStampReq({"version": "v1", "message_imprint": _imprint(value), "nonce": nonce, "cert_req": True})
    try:
        answer = httpx.post(
            settings.TIMESTAMP_URL,
            content=request.dump(),
            headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
            timeout=SECONDS,
        )
        answer.raise_for_status()
        token, said = _token_in(answer.content)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError) as error:
        raise Refused(
            _("The service that says the time of signatures does not answer. Nothing is lost: try again in a moment.")
        ) from error
    if said != nonce or not is_stamp(token, value, timestamp_roots() or None):
        raise Refused(
            _("The service that says the time of signatures gave a wrong answer. Nothing is lost: ask for help.")
        )
    return token


def _token_in(answer: bytes) -> tuple[bytes, int | None]:
    """The token of a service's answer, and the number that it repeats."""
    if len(answer) > LARGEST:
        raise ValueError("no time stamp is this long")
    response = tsp.TimeStampResp.load(answer, strict=True)
    if response["status"]["status"].native not in {"granted", "granted_with_mods"}:
        raise ValueError("the service refuses")
    token = response["time_stamp_token"]
    return bytes(token.dump()), token["content"]["encap_content_info"]["content"].parsed["nonce"].native


# The embedded authority


def _own(value: bytes, by: Stamper, at: datetime) -> bytes:
    certificate = asn1.Certificate.load(by.certificate.public_bytes(DER))
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": _imprint(value),
            "serial_number": secrets.randbits(63),
            "gen_time": at.replace(microsecond=0),
            "tsa": asn1.GeneralName(name="directory_name", value=certificate.subject),
        }
    ).dump()
    signing = tsp.SigningCertificateV2(
        {"certs": [tsp.ESSCertIDv2({"cert_hash": by.certificate.fingerprint(hashes.SHA256())})]}
    )
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": name, "values": (held,)})
            for name, held in (
                ("content_type", "tst_info"),
                ("message_digest", hashlib.sha256(info).digest()),
                ("signing_time", cms.Time({"utc_time": core.UTCTime(at.replace(microsecond=0))})),
                ("signing_certificate_v2", signing),
            )
        ]
    )
    signature = by.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
    return _signed(info, certificate, attributes, signature)


def _signed(info: bytes, certificate: Any, attributes: Any, signature: bytes) -> bytes:
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(name)}),
        "digest_algorithm": sha256,
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
        "signature": signature,
    }
    content = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": cms.DigestAlgorithms((sha256,)),
            "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(info)},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": content}).dump())


def _imprint(value: bytes) -> Any:
    return tsp.MessageImprint(
        {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(value).digest()}
    )


def _stamper() -> Stamper:
    """The embedded authority; makes it the first time, and after the last certificate has expired."""
    file = Path(settings.SEAL_DIR) / FILE
    if not file.exists():
        keep_file(file, _made())
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Stamper:
    """Kept: loading the key takes a tenth of a second."""
    try:
        content = file.read_bytes()
        key = serialization.load_pem_private_key(content, password=None)
        (certificate,) = x509.load_pem_x509_certificates(content)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("not an RSA key")
    except ValueError as error:
        raise ImproperlyConfigured(
            _("The time-stamping authority in %(path)s cannot be read: put the file back, or move it away.")
            % {"path": file}
        ) from error
    return Stamper(key, certificate)


def _made() -> bytes:
    key = rsa.generate_private_key(65537, KEY_BITS)
    organisation = settings.SEAL_NAME
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation[:53]} Timestamps"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        ]
    )
    begins = clock.now().replace(microsecond=0) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, begins + VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(issues=False), critical=True)
        # Critical, and alone: what RFC 3161 asks for.
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem + certificate.public_bytes(PEM)
