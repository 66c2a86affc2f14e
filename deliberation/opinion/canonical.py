"""The deterministic text that citizens sign.

The format, ``avis-citoyen/3``, is UTF-8 in Unicode form NFC, lines ended by LF::

    avis-citoyen/3

    # Question
    …
    # Titre
    …
    # Préambule
    …
    # Recommandation 1
    …
    ## Constat
    …
    ## Texte
    …
    ## Motif
    …
    ## Destinataire
    …
    ## Appuis
    …
    # Désaccords
    …
    # Demandes
    …
    # Conclusion
    …

Every heading is always there, in this order, and is followed by its text and one empty line. A line of text
that begins with ``#`` or ``\\`` is given a ``\\`` in front, so that no text can pass for a heading and two
different opinions never give the same bytes. The headings are part of the format: they are never
translated. Under ``Appuis`` each line says what an ``evidence:KEY`` of the text stands for.

The texts are in the markup of ``kernel/richtext``, but for titles and the addressee. Recommendations come by theme, and
the themes' names, which facilitators give, are no part of the text.

``avis-citoyen/1`` had neither ``Constat``, ``Destinataire`` nor ``Appuis``, and ``avis-citoyen/2`` neither
``Désaccords`` nor ``Demandes``. What was signed in them stays as it is:
a text is kept, attached and checked byte for byte, and never written anew.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

FORMAT = "avis-citoyen/3"
# Everything that Unicode counts as the end of a line, each read as one LF.
LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"))
# Marks that reorder what is around them: what is read would no longer be what is signed.
REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class RecommendationText:
    title: str
    text: str
    reason: str
    observation: str = ""
    addressee: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpinionText:
    """The citizens' own words, and the question they were asked. Recommendations are numbered by their
    place."""

    question: str
    opinion_title: str
    preamble: str
    recommendations: tuple[RecommendationText, ...]
    closing: str
    disagreements: str = ""
    requests: str = ""


def normalised(text: str) -> str:
    """The characters of ``text`` that are signed: NFC, LF, without controls, surrogates or reordering
    marks."""
    lines = text.replace("\r\n", "\n").translate(LINE_ENDS).replace("\t", " ")
    kept = (c for c in lines if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in REORDERING))
    return unicodedata.normalize("NFC", "".join(kept))


def canonical_text(opinion: OpinionText) -> bytes:
    """The bytes that are signed. Equal for two opinions only if they are equal once ``normalised``."""
    parts = [
        ("# Question", opinion.question),
        ("# Titre", opinion.opinion_title),
        ("# Préambule", opinion.preamble),
    ]
    for number, recommendation in enumerate(opinion.recommendations, start=1):
        parts += [
            (f"# Recommandation {number}", recommendation.title),
            ("## Constat", recommendation.observation),
            ("## Texte", recommendation.text),
            ("## Motif", recommendation.reason),
            ("## Destinataire", recommendation.addressee),
            ("## Appuis", "\n".join(" ".join(line.split()) for line in recommendation.evidence)),
        ]
    parts += [
        ("# Désaccords", opinion.disagreements),
        ("# Demandes", opinion.requests),
        ("# Conclusion", opinion.closing),
    ]
    body = "".join(f"{heading}\n{_escaped(text)}\n\n" for heading, text in parts)
    return f"{FORMAT}\n\n{body}".encode()


def digest(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def _escaped(text: str) -> str:
    lines = normalised(text).split("\n")
    return "\n".join("\\" + line if line.startswith(("#", "\\")) else line for line in lines)
