"""What a paper sealed beside an opinion says of itself: which it is, and of which opinion."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliberation.opinion.handover.document import CARD_FORMAT, CARD_NAME

CERTIFICATE, CORRECTION = "certificate", "correction"


@dataclass(frozen=True)
class Paper:
    """``kind``: "certificate" (of hand-over) or "correction", which alone has a ``number``. The rest is of the opinion
    it names: the digests are SHA-256 in hex."""

    kind: str
    number: int | None
    title: str
    conference: str
    text_sha256: str
    pdf_sha256: str

    def as_data(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "number": self.number,
            "title": self.title,
            "conference": self.conference,
            "text_sha256": self.text_sha256,
            "pdf_sha256": self.pdf_sha256,
        }


def paper_of(files: Mapping[str, bytes]) -> Paper | None:
    """None unless the files inside say so whole. To be believed only under a seal that stands."""
    try:
        told = json.loads(files[CARD_NAME])
        kind, number, opinion = told["kind"], told.get("number"), told["opinion"]
        said = [opinion[name] for name in ("title", "conference", "text_sha256", "pdf_sha256")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    numbered = type(number) is int if kind == CORRECTION else kind == CERTIFICATE and number is None
    if told.get("format") != CARD_FORMAT or not numbered or not all(isinstance(each, str) for each in said):
        return None
    return Paper(kind, number, *said)
