"""Papers sealed beside an opinion, whole or with something wrong, made as the hand-over makes them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from deliberation.kernel import clock
from deliberation.opinion.handover import typeset
from deliberation.opinion.handover.document import Certificate, CorrectionPaper, Original
from deliberation.opinion.seal import seal

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ORIGINAL = Original(
    language="fr",
    conference_title="L’eau",
    opinion_title="Partager l’eau",
    sponsor="Le conseil",
    text_sha256="a" * 64,
    pdf_sha256="b" * 64,
    sealed_at=AT - timedelta(days=1),
    check_url="https://example.org/verify/",
)
OPINION = {"title": "T", "conference": "C", "text_sha256": "a", "pdf_sha256": "b"}
WHOLE = {"format": "avis-citoyen-beside/1", "kind": "correction", "number": 1, "opinion": OPINION}
# Cards that say nothing, by what is wrong with them.
CARDS: dict[str, Any] = {
    "of another format": WHOLE | {"format": "avis-citoyen-beside/9"},
    "of another kind": WHOLE | {"kind": "opinion"},
    "a correction without a number": WHOLE | {"number": None},
    "a correction numbered in words": WHOLE | {"number": "1"},
    "a correction numbered true": WHOLE | {"number": True},
    "a certificate with a number": WHOLE | {"kind": "certificate"},
    "of no opinion": WHOLE | {"opinion": None},
    "of an opinion without a title": WHOLE | {"opinion": OPINION | {"title": 7}},
    "a list": [WHOLE],
    "a number": 7,
    "nothing": None,
}


def certificate() -> bytes:
    values = Certificate(ORIGINAL, AT, "Facilitation", AT, "b" * 64, "Par l’appareil du commanditaire")
    return typeset.typeset_certificate(values)


def correction() -> bytes:
    return typeset.typeset_correction(CorrectionPaper(ORIGINAL, 2, "Dix", "Onze", "Une faute.", 3, 5, AT, AT))


def papers() -> dict[str, bytes]:
    """Under the seal of the settings in force; by what they are, or what is wrong with them."""
    at = clock.now().replace(microsecond=0)
    whole = {name: seal(made(), at=at) for name, made in (("certificate", certificate), ("correction", correction))}
    changed = {f"a bit of the {name}": _flipped(pdf) for name, pdf in whole.items()}
    return whole | changed | {name: seal(_with(card), at=at) for name, card in CARDS.items()}


def _flipped(pdf: bytes) -> bytes:
    return pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:]


def _with(card: Any) -> bytes:
    with mock.patch.object(typeset, "_card", lambda *_: json.dumps(card).encode()):
        return correction()
