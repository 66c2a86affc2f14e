from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.codes import said
from deliberation.questionnaire import codes
from deliberation.questionnaire.forms import CodeForm, QuestionnaireForm
from deliberation.questionnaire.queries import is_known, items_of
from sessions.fanout.acts import OfferedAct
from sessions.questionnaires import queries
from sessions.questionnaires.queries import Mine
from sessions.votes.views import for_readers


@for_readers
def results(request: HttpRequest, conference: Conference, actor: Actor | None) -> HttpResponse:
    """What was answered before and after, in figures of five people and more; nothing of what is under way."""
    found = queries.Results(conference)
    context = {
        "conference": conference,
        "actor": actor,
        "times": found.times,
        "paired": found.paired,
        "asked": found.asked(),
    }
    return render(request, "questionnaires/results.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@sensitive_variables("code", "form")
def my_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody answered, under the code that their browser remembers; typed here, on another device, it remembers
    it from then on."""
    conference, actor = visit(request, slug)
    if actor is None or not rules.may_ever(Act.ANSWER_ITEMS, actor):
        return closed_page(request, conference, rules.why_not(Act.ANSWER_ITEMS, actor, conference))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if is_known(conference, code):
            response = HttpResponseRedirect(reverse("my_answers", args=[slug]), status=303)
            codes.keep(request, response, actor.member.ref, code)
            return response
        form.add_error("code", _("No answers are kept under this code. Check it against what you wrote down."))
    code = codes.code_in(request.COOKIES, actor.member.ref)
    found = queries.mine(conference, actor.member, code)
    context = {
        "conference": conference,
        "actor": actor,
        "code": said(code) if any(each.sheet for each in found) else "",
        "mine": [{"asked": each, **_acts(conference, actor, each)} for each in found],
        "elsewhere": any(each.answered and each.sheet is None for each in found),
        "form": form,
    }
    return render(request, "questionnaires/mine.html", context, status=422 if form.errors else 200)


def _acts(conference: Conference, actor: Actor, mine: Mine) -> dict[str, OfferedAct]:
    """What they may still do with a sheet of theirs."""
    offered: dict[str, OfferedAct] = {}
    if mine.sheet is None or not mine.questionnaire.under_way:
        return offered
    here, url_args = reverse("my_answers", args=[conference.slug]), [conference.slug, mine.questionnaire.pk]
    if rules.may(Act.ANSWER_ITEMS, actor, conference):
        form = QuestionnaireForm(
            items=items_of(mine.questionnaire),
            language=conference.language,
            given=mine.sheet.answers,
            initial={"agreed": mine.sheet.agreed},
        )
        offered["change"] = OfferedAct("answer-items", reverse("answer_items", args=url_args), here, form)
    if rules.may(Act.WITHDRAW_ANSWERS, actor, conference) and not mine.sheet.withdrawn:
        address = reverse("withdraw_answers", args=url_args)
        offered["withdraw"] = OfferedAct("withdraw-answers", address, here, PlainForm(auto_id=False))
    return offered
