from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.posting import closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from sessions.record.queries import journal_lines, record_of

ENTRIES_A_PAGE = 100


@require_GET
def journal(request: HttpRequest, slug: str, form: str = "html") -> HttpResponseBase:
    """What was done, by whom, when: for the guarantor, as a page, as JSON lines, or summed up as the record."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_JOURNAL, actor, conference):
        return closed_page(request, conference, sentence)
    if form == "jsonl":
        return HttpResponse("".join(journal_lines(conference)), content_type="application/jsonl; charset=utf-8")
    if form == "record":
        return JsonResponse(record_of(conference), json_dumps_params={"ensure_ascii": False, "indent": 1})
    entries = Entry.objects.filter(conference=conference).order_by("-number")
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "journal/journal.html", {"conference": conference, "page": page, "chain": verify(conference)}
    )
