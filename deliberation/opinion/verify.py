"""Is a PDF in hand the one that was sealed? Answers about the file alone, whatever the file is."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from cryptography.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader

from deliberation.opinion.authority import timestamp_roots, trust_roots
from deliberation.opinion.canonical import digest
from deliberation.opinion.typeset import FIGURES_NAME, TEXT_NAME
from deliberation.opinion.verification import wording
from deliberation.opinion.verification.attachments import files_of
from deliberation.opinion.verification.findings import SignaturesFinding
from deliberation.opinion.verification.papers import Paper, paper_of
from deliberation.opinion.verification.roll import examine_all
from deliberation.opinion.verification.sealing import examine_seal

# No opinion is this long; a parser is not asked to prove it.
LARGEST = 64 * 1024 * 1024

# A refused file is an answer, not an incident: the libraries would log a traceback for each.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Verdict:
    """What a file proves. Every answer is no unless shown: a file that cannot be read proves nothing.

    ``known`` is None when no register was consulted; ``sealed_at`` is what the seal says of itself, ``stamped_at`` what
    a time-stamping service that this installation trusts says of it. What is inside a file is looked at only once its
    seal stands: anybody could have put it there. ``signatures`` is None where the file lists none, as those sealed
    before signatures were kept inside. ``paper`` is what stands beside an opinion under the same seal: a certificate of
    hand-over, or a correction.
    """

    pdf_sha256: str
    signed: bool = False
    intact: bool = False
    certified: bool = False
    trusted: bool = False
    text_matches: bool = False
    known: bool | None = None
    signer: str = ""
    sealed_at: datetime | None = None
    stamped_at: datetime | None = None
    text_sha256: str = ""
    signatures: SignaturesFinding | None = None
    text: str = ""
    paper: Paper | None = None

    @property
    def seal_stands(self) -> bool:
        return self.signed and self.intact and self.certified and self.trusted

    @property
    def is_opinion(self) -> bool:
        """Whether it holds a text at all: other documents are sealed too."""
        return self.text_sha256 != ""

    @property
    def genuine(self) -> bool:
        """The one answer: sealed by us, not a byte changed, the attached text is the printed one, every signature
        listed in it holds."""
        inside = self.text_matches and (self.signatures is None or self.signatures.hold)
        return self.seal_stands and inside and self.known is not False

    @property
    def kind(self) -> str:
        """What the file can be taken for: "opinion", "certificate", "correction", or empty."""
        if self.genuine:
            return "opinion"
        stands = self.seal_stands and self.known is not False
        return self.paper.kind if self.paper is not None and stands else ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answers in plain words, in the language in force; the conclusion comes last."""
        return (*wording.sentences_of(self), self.conclusion)

    @property
    def conclusion(self) -> str:
        return wording.conclusion(self)

    @property
    def why_not(self) -> str:
        """The first thing that is missing, empty when nothing is."""
        return wording.why_not(self)

    @property
    def changes(self) -> str:
        return wording.changes(self)

    @property
    def text_said(self) -> str:
        return wording.text_said(self)

    @property
    def signatures_said(self) -> list[str]:
        return wording.signatures_said(self.signatures)

    @property
    def register_said(self) -> str:
        return wording.register_said(self)

    def as_data(self) -> dict[str, Any]:
        """For machines; what the browser's own check finds is in the same form."""
        at = self.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.sealed_at else ""
        return {
            "genuine": self.genuine,
            "signed": self.signed,
            "intact": self.intact,
            "trusted": self.trusted,
            "signer": self.signer,
            "sealed_at": at,
            "pdf_sha256": self.pdf_sha256,
            "text_sha256": self.text_sha256,
            "text_matches": self.text_matches,
            "signatures": self.signatures.as_data() if self.signatures else None,
            "paper": self.paper.as_data() if self.paper else None,
        }


def check(pdf: bytes, *, known_digests: frozenset[str] | None) -> Verdict:
    """Examine ``pdf``; hostile or broken bytes give a verdict that says no, never an exception.

    ``known_digests`` are the SHA-256 (hex) of sealed files and of signed texts; None when there is no
    register to ask. ImproperlyConfigured if this installation's own credentials cannot be read. Not for a
    running event loop."""
    roots = trust_roots()
    fingerprint = digest(pdf)
    unread = Verdict(fingerprint, known=None if known_digests is None else False)
    if len(pdf) > LARGEST or b"/ByteRange" not in pdf:
        return unread
    try:
        reader = PdfFileReader(BytesIO(pdf))
        verdict = _sealed(pdf, reader, unread, roots)
    except Exception:  # The parsers raise whatever hostile bytes make them raise: all of it means no.
        return unread
    if verdict.seal_stands:
        verdict = _with_what_is_inside(verdict, _inside(reader))
    if known_digests is not None:
        wanted = {fingerprint} if verdict.paper else {fingerprint, verdict.text_sha256}
        verdict = replace(verdict, known=wanted <= known_digests)
    return verdict


def known_digests() -> frozenset[str]:
    """The digests of every file sealed here and of every text signed here."""
    # Inline: a check without a database must not load the models.
    from deliberation.opinion.handover.models import Correction, HandoverCertificate
    from deliberation.opinion.models import SealedOpinion

    opinions = SealedOpinion.objects.values_list("pdf_sha256", "text_sha256")
    corrections = Correction.objects.filter(sealed_at__isnull=False).values_list("pdf_sha256")
    certificates = HandoverCertificate.objects.values_list("pdf_sha256")
    return frozenset(each for rows in (opinions, corrections, certificates) for row in rows for each in row)


def _sealed(pdf: bytes, reader: PdfFileReader, unread: Verdict, roots: tuple[Certificate, ...]) -> Verdict:
    seal = examine_seal(pdf, reader, roots, timestamp_roots())
    return replace(
        unread,
        signed=True,
        intact=seal.intact,
        certified=seal.certified,
        trusted=seal.trusted,
        signer=seal.signer,
        sealed_at=seal.sealed_at,
        stamped_at=seal.stamped_at,
    )


def _inside(reader: PdfFileReader) -> Mapping[str, bytes]:
    try:
        return files_of(reader)
    except Exception:  # As in ``check``.
        return {}


def _with_what_is_inside(verdict: Verdict, files: Mapping[str, bytes]) -> Verdict:
    """The attached text, the digest the document prints (its figures carry the same), and the signatures; or what a
    paper beside an opinion says of itself."""
    if TEXT_NAME not in files:
        return replace(verdict, paper=paper_of(files))
    text = files[TEXT_NAME]
    printed, signed = _figures(files.get(FIGURES_NAME, b""))
    return replace(
        verdict,
        text_sha256=digest(text),
        text_matches=digest(text) == printed,
        signatures=examine_all(files, text, signed),
        text=text.decode("utf-8", "replace"),
    )


def _figures(content: bytes) -> tuple[str, int | None]:
    """The printed digest, and how many signatures are counted: empty and None where that cannot be read."""
    try:
        figures = json.loads(content)
        printed, signed = figures["text_sha256"], figures.get("signatures", {}).get("signed")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", None
    return str(printed), signed if isinstance(signed, int) else None
