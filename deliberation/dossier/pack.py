"""The dossier in one file, to be read without a network: every document, and a page that leads to each."""

import tempfile
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.conf import settings
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.dossier.media import EXTENSIONS
from deliberation.dossier.models import Document
from deliberation.dossier.queries import (
    decisions_on_documents,
    glossary_of,
    refused_before,
    shown_documents,
    terms_of,
)
from deliberation.dossier.sheets.queries import shown_sheets
from deliberation.kernel.errors import Refused

if TYPE_CHECKING:
    from deliberation.hearings.models import Expert, Question

IN_MEMORY = 1 << 20


def packed(conference: Conference) -> IO[bytes]:
    """A ZIP file of what is shown now; links and sheets stand in its contents alone. Refused when the documents are
    more than one download may hold."""
    _weighed(conference)
    documents = shown_documents(conference).select_related("hearing__expert")
    rows = [(each, _name(number, each)) for number, each in enumerate(documents, start=1)]
    contents = {
        "conference": conference,
        "rows": rows,
        "decisions": decisions_on_documents(conference),
        "refused_before": refused_before(conference),
        "experts": _experts(conference),
        "words": glossary_of(conference),
        "sheets": shown_sheets(conference),
        "terms": terms_of(conference),
    }
    # Closed by who sends it.
    held = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    # As they are: a PDF and a picture are compressed already, and there is a processor's time for little else.
    with ZipFile(held, "w", ZIP_STORED) as pack:
        pack.writestr("index.html", render_to_string("dossier/pack.html", contents), ZIP_DEFLATED)
        for document, name in rows:
            if document.file:
                with document.file.open() as file, pack.open(name, "w") as kept:
                    for chunk in file.chunks():
                        kept.write(chunk)
            elif document.is_text:
                # A reader that is told nothing else takes it for an old code page.
                pack.writestr(name, document.text.encode("utf-8-sig"), ZIP_DEFLATED)
    held.seek(0)
    return held


def _weighed(conference: Conference) -> None:
    size = shown_documents(conference).aggregate(size=Sum("size"))["size"] or 0
    if size > settings.MAX_PACK_BYTES:
        said = _(
            "The documents of this dossier are %(size)s together: one download holds %(limit)s at most. Open them one "
            "by one, in the dossier."
        )
        limit = filesizeformat(settings.MAX_PACK_BYTES)
        raise Refused(said % {"size": filesizeformat(size), "limit": limit})


def _experts(conference: Conference) -> "list[tuple[Expert, list[Question]]]":
    """Who is heard, with what they answered."""
    experts = conference.experts.order_by("pk").prefetch_related("hearings__questions")
    return [
        (expert, [asked for hearing in expert.hearings.all() for asked in hearing.questions.all() if asked.answered_at])
        for expert in experts
    ]


def _name(number: int, document: Document) -> str:
    """Empty for a link, which is no file."""
    ending = EXTENSIONS.get(document.media_type)
    return f"{number:02}-{slugify(document.title)[:60] or 'document'}.{ending}" if ending else ""
