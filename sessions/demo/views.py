"""The door of the demonstration: a sign-in link a role. Only there when the settings say that people are not real."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role

# In the order in which a newcomer would look. The first person of each role: nothing happens to their badge.
SEEN_BY = {
    Role.FACILITATOR: _("The desk: the run sheet, who is here, each table at a glance, and one button to go on."),
    Role.CITIZEN: _("A citizen’s phone: what happens now, how long is left, the one thing to do, the table."),
    Role.EXPERT: _("What an expert sees: when they are heard, and the questions the citizens ask."),
    Role.GUARANTOR: _("Everything that is done, by whom and when, and the journal that proves it."),
    Role.SPONSOR: _("A closed door, until the citizens hand their opinion over: then the sealed opinion."),
}


def entrances() -> list[dict[str, Any]]:
    """A role, what one sees there, and the badge's address; none while the badges are being printed."""
    try:
        people = json.loads(settings.DEMO_BADGES.read_text())
    except (OSError, ValueError):
        return []
    first = {person["role"]: person for person in reversed(people)}
    return [
        {
            "role": role,
            "name": first[role.value]["name"],
            "seen": sentence,
            "link": reverse("badge", args=[first[role.value]["code"]]),
        }
        for role, sentence in SEEN_BY.items()
        if role.value in first
    ]


@never_cache
@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    conference = Conference.objects.order_by("-created_at").first()
    # No conference in the context under its usual name: this page stands outside of it.
    return render(request, "demo/demo.html", {"entrances": entrances(), "shown": conference})
