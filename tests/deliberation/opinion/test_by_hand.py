"""The instructions to check by hand: each command of the page, run as it stands there."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from tests.deliberation.opinion.signed import samples, sealed, whole

PAGE, ROOTS = "/verify/by-hand/", "/verify/authority.pem"


@pytest.fixture(autouse=True)
def installation(settings: object, tmp_path: Path) -> None:
    settings.SEAL_DIR, settings.SEAL_NAME = tmp_path / "seal", "Test"
    settings.SEAL_PKCS12 = settings.SEAL_PASSPHRASE = ""


def commands(page: str) -> dict[str, str]:
    found = LexborHTMLParser(page).css("code[data-command]")
    return {str(node.attributes["data-command"]): node.text() for node in found}


def run(client: Client, folder: Path, pdf: bytes, between: str = "") -> subprocess.CompletedProcess[str]:
    """Stops at the first command that fails. ``between``: done after the files are taken out."""
    folder.mkdir()
    (folder / "avis.pdf").write_bytes(pdf)
    (folder / "platform.pem").write_bytes(client.get(ROOTS).content)
    lines = commands(client.get(PAGE).content.decode())
    lines["files"] += f"\n{between}"
    script = "\n".join(f"echo '== {name}'\n{block}" for name, block in lines.items())
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )


def last_step(done: subprocess.CompletedProcess[str]) -> str:
    return [line for line in done.stdout.splitlines() if line.startswith("== ")][-1][3:]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_accepts_a_sealed_file(db: None, client: Client, tmp_path: Path, language: str) -> None:
    pdf = sealed(whole())
    client.cookies["django_language"] = language
    done = run(client, tmp_path / "work", pdf)
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    steps = [line[3:] for line in said if line.startswith("== ")]
    assert steps == ["authority", "seal", "files", "signatures", "times", "reservations", "votes"]
    assert said.count("Verification: OK") == 3
    assert [line for line in said if line.startswith("subject=") and "Root" not in line] == [
        "subject=CN=Anne Aubert",
        "subject=CN=Cédric Évrard",
        "subject=pseudonym=citoyenne-4K7Q",
    ]
    fingerprint = next(line.partition("=")[2] for line in said if line.startswith("sha256 Fingerprint"))
    assert fingerprint in client.get(PAGE).content.decode()
    assert done.stderr.count("CMS Verification successful") == 4


def changed(pdf: bytes) -> bytes:
    middle = bytearray(pdf)
    middle[len(pdf) // 2] ^= 1
    return bytes(middle)


@pytest.mark.parametrize(
    ("step", "pdf", "between"),
    [
        ("seal", changed, ""),
        ("seal", lambda pdf: pdf + b"\n", ""),
        ("signatures", bytes, "printf x | dd of=avis.txt bs=1 seek=40 conv=notrunc 2> /dev/null"),
        ("signatures", bytes, "printf x | dd of=signature-002.p7s bs=1 seek=300 conv=notrunc 2> /dev/null"),
        ("times", bytes, "printf x | dd of=signature-002.p7s bs=1 seek=2300 conv=notrunc 2> /dev/null"),
        ("reservations", bytes, "sed -i 's/Le co/Un co/' signatures.json"),
        ("votes", bytes, "sed -i 's/against/for/' ballot-1.json"),
    ],
)
def test_a_command_refuses_what_was_changed(
    db: None, client: Client, tmp_path: Path, step: str, pdf: Callable[[bytes], bytes], between: str
) -> None:
    done = run(client, tmp_path / "work", pdf(sealed(whole())), between)
    assert (done.returncode != 0, last_step(done)) == (True, step)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("signatures", "of another text"),
        ("signatures", "of another authority"),
        ("times", "stamped by another"),
        ("times", "stamp of another value"),
        ("reservations", "reservation taken away"),
    ],
)
def test_a_command_refuses_what_was_wrong_before_the_seal(
    db: None, client: Client, tmp_path: Path, step: str, name: str
) -> None:
    done = run(client, tmp_path / "work", sealed(samples()[name]))
    assert (done.returncode != 0, last_step(done)) == (True, step)


def test_another_platforms_seal_is_refused(db: None, client: Client, tmp_path: Path, settings: object) -> None:
    foreign = sealed(whole())
    settings.SEAL_DIR = tmp_path / "another"
    sealed(whole())
    done = run(client, tmp_path / "work", foreign)
    assert (done.returncode != 0, last_step(done)) == (True, "seal")


def test_a_platform_that_has_sealed_nothing_says_so(db: None, client: Client) -> None:
    assert client.get(ROOTS).status_code == 404
    assert client.get(PAGE).status_code == 200
