from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import act_view, closed_page, refused_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.dossier.bookmarks.queries import Progress, progress_in_sheet
from deliberation.dossier.queries import glossary_of
from deliberation.dossier.sheets import actions, queries
from deliberation.dossier.sheets.forms import ANSWERS, NotUnderstoodForm, RevisionForm, SheetForm, TakeBackForm
from deliberation.dossier.sheets.models import Depth, SheetVersion
from deliberation.dossier.sheets.rules import may_read_feedback, may_revise
from deliberation.dossier.sheets.wording import figure_said, meaning_said

# Of an address: every depth, one under the other, as it is printed.
WHOLE = "all"


@never_cache
@require_safe
def sheet(request: HttpRequest, slug: str, sheet_id: int) -> HttpResponse:
    """A question and its answer, in the ``?depth=`` that is asked for, of the ``?version=`` shown now or another."""
    conference, actor = visit(request, slug)
    sentence = rules.why_not(Act.READ_DOSSIER, actor, conference)
    if sentence or actor is None:
        return closed_page(request, conference, sentence)
    latest = _latest(conference, sheet_id)
    versions = list(queries.versions_of(latest.sheet))
    version = _asked(versions, request.GET.get("version", "")) or latest
    depth, whole = _depth(request), request.GET.get("depth") == WHOLE
    answers = [_answer(conference, version, latest, each, shown=whole or each == depth) for each in Depth]
    words = glossary_of(conference)
    texts = [version.question, *(answer["text"] for answer in answers if answer["shown"])]
    context = {
        "conference": conference,
        "actor": actor,
        "version": version,
        "latest": latest,
        "versions": versions,
        "answers": answers,
        "depth": depth,
        "whole": whole,
        "here": _address(conference, version, latest, WHOLE if whole else depth),
        "words": words,
        "terms": queries.terms_in(conference, words, texts),
        "may_follow": rules.may(Act.FOLLOW_SITTING, actor, conference),
        "mine": _mine(actor, conference, version, latest),
        "may_revise": version == latest and may_revise(actor, conference, latest.sheet),
        "feedback": queries.feedback_on(version) if may_read_feedback(actor, conference) else None,
        **_own(actor, conference, version, depth, asked=version == latest and not whole),
    }
    return render(request, "dossier/sheets/sheet.html", context)


def _mine(actor: Actor, conference: Conference, version: SheetVersion, latest: SheetVersion) -> Progress | None:
    """How far this person is; nothing for whoever notes none, nor of a version that was replaced."""
    if version != latest or not rules.may(Act.NOTE_READING, actor, conference):
        return None
    return progress_in_sheet(actor.member, latest)


def _own(actor: Actor, conference: Conference, version: SheetVersion, depth: Depth, *, asked: bool) -> dict[str, Any]:
    """What this reader said of the version, or the form to say it; ``asked`` only of what is shown now."""
    if not rules.may(Act.SAY_NOT_UNDERSTOOD, actor, conference):
        return {}
    if said := queries.said_by(actor.member, version):
        return {"said": said, "form": TakeBackForm(initial={"number": version.number})}
    return {"form": NotUnderstoodForm(initial={"number": version.number, "depth": depth})} if asked else {}


def _depth(request: HttpRequest) -> Depth:
    """The shortest, when none or no such one is asked for."""
    asked = request.GET.get("depth", "")
    return Depth(asked) if asked in Depth.values else Depth.EASY


def _asked(versions: list[SheetVersion], number: str) -> SheetVersion | None:
    return next((each for each in versions if str(each.number) == number), None)


def _address(conference: Conference, version: SheetVersion, latest: SheetVersion, depth: str) -> str:
    address = f"{reverse('sheet', args=[conference.slug, version.sheet_id])}?depth={depth}"
    return address if version == latest else f"{address}&version={version.number}"


