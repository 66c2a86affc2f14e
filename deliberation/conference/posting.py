"""How an act comes in: an ordinary POST, a form, an action. The same three steps for every act of the product."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from deliberation.conference import queries, rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.errors import Conflict, Refused

Perform = Callable[..., object]
View = Callable[..., HttpResponse]


class PlainForm(forms.Form):
    """An act that asks for nothing but the press of its button."""


def act_view(
    act: Act,
    form_class: type[forms.Form],
    perform: Perform,
    *,
    said: str | Promise | Callable[..., str],
    form_options: Callable[..., dict[str, Any]] | None = None,
    done_before: Callable[..., bool] | None = None,
    page: Callable[..., HttpResponse] | None = None,
    stays: bool = False,
) -> View:
    """A view that performs ``perform(actor=…, conference=…, **url arguments, **form fields)``.

    ``said`` is what the person reads when it is done, or gives it, asked as ``perform`` is;
    ``form_options(conference, **url arguments)`` are further arguments of the form. ``done_before``, asked as
    ``perform`` is, says that this very act was done already: it is acknowledged again, whatever the moment, also to
    whoever pressed just as somebody else did. ``page(request, conference, actor, form, status)`` shows a form that was
    refused in its own place, instead of by itself; with ``stays`` also one that was accepted, so that what is typed
    beside it stays. A page with JavaScript asks for JSON and gets ``{"said": …}`` or, with
    status 422 or 409, ``{"errors": {field: [sentence]}}``; without, the person is sent back where they were, or shown
    the form again with everything they typed.
    """

    @require_POST
    def view(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        conference, actor = queries.visit(request, slug)
        options = form_options(conference, **kwargs) if form_options else {}
        form = form_class(request.POST, request.FILES, **options)
        known = done_before if actor and rules.may_ever(act, actor) and form.is_valid() else None

        def given() -> dict[str, Any]:
            return {"actor": actor, "conference": conference, **kwargs, **form.cleaned_data}

        def done() -> bool:
            return bool(known and known(**given()))

        status, refusal = 200, None
        if not done():
            status, refusal = _attempt(act, form, perform, actor, conference, given)
        if status == 200 or done():
            sentence = said(**given()) if callable(said) else said
            if page and stays and not _wants_json(request):
                messages.success(request, str(sentence))
                return page(request, conference, actor, form, 200)
            return _done(request, conference, sentence)
        if page and not _wants_json(request):
            return page(request, conference, actor, form, status)
        return refused_page(request, conference, form, status, refusal)

    return view


def _attempt(
    act: Act,
    form: forms.Form,
    perform: Perform,
    actor: Actor | None,
    conference: Conference,
    given: Callable[[], dict[str, Any]],
) -> tuple[int, Refused | None]:
    """Do the act, or put into the form why not. Answers with an HTTP status."""
    if sentence := rules.why_not(act, actor, conference):
        form.is_valid()
        form.add_error(None, sentence)
        return 403, None
    if not form.is_valid():
        return 422, None
    try:
        perform(**given())
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return 409, refused
    return 200, None


def where_from(request: HttpRequest, conference: Conference) -> str:
    """The page to go back to: the form's ``next`` when it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return reverse("conference", args=[conference.slug])


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _done(request: HttpRequest, conference: Conference, said: str | Promise) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"said": str(said)})
    messages.success(request, str(said))
    return HttpResponseRedirect(where_from(request, conference), status=303)


def refused_page(
    request: HttpRequest,
    conference: Conference,
    form: forms.Form,
    status: int,
    refusal: Refused | None = None,
) -> HttpResponse:
    """A form that was refused, by itself, with everything that was typed: also for whoever is signed out meanwhile."""
    conflict = refusal if isinstance(refusal, Conflict) else None
    if _wants_json(request):
        body: dict[str, object] = {"errors": sentences_of(form)}
        if conflict:
            body |= {"current": conflict.current, "version": conflict.version}
        return JsonResponse(body, status=status)
    context = {
        "conference": conference,
        "form": form,
        "conflict": conflict,
        "next": where_from(request, conference),
    }
    return render(request, "conference/act_refused.html", context, status=status)


def sentences_of(form: forms.Form) -> dict[str, list[str]]:
    """What is wrong, by field; under the empty name, what concerns the whole."""
    return {"" if name == NON_FIELD_ERRORS else name: [str(one) for one in said] for name, said in form.errors.items()}


def closed_page(request: HttpRequest, conference: Conference, sentence: str) -> HttpResponse:
    """A reading page that is not for this visitor now: the sentence, and a way on."""
    context = {"conference": conference, "sentence": sentence}
    return render(request, "conference/closed.html", context, status=403)
