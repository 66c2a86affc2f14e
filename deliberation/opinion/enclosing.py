"""What is put inside the sealed document besides its text and figures, and what is kept beside it."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from deliberation.opinion.document import Attachment, Enclosure, OpinionDocument
from deliberation.opinion.models import Opinion
from deliberation.opinion.signing.queries import signature_files

RECORD_NAME = "record.json"
MIMES = {"json": "application/json", "p7s": "application/pkcs7-signature", "pem": "application/x-pem-file"}


def attachments(opinion: Opinion, enclosure: Enclosure, document: OpinionDocument) -> dict[str, Attachment]:
    """By name: the public record, the citizens' signatures with what checks them, then what ``enclosure`` brings."""
    signatures = {name: _signature_file(name, content) for name, content in signature_files(opinion).items()}
    record = Attachment(record_json(enclosure.record, document), MIMES["json"], _("The public record"))
    return {RECORD_NAME: record, **signatures, **enclosure.files}


def record_json(record: Mapping[str, Any], document: OpinionDocument) -> bytes:
    """The public record with what only the seal knows: sorted keys, UTF-8."""
    whole = dict(record) | {
        "text_sha256": document.text_digest,
        "sealed_at": document.sealed_at.isoformat(),
        "evidence_sha256": document.evidence_digest or None,
        "journal": {"length": document.journal_length, "head": document.journal_head},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace") + b"\n"


def _signature_file(name: str, content: bytes) -> Attachment:
    ending = name.rpartition(".")[2]
    says = {
        "p7s": _("A citizen’s signature of avis.txt"),
        "pem": _("Certificates to check the signatures with"),
    }.get(ending, _("Who signed, and how"))
    return Attachment(content, MIMES[ending], says)
