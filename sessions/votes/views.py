from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from deliberation.ballots import receipts
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import closed_ballots
from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.opinion.queries import sealed_of
from deliberation.opinion.rules import why_not_read
from sessions.votes import queries

Page = Callable[..., HttpResponse]
PROGRAM = "ballots/recount.py.txt"


def for_readers(page: Page) -> Callable[..., HttpResponse]:
    """Whoever may read the opinion sees the page, everyone else why they do not."""

    @require_GET
    def view(request: HttpRequest, slug: str, **kwargs: int) -> HttpResponse:
        conference, actor = visit(request, slug)
        if sentence := why_not_read(actor, conference, sealed_of(conference)):
            return closed_page(request, conference, sentence)
        return page(request, conference, actor, **kwargs)

    return view


@for_readers
def ballots(request: HttpRequest, conference: Conference, actor: Actor | None) -> HttpResponse:
    """The results of every vote that is over."""
    context = {"conference": conference, "actor": actor, "counted": queries.counted(conference)}
    return render(request, "ballots/ballots.html", context)


@for_readers
def ballot(request: HttpRequest, conference: Conference, actor: Actor | None, ballot_id: int) -> HttpResponse:
    """One vote with all its papers. ``?receipt=`` finds one of them."""
    found = _closed(conference, ballot_id)
    papers = queries.papers_of(found)
    asked = receipts.said(receipts.typed(request.GET.get("receipt", "")))
    context = {
        "conference": conference,
        "actor": actor,
        "counted": queries.counted(conference, [found])[0],
        "papers": papers,
        "asked": asked,
        "mine": next((paper for paper in papers if paper.receipt == asked), None),
        # A named vote is named for whoever was in the room; the public counts it.
        "shows_names": found.rule.named and actor is not None,
        "script": render_to_string(PROGRAM),
    }
    return render(request, "ballots/ballot.html", context)


@for_readers
def ballot_file(request: HttpRequest, conference: Conference, actor: Actor | None, ballot_id: int) -> HttpResponse:
    """What the recount reads."""
    found = _closed(conference, ballot_id)
    return JsonResponse(queries.export_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
def recount(request: HttpRequest) -> HttpResponse:
    """The program that counts again."""
    return HttpResponse(render_to_string(PROGRAM), content_type="text/x-python; charset=utf-8")


@never_cache
@require_GET
@sensitive_variables("secret")
def my_receipts(request: HttpRequest, slug: str) -> HttpResponse:
    """What this browser knows of this person's papers. The server cannot tell it without the browser's secret."""
    conference, actor = visit(request, slug)
    if actor is None or not rules.may_ever(Act.CAST_PAPER, actor):
        return closed_page(request, conference, rules.why_not(Act.CAST_PAPER, actor, conference))
    secret = receipts.secret_in(request.COOKIES)
    kept = queries.kept_by(conference, actor.member, secret) if secret else []
    return render(request, "ballots/receipts.html", {"conference": conference, "actor": actor, "kept": kept})


def _closed(conference: Conference, ballot_id: int) -> Ballot:
    """Of a vote that is not over there is nothing to read."""
    found = closed_ballots(conference).filter(pk=ballot_id).first()
    if found is None:
        raise Http404
    return found
