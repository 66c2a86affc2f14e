from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.ballots import receipts
from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role, Stage
from deliberation.dossier.bookmarks.queries import marks_of
from deliberation.kernel import clock
from deliberation.questionnaire import codes
from deliberation.review.queries import readings_of
from sessions.fanout.audiences import audiences_of, screen_of
from sessions.fanout.render import for_page
from sessions.fanout.snapshots import snapshots
from sessions.reading.queries import speaking
from sessions.sittings import actions
from sessions.sittings.forms import JoiningForm
from sessions.sittings.queries import current_sitting, has_no_joining_link, was_closed, was_opened


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
        "speaking": speaking(actor.member) if actor else (),
        "readings": _readings(actor, conference) if actor and actor.role == Role.CITIZEN else (),
        "socket": f"/live/{conference.slug}/{language}/",
        "writing": f"/write/{conference.slug}/{language}/" if "table" in names else "",
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
    response = render(request, "live/sitting.html", context)
    if actor and actor.role == Role.CITIZEN:
        # Before the socket opens: what is voted over it makes its receipt from this.
        receipts.remember(request, response)
        codes.remember(request, response, actor.member.ref)
    return response


def _readings(citizen: Actor, conference: Conference) -> list[str]:
    """Marks of what this person has read, told to their own page as it loads."""
    proposals = readings_of(citizen.member) if conference.current_stage == Stage.REVIEW else []
    return [*proposals, *marks_of(citizen.member)]


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
    audience = next(iter(screen_of(actor, conference)), None)
    if audience is None:
        sentence = gettext("The screen shows the opinion in the making: it is the citizens’.")
        return closed_page(request, conference, sentence)
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
give_joining_link = act_view(
    Act.GIVE_JOINING_LINK,
    JoiningForm,
    actions.give_joining_link,
    said=_("The joining link is given."),
)
withdraw_joining_link = act_view(
    Act.GIVE_JOINING_LINK,
    PlainForm,
    actions.withdraw_joining_link,
    said=_("The joining link is withdrawn."),
    done_before=has_no_joining_link,
)
sign_attendance = act_view(
    Act.SIGN_ATTENDANCE,
    PlainForm,
    actions.sign_attendance,
    said=_("Welcome: you are on the attendance sheet."),
)
