from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from deliberation.accounts import lending
from deliberation.accounts.signing_in import sign_in
from deliberation.conference import rules
from deliberation.conference.actions import hash_of
from deliberation.conference.forms import InvitationForm
from deliberation.conference.models import Conference, Invitation, Membership
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import members, visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.kernel.errors import Refused
from deliberation.panel import actions, attempts, queries
from deliberation.panel.forms import BadgeForm, PrintForm, TabletForm
from deliberation.panel.printing import printed
from deliberation.panel.rules import why_not_badge, why_not_lend
from deliberation.panel.tablets import loan_of


def welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    sign_in(request, membership.user)
    name = "opinion" if membership.role == Role.SPONSOR else "sitting"
    return HttpResponseRedirect(reverse(name, args=[membership.conference.slug]), status=303)


@sensitive_post_parameters("code")
def badge(request: HttpRequest, code: str = "") -> HttpResponse:
    """Sign in with a badge: its link fills the code in; pressing the button signs in. A link alone, which mail and
    chat programs open to preview it, does nothing."""
    form = BadgeForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            if attempts.exhausted(request):
                raise Refused(_("Too many wrong codes were tried from here: wait an hour, or ask for help."))
            membership = actions.use_badge(code=form.cleaned_data["code"])
        except Refused as refusal:
            attempts.count_wrong(request)
            form.add_error("code", str(refusal))
        else:
            return welcome(request, membership)
    status = 422 if form.errors else 200
    return render(request, "panel/badge.html", {"form": form, "code": code}, status=status)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join by the link of an invitation. Reading shows what it is; the button accepts."""
    found = Invitation.objects.select_related("conference").filter(token_hash=hash_of(token), accepted_at=None).first()
    if request.method == "POST":
        try:
            return welcome(request, actions.accept_invitation(token=token))
        except Refused as refusal:
            messages.error(request, str(refusal))
            found = None
    return render(request, "panel/invitation.html", {"invitation": found}, status=200 if found else 410)


@never_cache
@require_GET
def people(request: HttpRequest, slug: str) -> HttpResponse:
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_PEOPLE, actor, conference):
        return closed_page(request, conference, sentence)
    everyone = members(conference).prefetch_related("badges").order_by("role", "panellist__number", "name")
    tied = set(conference.experts.filter(works_for_organiser=True).values_list("key", flat=True))
    listed = [_person(actor, m) | {"works_for_organiser": _is_of(m, tied)} for m in everyone.exclude(role=Role.TABLE)]
    tablets = [_person(actor, m) for m in queries.tablets_of(conference).prefetch_related("badges", "user")]
    context = {
        "conference": conference,
        "people": listed,
        "tablets": tablets,
        "missing_badges": any(row["badge"] is None for row in listed if row["role"] == Role.CITIZEN),
        "missing_tablets": any(row["badge"] is None for row in tablets),
        "may_add_tablet": rules.may(Act.ADD_TABLET, actor, conference),
        "tablet_form": TabletForm(),
        "may_invite": rules.may(Act.INVITE, actor, conference),
        "may_badge": rules.may(Act.ISSUE_BADGE, actor, conference),
        "may_remove": rules.may(Act.REMOVE, actor, conference),
        "invitation_form": InvitationForm(initial={"language": conference.language}),
        "pending": conference.invitations.filter(accepted_at=None).order_by("email"),
        "composition": queries.composition(conference),
        "experts": conference.experts.order_by("pk"),
    }
    return render(request, "panel/people.html", context)


def _is_of(membership: Membership, places: Collection[str]) -> bool:
    """Whether this is an expert who has one of these places in the programme."""
    return membership.role == Role.EXPERT and membership.place in places


def _person(actor: Actor | None, membership: Membership) -> dict[str, object]:
    return {
        "membership": membership,
        "role": membership.role,
        "badge": next((badge for badge in membership.badges.all() if not badge.revoked_at), None),
        "may_badge": actor is not None and not why_not_badge(actor, membership),
        "may_remove": actor is not None and not rules.why_not_appoint(actor, Role(membership.role)),
    }


@never_cache
@require_POST
def print_badges(request: HttpRequest, slug: str) -> HttpResponse:
    """Make badges and show them for printing: the only time their codes are seen."""
    conference, actor = visit(request, slug)
    form = PrintForm(request.POST)
    if sentence := rules.why_not(Act.ISSUE_BADGE, actor, conference):
        return closed_page(request, conference, sentence)
    assert actor is not None  # noqa: S101 - why_not() refuses None
    found = members(conference)
    if form.is_valid() and form.cleaned_data["person"]:
        found = found.filter(ref=form.cleaned_data["person"])
    else:
        role = Role.TABLE if form.is_valid() and form.cleaned_data["tablets"] else Role.CITIZEN
        found = found.filter(role=role).exclude(badges__in=queries.valid_badges())
    badges = [
        printed(each, actions.issue_badge(actor=actor, conference=conference, membership=each))
        for each in found.select_related("user").order_by("panellist__number", "pk")
        if not why_not_badge(actor, each)
    ]
    return render(request, "panel/badges.html", {"conference": conference, "badges": badges})


def _revoke(*, actor: Actor, conference: Conference, ref: str) -> None:
    membership = members(conference).filter(ref=ref).first()
    if membership is None:
        raise Refused(_("There is no such person in this conference."))
    actions.revoke_badge(actor=actor, conference=conference, membership=membership)


revoke_badge = act_view(
    Act.ISSUE_BADGE,
    PlainForm,
    _revoke,
    said=gettext_lazy("The badge no longer works, and its devices are signed out."),
)


add_tablet = act_view(
    Act.ADD_TABLET,
    TabletForm,
    actions.add_tablet,
    said=gettext_lazy("The tablet is on the list: print its badge, and sign the device in with it."),
)


@never_cache
@sensitive_post_parameters("code")
def lend_tablet(request: HttpRequest, slug: str, ref: str = "") -> HttpResponse:
    """On a table's tablet: a person says who they are, and confirms with the code of their badge."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.LEND_TABLET, actor, conference):
        return closed_page(request, conference, sentence)
    assert actor is not None  # noqa: S101 - why_not() refuses None
    person = queries.citizens_of(conference).filter(ref=ref).first() if ref else None
    if ref and (person is None or why_not_lend(actor, person)):
        raise Http404
    form = BadgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if attempts.exhausted(request):
                raise Refused(_("Too many wrong codes were tried from here: wait an hour, or ask for help."))
            key = actions.lend_tablet(
                actor=actor,
                conference=conference,
                code=form.cleaned_data["code"],
                beside=str(request.session.session_key),
                ref=ref,
            )
        except Refused as refusal:
            attempts.count_wrong(request)
            form.add_error("code", str(refusal))
        else:
            response = HttpResponseRedirect(reverse("sitting", args=[slug]), status=303)
            lending.remember(response, key)
            return response
    context = {"conference": conference, "form": form, "person": person, "table": actor.member.place}
    return render(request, "panel/lend.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def give_back_tablet(request: HttpRequest, slug: str) -> HttpResponse:
    """Whatever was said to the person is not said to the next one."""
    response = HttpResponseRedirect(reverse("sitting", args=[slug]), status=303)
    if loan := loan_of(request):
        actions.give_back_tablet(key=loan.key)
        list(messages.get_messages(request))
    lending.forget(request, response)
    return response


@never_cache
@require_GET
def keep_tablet(request: HttpRequest, slug: str) -> HttpResponse:
    """Asked by the page now and then while somebody types: 204 as long as the tablet is theirs."""
    return HttpResponse(status=204 if loan_of(request) else 410)
