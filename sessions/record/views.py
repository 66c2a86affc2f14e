"""The guarantor's console, in four pages, and the two files that hold everything."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal import queries
from deliberation.journal.models import Entry
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.queries import sealed_of
from deliberation.opinion.rules import why_not_read_evidence
from deliberation.oversight.forms import ObservationForm, StatementForm
from deliberation.oversight.queries import observations_of, statement_of
from deliberation.oversight.rules import why_not_state
from sessions.fanout.acts import OfferedAct
from sessions.record.powers import powers
from sessions.record.queries import journal_lines, record_of
from sessions.record.timeline import timeline
from sessions.rounds.models import Round

Page = Callable[[HttpRequest, Conference, Actor], HttpResponseBase]


def for_the_guarantor(page: Page) -> Callable[..., HttpResponseBase]:
    """Whoever may read the journal sees the page, everyone else why they do not."""

    @require_GET
    def view(request: HttpRequest, slug: str) -> HttpResponseBase:
        conference, actor = visit(request, slug)
        sentence = rules.why_not(Act.READ_JOURNAL, actor, conference)
        if sentence or actor is None:
            return closed_page(request, conference, sentence)
        return page(request, conference, actor)

    return view


def _console(request: HttpRequest, conference: Conference, page: str, context: dict[str, Any]) -> HttpResponse:
    shared = {
        "conference": conference,
        "page_name": page,
        "check": queries.last_check(conference, again="again" in request.GET),
        "observations": observations_of(conference),
        "evidence_kept": SealedOpinion.objects.filter(conference=conference).exclude(evidence_sha256="").exists(),
    }
    return render(request, f"journal/{page}.html", shared | context)


@for_the_guarantor
def journal(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponseBase:
    """Who did what, when: all of it, or the part that is asked for in the address."""
    about = _number(request.GET.get("entry"))
    shown = timeline(conference, request.GET, entry=about, page=request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "entry", "again"):
        kept.pop(name, None)
    return _console(request, conference, "journal", {"timeline": shown, "kept": kept.urlencode()})


@for_the_guarantor
def observations(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponseBase:
    """What the guarantor noticed, and the form to add to it, about the entry whose number the address gives."""
    about, here = _number(request.GET.get("about")), reverse("journal_observations", args=[conference.slug])
    back = f"{reverse('journal', args=[conference.slug])}?entry={about}#entry-{about}" if about else here
    form = ObservationForm(initial={"entry": about})
    return _console(
        request,
        conference,
        "observations",
        {
            "entry": Entry.objects.filter(conference=conference, number=about or 0).first(),
            "write": _offered("write_observation", conference, form, back)
            if rules.may(Act.WRITE_OBSERVATION, actor, conference)
            else None,
        },
    )


@for_the_guarantor
def statement(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponseBase:
    """What the opinion's annex will say of the conference in the guarantor's words, and until when it can change."""
    written, sentence = statement_of(conference), why_not_state(actor, conference)
    initial = {"text": written.text, "version": written.version} if written else None
    here = reverse("journal_statement", args=[conference.slug])
    form = StatementForm(initial=initial)
    signing = Round.objects.filter(sitting__conference=conference, kind=Stage.SIGNING, ended_at=None)
    return _console(
        request,
        conference,
        "statement",
        {
            "statement": written,
            "sentence": sentence,
            "signing": signing.select_related("sitting").order_by("sitting__number", "number").first(),
            "write": None if sentence else _offered("write_statement", conference, form, here),
        },
    )


@for_the_guarantor
def roles(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponseBase:
    """What each role could do, and did; and who is behind a reference, for whoever has to know."""
    may_read = rules.may(Act.READ_PEOPLE, actor, conference)
    return _console(
        request,
        conference,
        "roles",
        {
            "groups": list(powers(queries.counts(conference))),
            "people": conference.memberships.order_by("role", "ref") if may_read else (),
        },
    )


@for_the_guarantor
def journal_file(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponseBase:
    return HttpResponse("".join(journal_lines(conference)), content_type="application/jsonl; charset=utf-8")


@for_the_guarantor
def record_file(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponseBase:
    return JsonResponse(record_of(conference), json_dumps_params={"ensure_ascii": False, "indent": 1})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _offered(name: str, conference: Conference, form: ObservationForm | StatementForm, back: str) -> OfferedAct:
    return OfferedAct(name.replace("_", "-"), reverse(name, args=[conference.slug]), back, form)


@require_GET
def evidence_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who stands behind each signature, byte for byte what the seal's digest is of: for the guarantor alone."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    if sentence := why_not_read_evidence(actor, conference, sealed):
        return closed_page(request, conference, sentence)
    return HttpResponse(sealed.evidence if sealed else b"", content_type="application/json")
