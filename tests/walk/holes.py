"""The product's addresses, and four that must not be: what the walk has to find."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from deliberation.conference.models import Conference
from deliberation.conference.queries import visit
from deliberation.conference.stages import Role
from deliberation.opinion.forms import SectionForm
from deliberation.opinion.models import Section
from deliberation.proposals.models import Proposal


def in_a_form(request: HttpRequest, slug: str) -> HttpResponse:
    """A facilitator may tidy a part up, as its present version is known."""
    conference, actor = visit(request, slug)
    form = SectionForm(request.POST)
    if actor is None or actor.role != Role.FACILITATOR or not form.is_valid():
        return HttpResponse(status=403)
    words, version = form.cleaned_data["text"], form.cleaned_data["version"]
    Section.objects.filter(opinion__conference=conference, version=version).update(text=words)
    return HttpResponse()


def without_a_form(request: HttpRequest, slug: str, proposal_id: int) -> HttpResponse:
    """A facilitator names an adopted proposal, and is told that it is refused."""
    _conference, actor = visit(request, slug)
    if actor and actor.role == Role.FACILITATOR and request.method == "POST":
        Proposal.objects.filter(pk=proposal_id).update(title=request.POST["title"])
    return HttpResponse(status=403)


def for_staff(request: HttpRequest) -> HttpResponse:
    """A page that writes as it is opened."""
    if request.method == "GET" and getattr(request.user, "email", "").startswith("superuser"):
        Section.objects.update(text="")
    return HttpResponse()


def for_anyone(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is not signed in words the question anew."""
    conference, _actor = visit(request, slug)
    if request.method == "POST" and not request.user.is_authenticated:
        Conference.objects.filter(pk=conference.pk).update(question=request.POST["question"])
    return HttpResponse()


urlpatterns = [
    path("conferences/<slug:slug>/hole/form/", in_a_form, name="hole_in_a_form"),
    path("conferences/<slug:slug>/hole/<int:proposal_id>/", without_a_form, name="hole_without_a_form"),
    path("hole/staff/", for_staff, name="hole_for_staff"),
    path("conferences/<slug:slug>/hole/", for_anyone, name="hole_for_anyone"),
    path("", include("deliberation.urls")),
]
