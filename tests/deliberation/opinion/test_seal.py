import stat
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from pyhanko.sign.general import SigningError

from deliberation.kernel import clock
from deliberation.opinion import authority
from deliberation.opinion.authority import seal_credentials, trust_roots
from deliberation.opinion.seal import seal
from deliberation.opinion.typeset import typeset
from deliberation.opinion.verify import check
from tests.deliberation.opinion.samples import opinion, read_with


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.SEAL_DIR = tmp_path / "seal"
    settings.SEAL_NAME = "Test installation"
    settings.SEAL_PKCS12 = settings.SEAL_PASSPHRASE = ""
    yield tmp_path


def pkcs12(path: Path, passphrase: bytes) -> None:
    """A PKCS#12 of another authority, with its root."""
    authority.keep_file(path.with_suffix(".pem"), authority._made_bundle("Another authority"))
    content = path.with_suffix(".pem").read_bytes()
    path.with_suffix(".pem").unlink()
    certificate, root = x509.load_pem_x509_certificates(content)
    key: Any = serialization.load_pem_private_key(content, None)
    path.write_bytes(
        serialization.pkcs12.serialize_key_and_certificates(
            b"seal", key, certificate, [root], serialization.BestAvailableEncryption(passphrase)
        )
    )


def test_pdfsig_finds_one_valid_seal_over_the_total_document(tmp_path: Path) -> None:
    at = clock.now().replace(microsecond=0)
    file = tmp_path / "avis.pdf"
    file.write_bytes(seal(typeset(*opinion()), at=at))
    said = [line.strip(" -") for line in read_with("pdfsig", file).splitlines()[1:]]
    assert said == [
        "Signature #1:",
        "Signature Field Name: Seal",
        "Signer Certificate Common Name: Test installation Seal",
        "Signer full Distinguished Name: O=Test installation,CN=Test installation Seal",
        said[4],
        "Signing Hash Algorithm: SHA-256",
        "Signature Type: ETSI.CAdES.detached",
        said[7],
        "Total document signed",
        "Signature Validation: Signature is Valid.",
        "Certificate Validation: Certificate issuer is unknown.",
    ]
    assert check(file.read_bytes(), known_digests=None).sealed_at == at


def test_the_sealed_file_begins_with_the_typeset_one() -> None:
    pdf = typeset(*opinion())
    assert seal(pdf, at=clock.now()).startswith(pdf)


def test_a_sealed_file_is_not_sealed_again() -> None:
    sealed = seal(typeset(*opinion()), at=clock.now())
    with pytest.raises(SigningError):
        seal(sealed, at=clock.now())


@pytest.mark.parametrize("days", [-30, 4000])
def test_a_date_its_certificate_does_not_cover_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="would be refused"):
        seal(typeset(*opinion()), at=clock.now() + timedelta(days=days))


def test_the_authority_is_made_once_and_its_key_is_private(installation: Path) -> None:
    first, second = seal_credentials(), seal_credentials()
    assert first.certificate == second.certificate
    (bundle,) = (installation / "seal").iterdir()
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    assert stat.S_IMODE(bundle.parent.stat().st_mode) == 0o700
    years = (first.certificate.not_valid_after_utc - first.certificate.not_valid_before_utc).days / 365.25
    assert round(years) == 10
    (root,) = trust_roots()
    first.certificate.verify_directly_issued_by(root)
    # The key that could issue a second certificate under the root is nowhere.
    assert bundle.read_bytes().count(b"PRIVATE KEY-----") == 2


def _fingerprint_in(folder: str) -> bytes:
    with override_settings(SEAL_DIR=Path(folder), SEAL_NAME="Race", SEAL_PKCS12="", SEAL_PASSPHRASE=""):
        return seal_credentials().certificate.public_bytes(serialization.Encoding.DER)


def test_processes_that_start_together_share_one_authority(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        seen = set(pool.map(_fingerprint_in, [str(tmp_path / "race")] * 8))
    assert len(seen) == 1
    assert [each.name for each in (tmp_path / "race").iterdir()] == ["authority.pem"]


def test_a_damaged_authority_is_said_and_not_replaced(installation: Path) -> None:
    seal_credentials()
    bundle = installation / "seal" / "authority.pem"
    bundle.write_bytes(b"damaged")
    with pytest.raises(ImproperlyConfigured, match=r"authority\.pem"):
        seal_credentials()
    assert bundle.read_bytes() == b"damaged"


def test_an_expired_certificate_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_credentials()
    later = clock.now() + timedelta(days=4000)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(ImproperlyConfigured):
        seal_credentials()


def test_a_past_authority_is_still_trusted(installation: Path) -> None:
    sealed = seal(typeset(*opinion()), at=clock.now())
    folder = installation / "seal"
    (folder / "authority.pem").rename(folder / "authority-2026.pem")
    again = seal(typeset(*opinion()), at=clock.now())
    assert [check(each, known_digests=None).genuine for each in (sealed, again)] == [True, True]
    assert len(trust_roots()) == 2


@pytest.mark.parametrize("curve", [False, True])
def test_a_pkcs12_seals_and_is_trusted(settings: Any, tmp_path: Path, curve: bool) -> None:
    if curve:
        key, certificate, root = elliptic()
        content = serialization.pkcs12.serialize_key_and_certificates(
            b"seal", key, certificate, [root], serialization.BestAvailableEncryption(b"open")
        )
        (tmp_path / "seal.p12").write_bytes(content)
    else:
        pkcs12(tmp_path / "seal.p12", b"open")
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = str(tmp_path / "seal.p12"), "open"
    verdict = check(seal(typeset(*opinion()), at=clock.now()), known_digests=None)
    assert verdict.genuine, verdict
    assert not (tmp_path / "seal").exists()


def elliptic() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate, x509.Certificate]:
    root_key, key = rsa.generate_private_key(65537, 3072), ec.generate_private_key(ec.SECP256R1())
    root_name, name = authority._name("Curve root", "Curve"), authority._name("Curve seal", "Curve")
    begins = clock.now() - timedelta(days=1)

    def builder(subject: x509.Name, public: Any) -> x509.CertificateBuilder:
        serial = x509.random_serial_number()
        return x509.CertificateBuilder(root_name, subject, public, serial, begins, begins + timedelta(days=9))

    root = (
        builder(root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(authority.key_usage(issues=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        builder(name, key.public_key())
        .add_extension(authority.key_usage(issues=False, commits=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return key, leaf, root


def test_an_unreadable_pkcs12_is_refused_in_a_sentence(settings: Any, tmp_path: Path) -> None:
    settings.SEAL_PKCS12 = str(tmp_path / "none.p12")
    with pytest.raises(ImproperlyConfigured, match=r"none\.p12"):
        seal_credentials()
    (tmp_path / "none.p12").write_bytes(b"not a PKCS#12")
    with pytest.raises(ImproperlyConfigured, match="SEAL_PASSPHRASE"):
        seal_credentials()
    pkcs12(tmp_path / "none.p12", b"right")
    settings.SEAL_PASSPHRASE = "wrong"
    with pytest.raises(ImproperlyConfigured, match="SEAL_PASSPHRASE"):
        seal_credentials()
