from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.hearings.plurality.queries import has_committee
from deliberation.hearings.requests import actions
from deliberation.hearings.requests.forms import AnswerRequestForm, LinkForm, RequestForm
from deliberation.hearings.requests.rules import why_not_act
from sessions.fanout.acts import OfferedAct
from sessions.requests import queries

ACTS = (Act.SUPPORT_REQUEST, Act.WITHDRAW_REQUEST, Act.ANSWER_REQUEST, Act.LINK_REQUEST)


def _hearings(conference: Conference, **kwargs: object) -> dict[str, Any]:
    return {"hearings": queries.hearings_to_choose(conference)}


link_request = act_view(
    Act.LINK_REQUEST,
    LinkForm,
    actions.link_request,
    said=_("It is said which hearing answers this request."),
    form_options=_hearings,
)


@never_cache
@require_GET
def hearing_requests(request: HttpRequest, slug: str) -> HttpResponse:
    """What citizens ask to hear, and what became of it; with what this reader may do."""
    conference, actor = visit(request, slug)
    sentence = rules.why_not(Act.FOLLOW_SITTING, actor, conference)
    if sentence or actor is None:
        return closed_page(request, conference, sentence)
    asked = queries.asked(actor, conference)
    may = {act for act in ACTS if not why_not_act(act, actor, conference)}
    hearings = queries.hearings_to_choose(conference) if Act.LINK_REQUEST in may else []
    for row in (*asked.waiting, *asked.answered):
        row.acts = _acts_on(row, may, hearings, conference)
    context: dict[str, Any] = {
        "conference": conference,
        "actor": actor,
        "committee": has_committee(conference),
        "answers": Act.ANSWER_REQUEST in may,
        "overdue": sum(row.overdue for row in asked.waiting),
        "asked": asked,
    }
    if not why_not_act(Act.REQUEST_HEARING, actor, conference):
        context["ask"] = _offered("request_hearing", conference, RequestForm(auto_id="ask-%s"))
    return render(request, "hearings/requests.html", context)


def _acts_on(
    row: queries.Row, may: set[Act], hearings: list[tuple[int, str]], conference: Conference
) -> dict[str, OfferedAct]:
    found, state, number = {}, queries.State(row.request.state), row.request.pk
    if state == queries.State.OPEN:
        if Act.SUPPORT_REQUEST in may and not row.mine:
            name = "take_back_request_support" if row.supports else "support_request"
            found[name] = _offered(name, conference, PlainForm(auto_id=False), number)
        if Act.WITHDRAW_REQUEST in may and row.mine:
            found["withdraw_request"] = _offered("withdraw_request", conference, PlainForm(auto_id=False), number)
        if Act.ANSWER_REQUEST in may:
            form = AnswerRequestForm(auto_id=f"answer-{number}-%s")
            found["answer_request"] = _offered("answer_request", conference, form, number)
    if state == queries.State.ACCEPTED and Act.LINK_REQUEST in may and hearings:
        link = LinkForm(hearings=hearings, initial={"hearing_id": row.request.hearing_id}, auto_id=f"link-{number}-%s")
        found["link_request"] = _offered("link_request", conference, link, number)
    return found


def _offered(name: str, conference: Conference, form: forms.Form, *about: object) -> OfferedAct:
    anchor = f"#request-{about[0]}" if about else ""
    return OfferedAct(
        name.replace("_", "-"),
        reverse(name, args=[conference.slug, *about]),
        reverse("hearing_requests", args=[conference.slug]) + anchor,
        form,
    )
