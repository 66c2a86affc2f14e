from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

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
from deliberation.panel.forms import BadgeForm, MoveForm, PrintForm
from deliberation.panel.printing import printed
from deliberation.panel.rules import why_not_badge


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
    context = {
        "conference": conference,
        "people": [
            {
                "membership": m,
                "badge": next((b for b in m.badges.all() if not b.revoked_at), None),
                "may_badge": actor is not None and not why_not_badge(actor, m),
                "may_remove": actor is not None and not rules.why_not_appoint(actor, Role(m.role)),
            }
            for m in everyone
        ],
        "may_invite": rules.may(Act.INVITE, actor, conference),
        "may_badge": rules.may(Act.ISSUE_BADGE, actor, conference),
        "may_remove": rules.may(Act.REMOVE, actor, conference),
        "invitation_form": InvitationForm(initial={"language": conference.language}),
        "pending": conference.invitations.filter(accepted_at=None).order_by("email"),
        "composition": queries.composition(conference),
        "experts": conference.experts.order_by("pk"),
    }
    return render(request, "panel/people.html", context)


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
        found = found.filter(role=Role.CITIZEN).exclude(badges__in=queries.valid_badges())
    badges = [
        printed(each, actions.issue_badge(actor=actor, conference=conference, membership=each))
        for each in found.select_related("user").order_by("panellist__number")
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


def _movable(conference: Conference) -> dict[str, object]:
    return {
        "people": [(panellist.membership.ref, panellist.membership.name) for panellist in queries.panel_of(conference)],
        "last": queries.last_table(conference),
    }


move_citizen = act_view(
    Act.MOVE_CITIZEN,
    MoveForm,
    actions.move_citizen,
    said=gettext_lazy("The person has moved."),
    form_options=_movable,
)
