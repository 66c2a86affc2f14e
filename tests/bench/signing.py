"""A panel that signs at one moment, each with a key of their own: until the last one's signature is recorded.

The product as it is served, on PostgreSQL and Redis, in two processes. Everyone does what the page's script does: loads
the page, fetches the text and compares its digest, makes a key, has it certified with a code, signs, sends the
signature. Afterwards OpenSSL verifies each signature that is published, and refuses each one over another text.
``python -m tests.bench --signing``, or ``python -m tests.bench.signing --people 10`` for a first look.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate

from deliberation.opinion.signing.cms import Signed
from tests.bench.machine import allow_open_files
from tests.bench.report import Target, verdict
from tests.crowd.crowd import TooLate, percentile
from tests.crowd.people import COOKIE, ROOT, TOKEN
from tests.faults.installation import Installation, installation

WITHIN = 10.0
PATIENCE = 120.0
SLUG = "eau"
BASE = f"/conferences/{SLUG}/opinion/signing/"
# Every third citizen signs with a reservation.
RESERVATION = "Le calendrier est trop court."


@dataclass(frozen=True)
class Signer:
    """``session`` signs them in, ``code`` is what was mailed to them just before."""

    session: str
    code: str
    reservation: str


async def _signs(http: httpx.AsyncClient, signer: Signer, begun: float) -> float:
    """From the page to the acknowledgement: after how long."""
    mine = {"Cookie": f"{COOKIE}={signer.session}; csrftoken={TOKEN}", "Accept": "application/json"}

    async def post(rest: str, **fields: str) -> dict[str, Any]:
        answer = await http.post(BASE + rest, data={"csrfmiddlewaretoken": TOKEN, **fields}, headers=mine)
        if answer.status_code != 200:
            raise TooLate(f"{rest} was answered by {answer.status_code}: {answer.text[:300]}")
        told: dict[str, Any] = answer.json()
        return told

    page = (await http.get(BASE, headers=mine)).text
    text = (await http.get(f"{BASE}text/", headers=mine)).content
    shown = re.search(r'data-text-digest="([0-9a-f]{64})"', page)
    digest = hashlib.sha256(text).digest()
    if shown is None or shown.group(1) != digest.hex():
        raise TooLate("the text is not the one whose digest is shown")
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    chosen = {"appear": "unnamed", "proof": "code", "code": signer.code, "reservation": signer.reservation}
    certified = await post("certify/", text_digest=digest.hex(), public_key=_base64(public), **chosen)
    certificate = load_der_x509_certificate(base64.b64decode(certified["certificate"]))
    signed = Signed(digest, certificate, signer.reservation)
    whole = signed.whole(key.sign(signed.attributes, ec.ECDSA(hashes.SHA256())))
    await post("key/", text_digest=digest.hex(), signature=_base64(whole))
    return time.monotonic() - begun


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def everyone_signs(served: Installation, signers: Sequence[Signer]) -> list[float]:
    """All begin in one moment, on connections of their own; the seconds until each was told, sorted."""

    async def everyone() -> list[float]:
        limits = httpx.Limits(max_connections=len(signers), max_keepalive_connections=len(signers))
        async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=PATIENCE, trust_env=False) as http:
            begun = time.monotonic()
            return await asyncio.gather(*(_signs(http, signer, begun) for signer in signers))

    return sorted(asyncio.run(everyone()))


def assert_each_holds(served: Installation, signers: Sequence[Signer]) -> None:
    """Each signature that is published is there once, holds for OpenSSL, and for this text alone."""
    frozen = served.rows("SELECT count(*) FROM deliberation_entry WHERE verb = 'opinion:frozen'")
    if frozen != [(1,)]:
        raise TooLate(f"the text was frozen {frozen[0][0]} times")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(served.environment, "--files", name)
        index = json.loads((folder / "signatures.json").read_text())["signatures"]
        told = sorted(each["reservation"] for each in index if each["form"] == "own-key")
        if told != sorted(signer.reservation for signer in signers):
            raise TooLate(f"{len(told)} signatures of {len(signers)} that were acknowledged")
        text = (folder / "avis.txt").read_bytes()
        (folder / "other.txt").write_bytes(bytes([text[0] ^ 1]) + text[1:])
        for each in index:
            if not _holds(folder, each["file"], "avis.txt") or _holds(folder, each["file"], "other.txt"):
                raise TooLate(f"{each['file']} does not hold")


def _holds(folder: Path, file: str, text: str) -> bool:
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", file, "-content", text]
    command += ["-CAfile", "authority.pem", "-no_check_time", "-out", "/dev/null"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def measure_signing(people: int) -> tuple[str, list[Target]]:
    """The figures as a table, and whether they are good enough."""
    allow_open_files()
    signers: list[Signer] = []

    def prepare(environment: dict[str, str]) -> None:
        made = json.loads(_run(environment, "--prepare", f"--people={people}"))
        signers.extend(Signer(*each, RESERVATION if n % 3 == 0 else "") for n, each in enumerate(made))

    with installation(processes=2, prepare=prepare) as served:
        took = everyone_signs(served, signers)
        assert_each_holds(served, signers)
    lines = ["| people | p50 s | p99 s | all recorded after, s |", "|---|---|---|---|"]
    lines.append(f"| {people} | {percentile(took, 0.5):.2f} | {percentile(took, 0.99):.2f} | {took[-1]:.2f} |")
    said = f"{people} people who sign at once, each with their own key, are all recorded within {WITHIN:g} s"
    return "\n".join(lines), [Target(said, f"{took[-1]:.2f} s, each signature verified", took[-1] <= WITHIN)]


def _run(environment: dict[str, str], *words: str) -> str:
    """This module in a process of its own, with the server's environment."""
    command = [sys.executable, "-m", "tests.bench.signing", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


# What follows runs in the process with the server's environment, after Django's set-up.


def _prepare(people: int) -> list[tuple[str, str]]:
    """A panel before the adopted opinion: a session and a code for each."""
    from deliberation.conference.stages import Role, Stage
    from tests.cast import enter, found_conference, fresh_code, sign_in
    from tests.hall import Hall, plan

    conference = found_conference(SLUG)
    facilitator = enter(conference, Role.FACILITATOR, email="facilitator@example.org")
    plan(conference)
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(1, people + 1)]
    Hall(conference, facilitator, citizens).reach(Stage.SIGNING)
    return [(sign_in(citizen.member.user), fresh_code(citizen)) for citizen in citizens]


def _write_files(folder: Path) -> None:
    from deliberation.opinion.models import Opinion
    from deliberation.opinion.signing.queries import signature_files

    opinion = Opinion.objects.get()
    for name, content in {**signature_files(opinion), "avis.txt": opinion.frozen_text.encode()}.items():
        (folder / name).write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.signing", description=__doc__)
    parser.add_argument("--people", type=int, default=70)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--files", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare or options.files:
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")
        django.setup()
        if options.files:
            _write_files(options.files)
        else:
            print(json.dumps(_prepare(options.people)))
        return 0
    table, held = measure_signing(options.people)
    print(f"{table}\n\n{verdict(held)}")
    return 0 if all(each.held for each in held) else 1


if __name__ == "__main__":
    sys.exit(main())
