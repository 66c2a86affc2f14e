from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act, Role
from deliberation.kernel import clock
from deliberation.opinion.queries import sealed_of
from deliberation.opinion.rules import is_public
from deliberation.panel.queries import composition
from sessions.fanout.audiences import audiences_of, screen_of
from sessions.fanout.render import for_page
from sessions.fanout.snapshots import snapshots
from sessions.sittings import actions
from sessions.sittings.queries import current_sitting, hearings_of, sittings_of, was_closed, was_opened


@never_cache
@require_GET
def sitting(request: HttpRequest, slug: str) -> HttpResponse:
    """The one live page: what everyone inside sees is put together from the regions of their audiences."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.FOLLOW_SITTING, actor, conference):
        return closed_page(request, conference, sentence)
    language, token = get_language() or "fr", get_token(request)
    regions = snapshots.regions((audience, language) for audience in audiences_of(actor, conference)).values()
    names = [region.name for region in regions]
    if actor and actor.role == Role.CITIZEN and "table" not in names:
        names.append("table")
    shown = {region.name: region for region in regions}
    context = {
        "conference": conference,
        "actor": actor,
        "sitting": current_sitting(conference),
        "speaking": hearings_of(actor.member) if actor else (),
        "socket": f"/live/{conference.slug}/{language}/",
        "now": clock.now(),
        "regions": [
            {
                "name": name,
                "cursor": shown[name].cursor if name in shown else "",
                "html": mark_safe(for_page(shown[name], token)) if name in shown else "",  # noqa: S308 - our template
            }
            for name in names
        ],
    }
    return render(request, "live/sitting.html", context)


# The lights of a hall are on when people write: what is thrown on its wall is read best as ink on paper.
SCREEN_THEMES = ("light", "dark")


@never_cache
@require_GET
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The projector of the room. ``?theme=dark`` for a wall that shines by itself, or a hall in the dark."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.FOLLOW_SITTING, actor, conference):
        return closed_page(request, conference, sentence)
    language, theme = get_language() or "fr", request.GET.get("theme")
    (audience,) = screen_of(actor, conference)
    region = snapshots.region(audience, language)
    context = {
        "conference": conference,
        "theme": theme if theme in SCREEN_THEMES else SCREEN_THEMES[0],
        "socket": f"/live/{conference.slug}/{language}/screen/",
        "now": clock.now(),
        "region": region,
        "html": mark_safe(region.html),  # noqa: S308 - our template
    }
    return render(request, "live/screen_page.html", context)


@require_GET
def conference_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The public sheet of a conference, with the way in for its members."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    context = {
        "conference": conference,
        "actor": actor,
        "may_follow": rules.may(Act.FOLLOW_SITTING, actor, conference),
        "may_read_people": rules.may(Act.READ_PEOPLE, actor, conference),
        "may_read_journal": rules.may(Act.READ_JOURNAL, actor, conference),
        "may_read_dossier": rules.may(Act.READ_DOSSIER, actor, conference),
        "sittings": sittings_of(conference),
        "speaking": hearings_of(actor.member) if actor else (),
        "experts": conference.experts.order_by("pk"),
        "composition": composition(conference),
        "citizens": conference.memberships.filter(role=Role.CITIZEN, ended_at=None).count(),
        "sealed": sealed,
        "public": is_public(sealed),
        "opinion_url": reverse("opinion", args=[conference.slug]),
    }
    return render(request, "conference/conference.html", context)


open_sitting = act_view(
    Act.OPEN_SITTING,
    PlainForm,
    actions.open_sitting,
    said=_("The sitting is open."),
    done_before=was_opened,
)
close_sitting = act_view(
    Act.CLOSE_SITTING,
    PlainForm,
    actions.close_sitting,
    said=_("The sitting is closed."),
    done_before=was_closed,
)
sign_attendance = act_view(
    Act.SIGN_ATTENDANCE,
    PlainForm,
    actions.sign_attendance,
    said=_("Welcome: you are on the attendance sheet."),
)
