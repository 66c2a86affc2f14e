from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.posting import act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.dossier import actions
from deliberation.dossier.forms import DocumentForm
from deliberation.dossier.media import EXTENSIONS
from deliberation.dossier.models import Document

add_document = act_view(Act.ADD_DOCUMENT, DocumentForm, actions.add_document, said=_("The document is in the dossier."))


@require_GET
def document(request: HttpRequest, slug: str, document_id: int) -> HttpResponseBase:
    """A document's bytes, shown by the browser's own reader and never run as a page of ours."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_DOSSIER, actor, conference):
        return closed_page(request, conference, sentence)
    found = Document.objects.filter(conference=conference, pk=document_id).first()
    if found is None:
        raise Http404
    name = f"{slugify(found.title) or 'document'}.{EXTENSIONS[found.media_type]}"
    response = FileResponse(found.file.open(), content_type=found.media_type, filename=name)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
