"""What is printed in the papers that stand beside a sealed opinion: plain values, no models. Every ``str`` is
somebody's words or a sentence in ``language``, never markup."""

from dataclasses import dataclass
from datetime import datetime

# The file in which such a paper says what it is, for programs: under the seal, as all of it.
CARD_NAME = "beside.json"
CARD_FORMAT = "avis-citoyen-beside/1"


@dataclass(frozen=True)
class Original:
    """The sealed opinion that a paper names. Digests are SHA-256 in lower-case hex; moments are aware."""

    language: str
    conference_title: str
    opinion_title: str
    sponsor: str
    text_sha256: str
    pdf_sha256: str
    sealed_at: datetime
    check_url: str


@dataclass(frozen=True)
class Certificate:
    """``received`` is what the sponsor said they hold: a whole digest, or both ends of one; ``means`` says how they
    know it, ``by`` is the role of who handed it over."""

    original: Original
    handed_over_at: datetime
    by: str
    at: datetime
    received: str
    means: str


@dataclass(frozen=True)
class CorrectionPaper:
    original: Original
    number: int
    passage: str
    text: str
    reason: str
    agreed: int
    signed: int
    proposed_at: datetime
    at: datetime
