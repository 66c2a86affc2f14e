"""What is given of the signatures: to everyone with the sealed document, and to the guarantor alone."""

import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from deliberation.opinion.models import Opinion, Signature
from deliberation.opinion.signing import cms, timestamps
from deliberation.opinion.signing.models import SigningAuthority, SigningCertificate

INDEX, AUTHORITY, TIMESTAMPS = "signatures.json", "authority.pem", "timestamps.pem"
FORMAT, EVIDENCE_FORMAT = "avis-citoyen-signatures/1", "avis-citoyen-evidence/1"


@dataclass(frozen=True)
class Filed:
    """A signature beside the name of its file, which is empty without one."""

    signature: Signature
    file: str

    @property
    def name(self) -> str:
        return self.signature.public_name or self.signature.pseudonym


def signed_by(made: SigningCertificate, text_sha256: bytes) -> cms.Signed:
    """What a signature under this certificate must be about."""
    return cms.Signed(text_sha256, x509.load_der_x509_certificate(bytes(made.certificate)), made.reservation)


def filed(opinion: Opinion) -> list[Filed]:
    """Those who signed, by their names and labels: never in the order of signing."""
    signed = opinion.signatures.filter(decision=Signature.Decision.SIGNED).select_related("membership")
    rows, number = [], 0
    for each in sorted(signed, key=lambda s: (s.public_name or s.pseudonym, s.reservation, bytes(s.cms))):
        number += bool(each.cms)
        rows.append(Filed(each, f"signature-{number:03d}.p7s" if each.cms else ""))
    return rows


def signature_files(opinion: Opinion) -> dict[str, bytes]:
    """The signatures as files for anyone to check; nothing in them says who is behind a label, or who proved what how
    beyond the way they did."""
    rows = filed(opinion)
    files = {each.file: bytes(each.signature.cms) for each in rows if each.file}
    index = {
        "format": FORMAT,
        "text_sha256": opinion.text_digest,
        "authority": AUTHORITY,
        "timestamps": TIMESTAMPS,
        "signatures": [_told(each) for each in rows],
    }
    certificates = timestamps.certificates_of(cms.token_of(file) for file in files.values())
    return {
        INDEX: _json(index),
        **files,
        AUTHORITY: _authority(opinion),
        TIMESTAMPS: b"".join(each.public_bytes(Encoding.PEM) for each in certificates),
    }


def evidence_of(opinion: Opinion) -> bytes:
    """Who stands behind which signature, for the guarantor: kept out of every page and file but theirs."""
    rows = [
        {
            "file": each.file or None,
            "form": each.signature.form,
            "name": each.name,
            "named": bool(each.signature.public_name),
            "member": each.signature.membership.ref,
            "person": each.signature.membership.name,
            "proof": each.signature.proof,
            "proved_at": _time(each.signature.proved_at),
            "signed_at": _time(each.signature.at),
        }
        for each in filed(opinion)
    ]
    return _json({"format": EVIDENCE_FORMAT, "text_sha256": opinion.text_digest, "signatures": rows})


def authority_certificate(opinion: Opinion) -> x509.Certificate | None:
    found = SigningAuthority.objects.filter(opinion=opinion).first()
    return x509.load_der_x509_certificate(bytes(found.certificate)) if found else None


def _told(each: Filed) -> dict[str, Any]:
    signature = each.signature
    return {
        "file": each.file or None,
        "form": signature.form,
        "name": each.name,
        "named": bool(signature.public_name),
        "proof": signature.proof,
        "signed_at": _time(signature.at),
        "reservation": signature.reservation,
    }


def _authority(opinion: Opinion) -> bytes:
    certificate = authority_certificate(opinion)
    return certificate.public_bytes(Encoding.PEM) if certificate else b""


def _time(at: Any) -> str | None:
    return at.replace(microsecond=0).isoformat() if at else None


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
