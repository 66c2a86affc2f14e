"""The papers beside a sealed opinion, as PDF/A-3a, PDF/UA-1 files: the same bytes for the same values."""

import json
from datetime import datetime
from io import BytesIO
from typing import Any

import segno
from django.utils import timezone, translation

from deliberation.kernel import times
from deliberation.opinion.handover import labels
from deliberation.opinion.handover.document import CARD_FORMAT, CARD_NAME, Certificate, CorrectionPaper, Original
from deliberation.opinion.press import printed

TEMPLATES = "opinion/pdf"
CODE = "code.svg"


def typeset_certificate(certificate: Certificate) -> bytes:
    original = certificate.original
    with translation.override(original.language):
        words = labels.certificate_words()
        content = {
            "words": words,
            "opinion": _original(original)
            | {
                "handed_over": _moment(certificate.handed_over_at),
                "by": certificate.by,
                "received_at": _moment(certificate.at),
                "means": certificate.means,
                "same": words["same" if certificate.received == original.pdf_sha256 else "same_ends"],
            },
            "verbatim": _verbatim(original) | {"received": certificate.received},
        }
    return _made("certificate.typ", content, original, certificate.at, {"kind": "certificate"})


def typeset_correction(correction: CorrectionPaper) -> bytes:
    original = correction.original
    with translation.override(original.language):
        content = {
            "words": labels.correction_words(correction.number, correction.agreed, correction.signed),
            "opinion": _original(original)
            | {
                "passage": correction.passage.splitlines(),
                "text": correction.text.splitlines(),
                "reason": correction.reason.splitlines(),
                "proposed": times.day(timezone.localtime(correction.proposed_at)),
                "sealed_on": _moment(correction.at),
            },
            "verbatim": _verbatim(original),
        }
    card = {"kind": "correction", "number": correction.number}
    return _made("correction.typ", content, original, correction.at, card)


def _made(template: str, content: dict[str, Any], original: Original, at: datetime, card: dict[str, Any]) -> bytes:
    code = BytesIO()
    segno.make(original.check_url, error="m").save(code, kind="svg", border=0, xmldecl=False, svgns=True)
    content |= {"language": original.language.split("-")[0], "replaced": False}
    files = {CODE: code.getvalue(), CARD_NAME: _card(original, card)}
    return printed(f"{TEMPLATES}/{template}", content, files, language=original.language, at=at)


def _card(original: Original, card: dict[str, Any]) -> bytes:
    """Sorted keys, UTF-8."""
    of = {
        "conference": original.conference_title,
        "title": original.opinion_title,
        "text_sha256": original.text_sha256,
        "pdf_sha256": original.pdf_sha256,
    }
    told = {"format": CARD_FORMAT, "opinion": of, **card}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace") + b"\n"


def _original(original: Original) -> dict[str, Any]:
    return {
        "conference": original.conference_title,
        "title": original.opinion_title,
        "sponsor": original.sponsor,
        "sealed": _moment(original.sealed_at),
    }


def _verbatim(original: Original) -> dict[str, str]:
    return {
        "text_sha256": original.text_sha256,
        "pdf_sha256": original.pdf_sha256,
        "check_url": original.check_url,
    }


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{times.moment(local)} ({local:%Z})"
