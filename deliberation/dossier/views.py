from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.dossier import actions, queries
from deliberation.dossier.bookmarks.forms import PlaceForm
from deliberation.dossier.bookmarks.queries import Progress, progress_in
from deliberation.dossier.forms import DocumentForm
from deliberation.dossier.media import EXTENSIONS
from deliberation.dossier.models import Document
from deliberation.dossier.pack import packed
from deliberation.dossier.rules import may_replace
from deliberation.dossier.sheets.queries import terms_in
from deliberation.kernel.errors import Refused
from deliberation.kernel.ranges import PacedFileResponse, ranged

# What is opened is never a page of ours: nothing in it runs, sends a form, or asks for anything else.
INERT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def _hearings(conference: Conference, **known: Any) -> dict[str, Any]:
    return {"hearings": queries.hearings_to_choose(conference)}


def _again(conference: Conference, **known: Any) -> dict[str, Any]:
    return _hearings(conference) | {"again": True}


add_document = act_view(
    Act.ADD_DOCUMENT,
    DocumentForm,
    actions.add_document,
    said=_("The document is in the dossier."),
    form_options=_hearings,
)
replace_document = act_view(
    Act.ADD_DOCUMENT,
    DocumentForm,
    actions.replace_document,
    said=_("The new version is in the dossier. The one before stays, to be read and cited."),
    form_options=_again,
)


@never_cache
@require_safe
def document(request: HttpRequest, slug: str, document_id: int) -> HttpResponse:
    """A document as it is read in the page: a PDF at its ``?page=`` or where this person stopped, a picture, a text, or
    where a link leads."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_DOSSIER, actor, conference):
        return closed_page(request, conference, sentence)
    found = _of(conference, document_id)
    asked = _page_in(request.GET.get("page", ""))
    mine = progress_in(actor.member, found) if actor and rules.may(Act.NOTE_READING, actor, conference) else None
    page = asked or (mine.page if mine else None) or 1
    versions, words = queries.versions_of(found), queries.glossary_of(conference)
    replaces = found == versions[-1] and may_replace(actor, conference, found)
    context = {
        "conference": conference,
        "actor": actor,
        "document": found,
        "page": page,
        "pages": found.pages.count(),
        "mine": mine,
        "resumed": bool(mine and mine.page and not asked),
        "place": _place_form(found, mine, page) if mine else None,
        "versions": versions,
        "latest": versions[-1],
        "words": words,
        "terms": terms_in(conference, words, [found.text]),
        "decision": queries.decisions_on_documents(conference).get(found.pk),
        "refused_before": queries.refused_before(conference),
        "may_follow": rules.may(Act.FOLLOW_SITTING, actor, conference),
        "form": DocumentForm(**_again(conference), initial=queries.told_of(found)) if replaces else None,
    }
    return render(request, "dossier/document.html", context)


@require_safe
def document_file(request: HttpRequest, slug: str, document_id: int) -> HttpResponseBase:
    """A document's bytes, whole or the part that is asked for, and never run as a page of ours."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_DOSSIER, actor, conference):
        return closed_page(request, conference, sentence)
    found = _of(conference, document_id)
    if not found.file:
        raise Http404
    name = f"{slugify(found.title) or 'document'}.{EXTENSIONS[found.media_type]}"
    response = ranged(
        request, found.file.open(), size=found.size, etag=f'"{found.sha256}"', media_type=found.media_type
    )
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Kept, and asked for again before each use: whoever may not read it any more is told so.
    response["Cache-Control"] = "private, no-cache, no-transform"
    return response


@require_safe
def dossier_pack(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All that is shown in the dossier, and a page of contents, to be read without a network."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_DOSSIER, actor, conference):
        return closed_page(request, conference, sentence)
    try:
        pack = packed(conference)
    except Refused as refused:
        return closed_page(request, conference, str(refused))
    return PacedFileResponse(pack, as_attachment=True, filename=f"dossier-{conference.slug}.zip")


def _page_in(query: str) -> int | None:
    return int(query) if query.isdecimal() and len(query) < 5 and int(query) else None


def _place_form(found: Document, mine: Progress, page: int) -> PlaceForm | None:
    return PlaceForm(initial={"page": mine.page or page}, auto_id="place-%s") if found.is_pdf else None


def _of(conference: Conference, document_id: int) -> Document:
    found = (
        conference.documents.select_related("conference", "hearing__expert", "added_by").filter(pk=document_id).first()
    )
    if found is None:
        raise Http404
    return found
