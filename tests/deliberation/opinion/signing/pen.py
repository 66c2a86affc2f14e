"""A citizen's browser with a key of its own, and what OpenSSL says of what it signed."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from deliberation.conference.rules import Actor
from deliberation.opinion.models import Opinion
from deliberation.opinion.signing import actions
from deliberation.opinion.signing.cms import Signed
from deliberation.opinion.signing.models import SigningCertificate
from deliberation.opinion.signing.queries import signature_files, signed_by
from tests.cast import fresh_code
from tests.hall import Hall


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def made_by(key: ec.EllipticCurvePrivateKey, signed: Signed) -> bytes:
    return signed.whole(key.sign(signed.attributes, ec.ECDSA(hashes.SHA256())))


@dataclass
class Pen:
    hall: Hall
    citizen: Actor
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)

    def certify(self, **choices: Any) -> SigningCertificate:
        """Proved by a code just sent, unless the choices say how."""
        if "proof" not in choices:
            choices |= {"proof": "code", "code": fresh_code(self.citizen)}
        given = {"text_digest": self.hall.text_digest(), "public_key": self.key.public_key()} | choices
        return actions.certify_key(actor=self.citizen, conference=self.hall.conference, **given)

    def signature(self, made: SigningCertificate, text_digest: str = "") -> bytes:
        return made_by(self.key, signed_by(made, bytes.fromhex(text_digest or self.hall.text_digest())))

    def send(self, signature: bytes, text_digest: str = "") -> None:
        actions.sign_with_key(
            actor=self.citizen,
            conference=self.hall.conference,
            text_digest=text_digest or self.hall.text_digest(),
            signature=signature,
        )

    def sign(self, **choices: Any) -> bytes:
        """From the proof to the record; the signature as it was sent."""
        signature = self.signature(self.certify(**choices))
        self.send(signature)
        return signature


def openssl(*words: str | Path, folder: Path) -> bool:
    """Whether this command of OpenSSL succeeds there; a machine without it fails the test."""
    if shutil.which("openssl") is None:
        pytest.fail("openssl is missing: install it (or run make setup)")
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def holds(folder: Path, file: str, text: str = "avis.txt") -> bool:
    """As the page of instructions says it, for whoever checks by hand."""
    words = ("-in", file, "-content", text, "-CAfile", "authority.pem", "-no_check_time", "-out", "/dev/null")
    return openssl("cms", "-verify", "-binary", "-inform", "DER", *words, folder=folder)


def laid_out(folder: Path) -> dict[str, bytes]:
    """What is published of the signatures, and the text, as files; returns the files of the signatures."""
    opinion = Opinion.objects.get()
    files = signature_files(opinion)
    for name, content in {**files, "avis.txt": opinion.frozen_text.encode()}.items():
        (folder / name).write_bytes(content)
    return files


def changed(content: bytes, place: int) -> bytes:
    """One bit of it."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
