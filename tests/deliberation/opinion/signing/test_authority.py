"""Who certifies the citizens' keys: one authority a conference, whose key is a file that goes with the seal."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as django_settings
from django.db import transaction

from deliberation.conference.stages import Stage
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, SealedOpinion, Signature
from deliberation.opinion.signing import actions, authority
from deliberation.opinion.signing.models import SigningAuthority, SigningCertificate
from tests.deliberation.opinion.signing.pen import Pen, new_key, openssl
from tests.hall import Hall


def key_file() -> Path:
    return authority._key_file(bytes(SigningAuthority.objects.get().certificate))


def certificate_of(made: SigningCertificate | SigningAuthority) -> x509.Certificate:
    return x509.load_der_x509_certificate(bytes(made.certificate))


def test_its_certificate_issues_and_does_nothing_else(signing: Hall) -> None:
    found = certificate_of(SigningAuthority.objects.get())
    assert found.subject == found.issuer
    held = found.extensions
    constraints = held.get_extension_for_class(x509.BasicConstraints).value
    usage = held.get_extension_for_class(x509.KeyUsage).value
    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert (usage.key_cert_sign, usage.digital_signature, usage.content_commitment) == (True, False, False)


def test_what_it_issues_is_for_ten_minutes_and_comes_from_it(signing: Hall, pen: Pen, tmp_path: Path) -> None:
    issuer = certificate_of(SigningAuthority.objects.get())
    found = certificate_of(pen.certify(public_name="citizen-1"))
    found.verify_directly_issued_by(issuer)
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(minutes=10)
    assert timedelta(0) <= clock.now() - found.not_valid_before_utc < timedelta(minutes=1)
    assert found.subject.rfc4514_string() == "CN=citizen-1"
    assert found.public_key() == pen.key.public_key()
    held = {type(each.value) for each in found.extensions}
    assert held == {x509.BasicConstraints, x509.KeyUsage, x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier}
    (tmp_path / "authority.pem").write_bytes(issuer.public_bytes(Encoding.PEM))
    (tmp_path / "citizen.pem").write_bytes(found.public_bytes(Encoding.PEM))
    assert openssl("verify", "-x509_strict", "-CAfile", "authority.pem", "citizen.pem", folder=tmp_path)


def test_what_a_citizen_holds_issues_nothing(signing: Hall, pen: Pen, tmp_path: Path) -> None:
    """Their key is an end of the chain."""
    found = certificate_of(pen.certify())
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca, usage.key_cert_sign) == (
        False,
        False,
    )


def test_its_key_is_one_file_for_its_owner_alone(signing: Hall) -> None:
    file = key_file()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert b"PRIVATE KEY" in file.read_bytes()
    assert [name for name in file.parent.iterdir() if name.name.startswith(".")] == []


def test_without_its_key_one_signs_more_simply(signing: Hall, pen: Pen) -> None:
    """The code stays good: nothing was done with it."""
    away = key_file().rename(key_file().with_suffix(".away"))
    try:
        with pytest.raises(Refused):
            pen.certify()
        assert SigningCertificate.objects.count() == 0
        signing.sign(pen.citizen)
        assert Signature.objects.get().form == "attested"
    finally:
        away.rename(key_file())


def test_a_key_that_cannot_be_read_is_said_in_a_sentence(signing: Hall, pen: Pen) -> None:
    whole = key_file().read_bytes()
    try:
        key_file().write_bytes(b"-----BEGIN PRIVATE KEY-----\n")
        with pytest.raises(Refused):
            pen.certify()
    finally:
        key_file().write_bytes(whole)


@pytest.mark.django_db(transaction=True)
def test_its_key_is_destroyed_as_the_opinion_is_sealed(signing: Hall, pen: Pen) -> None:
    pen.sign()
    file = key_file()
    assert file.exists()
    signing.end(Stage.SIGNING)
    found = SigningAuthority.objects.get()
    assert (file.exists(), found.closed_at is not None, SealedOpinion.objects.count()) == (False, True, 1)
    with pytest.raises(Refused):
        authority.issue(found, new_key().public_key(), name="X", is_pseudonym=True)


@pytest.mark.django_db(transaction=True)
def test_its_key_stays_when_the_seal_comes_to_nothing(signing: Hall, pen: Pen) -> None:
    pen.certify()
    file, opinion = key_file(), Opinion.objects.get()
    with pytest.raises(RuntimeError), transaction.atomic():
        authority.close_authority(opinion)
        raise RuntimeError
    assert (file.exists(), SigningAuthority.objects.get().closed_at) == (True, None)
    # Nobody has signed: there is nothing to seal.
    with pytest.raises(Refused):
        signing.end(Stage.SIGNING)
    assert (file.exists(), SigningAuthority.objects.get().closed_at) == (True, None)
    pen.sign()


def test_what_lay_in_the_file_is_written_over_first(tmp_path: Path) -> None:
    """A second name of the file shows what became of its content."""
    file, other = tmp_path / "key.pem", tmp_path / "other.pem"
    file.write_bytes(b"secret")
    other.hardlink_to(file)
    authority._destroy(file)
    assert (file.exists(), other.read_bytes()) == (False, bytes(6))
    authority._destroy(file)


# Several processes

OPENING = """
import sys, pathlib
from django.conf import settings
import django
django.setup()
settings.SEAL_DIR = sys.argv[1]
from deliberation.opinion.signing import timestamps
sys.stdin.readline()
print(timestamps._stamper().certificate.serial_number)
"""


def test_processes_that_begin_at_once_stamp_under_one_certificate(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENING, str(tmp_path)]
    begun = [
        subprocess.Popen(
            command, cwd=django_settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _process in range(3)
    ]
    for each in begun:
        assert each.stdin
        each.stdin.write("now\n")
        each.stdin.flush()
    said = {each.communicate(timeout=60)[0] for each in begun}
    assert (len(said), "" in said) == (1, False)
    assert [file.name for file in (tmp_path / "timestamps").iterdir()] == ["authority.pem"]


@pytest.mark.django_db(transaction=True)
def test_who_opens_the_signing_twice_at_once_has_one_authority(signing: Hall) -> None:
    from tests.at_once import at_once
    from tests.cast import set_stage

    file = key_file()
    SigningAuthority.objects.all().delete()
    file.unlink()
    before = set(file.parent.iterdir())
    set_stage(signing.conference, Stage.PAUSE)

    def begin() -> None:
        actions.begin_signing(actor=signing.facilitator, conference=signing.conference)

    assert at_once(begin, begin, begin) == [None] * 3
    assert set(file.parent.iterdir()) - before == {key_file()}
