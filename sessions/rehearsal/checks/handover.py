"""What stands beside the opinion once it is handed over names that opinion, and leaves it as it is."""

import hashlib
import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from sessions.rehearsal.checks.document import attached
from sessions.rehearsal.players.beside import Beside

CARD_NAME = "beside.json"


def check(document: bytes, beside: Beside) -> Iterator[str]:
    """``document`` is the opinion as the sponsor received it."""
    certificate, again = beside.certificates
    if certificate != again:
        yield _("the certificate of hand-over is not the same file twice")
    if beside.opinion != document:
        yield _("the opinion is another file once a correction stands beside it")
    papers = {"certificate": certificate, "correction": beside.correction}
    for kind, pdf in papers.items():
        told = json.loads(attached(pdf, CARD_NAME) or "{}")
        named = (told.get("kind"), told.get("opinion", {}).get("pdf_sha256"))
        if named != (kind, hashlib.sha256(document).hexdigest()):
            yield _("the document “%s” does not name the opinion that was handed over") % kind
