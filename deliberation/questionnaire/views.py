from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.codes import said as spelled
from deliberation.questionnaire import actions, codes, queries
from deliberation.questionnaire.forms import QuestionnaireForm
from deliberation.questionnaire.models import Item, Questionnaire


def form_options(conference: Conference, questionnaire_id: int) -> dict[str, Any]:
    """Of the form that asks this questionnaire."""
    questionnaire = Questionnaire.objects.filter(conference=conference, pk=questionnaire_id).first()
    return {
        "items": queries.items_of(questionnaire) if questionnaire else Item.objects.none(),
        "language": conference.language,
        "with_code": questionnaire is not None and queries.repeats(questionnaire),
    }


# What was answered must not stand in an error report either.
@sensitive_post_parameters()
def answer_items(request: HttpRequest, slug: str, questionnaire_id: int) -> HttpResponse:
    """Answers by an ordinary form, under the code that was typed, else the browser's, else a new one, which the browser
    then remembers."""
    used: dict[str, str] = {}

    def perform(*, actor: Actor, code: str = "", **given: Any) -> None:
        ref = actor.member.ref
        mine = code or codes.code_in(request.COOKIES, ref) or codes.new_code()
        actions.answer_items(actor=actor, code=mine, typed=bool(code), **given)
        used[ref] = mine

    def said(*, actor: Actor, **_given: Any) -> str:
        return _(
            "Thank you: your answers are kept without your name. Your code is %s: write it down, it is yours alone."
        ) % spelled(used[actor.member.ref])

    view = act_view(Act.ANSWER_ITEMS, QuestionnaireForm, perform, said=said, form_options=form_options)
    response = view(request, slug, questionnaire_id=questionnaire_id)
    for ref, code in used.items():
        codes.keep(request, response, ref, code)
    return response


@sensitive_post_parameters()
def withdraw_answers(request: HttpRequest, slug: str, questionnaire_id: int) -> HttpResponse:
    def perform(*, actor: Actor, **given: Any) -> None:
        actions.withdraw_answers(actor=actor, code=codes.code_in(request.COOKIES, actor.member.ref), **given)

    view = act_view(
        Act.WITHDRAW_ANSWERS,
        PlainForm,
        perform,
        said=gettext_lazy("Your answers are deleted. While there is time left, you may answer again."),
    )
    return view(request, slug, questionnaire_id=questionnaire_id)
