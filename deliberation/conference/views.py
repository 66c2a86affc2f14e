from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deliberation.accounts.display import display_of, keep_choice
from deliberation.accounts.forms import DisplayForm
from deliberation.accounts.models import User
from deliberation.conference import actions, queries
from deliberation.conference.forms import InvitationForm, NameForm
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.errors import Refused


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My conferences, when I am signed in; every conference's public page otherwise."""
    mine = queries.memberships_of(request.user) if isinstance(request.user, User) else None
    conferences = Conference.objects.order_by("-created_at")
    return render(
        request,
        "conference/home.html",
        {"memberships": mine, "conferences": conferences, "demo": settings.DEMO},
    )


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def no_such_page(request: HttpRequest) -> HttpResponse:
    raise Http404


def _back_to(request: HttpRequest, target: str) -> str:
    """Where the person was, if that is a page of ours."""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/"


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(_back_to(request, request.POST.get("next", "")), status=303)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        keep_choice(response, "language", request.POST["language"])
    return response


@require_http_methods(["GET", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Language, size of the text and colours: the dialog of every page, as a page of its own."""
    if request.method != "POST":
        back_to = _back_to(request, request.GET.get("next", ""))
        return render(request, "conference/display.html", {"display": display_of(request, back_to)})
    back_to = _back_to(request, request.POST.get("next", ""))
    form = DisplayForm(request.POST)
    if not form.is_valid():
        shown = {"display": display_of(request, back_to, form)}
        return render(request, "conference/display.html", shown, status=422)
    response = HttpResponseRedirect(back_to, status=303)
    for name, value in form.cleaned_data.items():
        keep_choice(response, name, value)
    return response


choose_name = act_view(
    Act.CHOOSE_NAME, NameForm, actions.choose_name, said=_("It is noted: this is how you are called from now on.")
)
invite = act_view(Act.INVITE, InvitationForm, actions.invite, said=_("The invitation is sent."))


def _remove(*, actor: Actor, conference: Conference, ref: str) -> None:
    membership = queries.members(conference).filter(ref=ref).first()
    if membership is None:
        raise Refused(gettext("There is no such person in this conference."))
    actions.remove_person(actor=actor, conference=conference, membership=membership)


remove = act_view(Act.REMOVE, PlainForm, _remove, said=_("This person is no longer in the conference."))