def _answer(
    conference: Conference, version: SheetVersion, latest: SheetVersion, depth: Depth, *, shown: bool
) -> dict[str, Any]:
    return {
        "depth": depth,
        "text": version.answer(depth),
        "address": _address(conference, version, latest, depth),
        "shown": shown,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_editor(request: HttpRequest, slug: str, sheet_id: int | None = None) -> HttpResponse:
    """Where a sheet is written. What is posted here is shown with its figures, and written nowhere."""
    conference, actor = visit(request, slug)
    latest = _latest(conference, sheet_id) if sheet_id else None
    form_class = RevisionForm if latest else SheetForm
    asks_figures = request.headers.get("Accept", "").startswith("application/json")
    if sentence := _why_not_write(actor, conference, latest):
        if request.method == "POST" and not asks_figures:
            form = form_class(request.POST)
            form.add_error(None, sentence)
            return refused_page(request, conference, form, 403)
        return closed_page(request, conference, sentence)
    if request.method == "POST" and asks_figures:
        typed = {name: request.POST.get(name, "") for name in ANSWERS}
        return JsonResponse({"figures": _figures(conference, typed)})
    previewed = request.method == "POST"
    known: dict[str, Any] = (
        {name: request.POST.get(name, "") for name in form_class.base_fields} if previewed else _known(latest)
    )
    return _editor(request, conference, actor, latest, form_class(initial=known), previewed=previewed)


def _known(latest: SheetVersion | None) -> dict[str, Any]:
    if latest is None:
        return {}
    return {
        **{name: getattr(latest, name) for name in SheetForm.base_fields},
        "version": latest.number,
    }


def _why_not_write(actor: Actor | None, conference: Conference, latest: SheetVersion | None) -> str:
    if sentence := rules.why_not(Act.WRITE_SHEET, actor, conference):
        return sentence
    if latest and not may_revise(actor, conference, latest.sheet):
        return _("Only who wrote a sheet, or a facilitator, gives its new version.")
    return ""


def _editor(
    request: HttpRequest,
    conference: Conference,
    actor: Actor | None,
    latest: SheetVersion | None,
    form: forms.Form,
    *,
    previewed: bool = False,
    status: int = 200,
) -> HttpResponse:
    typed = {name: str(form[name].value() or "") for name in ANSWERS}
    figures = _figures(conference, typed)
    kept = reverse("dossier", args=[conference.slug]) + "#sheets"
    context = {
        "conference": conference,
        "actor": actor,
        "form": form,
        "latest": latest,
        # Written by somebody else since this one was begun.
        "overtaken": latest and str(form["version"].value()) != str(latest.number),
        "answers": [(form[name], typed[name], figures[name]) for name in ANSWERS],
        "previewed": previewed,
        "meaning": meaning_said(conference.language),
        "feedback": queries.feedback_on(latest) if latest and may_read_feedback(actor, conference) else None,
        "next": _address(conference, latest, latest, Depth.EASY) if latest else kept,
        "here": _editor_address(conference, latest),
    }
    return render(request, "dossier/sheets/editor.html", context, status=status)


def _editor_address(conference: Conference, latest: SheetVersion | None) -> str:
    if latest is None:
        return reverse("new_sheet", args=[conference.slug])
    return reverse("edit_sheet", args=[conference.slug, latest.sheet_id])


def _figures(conference: Conference, typed: dict[str, str]) -> dict[str, str]:
    return {name: figure_said(text, conference.language) for name, text in typed.items()}


def _not_written(
    request: HttpRequest, conference: Conference, actor: Actor | None, form: forms.Form, status: int
) -> HttpResponse:
    """The form as it was sent, where it was written: nothing typed is lost."""
    if actor is None or not rules.may_ever(Act.WRITE_SHEET, actor):
        return refused_page(request, conference, form, status)
    match = request.resolver_match
    sheet_id = match.kwargs.get("sheet_id") if match else None
    latest = _latest(conference, sheet_id) if sheet_id else None
    return _editor(request, conference, actor, latest, form, status=status)


def _latest(conference: Conference, sheet_id: int) -> SheetVersion:
    found = queries.latest_of(conference, sheet_id)
    if found is None:
        raise Http404
    return found


write_sheet = act_view(
    Act.WRITE_SHEET,
    SheetForm,
    actions.write_sheet,
    said=gettext_lazy("The sheet is in the dossier."),
    page=_not_written,
)
revise_sheet = act_view(
    Act.WRITE_SHEET,
    RevisionForm,
    actions.revise_sheet,
    said=gettext_lazy("The new version is shown. The one before stays, to be read."),
    page=_not_written,
)
say_not_understood = act_view(
    Act.SAY_NOT_UNDERSTOOD,
    NotUnderstoodForm,
    actions.say_not_understood,
    said=gettext_lazy("Thank you. The facilitators are told, not by whom."),
)
take_back_not_understood = act_view(
    Act.SAY_NOT_UNDERSTOOD, TakeBackForm, actions.take_back_not_understood, said=gettext_lazy("It is taken back.")
)
