from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.dossier.queries import glossary_of
from deliberation.dossier.sheets.queries import terms_in
from sessions.hearing import actions, queries


@never_cache
@require_GET
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question that an expert was asked, until it is answered and after; without anything but this page and its
    forms, all that is done about them can be done."""
    conference, actor = visit(request, slug)
    sentence = rules.why_not(Act.READ_DOSSIER, actor, conference)
    if sentence or actor is None:
        return closed_page(request, conference, sentence)
    heard = queries.hearings_with_questions(actor, conference)
    words = glossary_of(conference)
    context = {
        "conference": conference,
        "heard": heard,
        "waiting": sum(each.waiting for each in heard),
        "words": words,
        "terms": terms_in(conference, words, queries.texts_of(heard)),
        "overdue": sum(each.overdue for each in heard),
    }
    return render(request, "hearings/questions.html", context)


choose_question = act_view(
    Act.CHOOSE_QUESTION, PlainForm, actions.choose_question, said=_("Your agreement is counted.")
)
leave_question = act_view(
    Act.CHOOSE_QUESTION,
    PlainForm,
    partial(actions.choose_question, wanted=False),
    said=_("Your agreement is taken back."),
)
