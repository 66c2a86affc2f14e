"""What an audience sees: rendered once for it, with its eyes only, in one language.

Nothing here knows a viewer. The one thing a page adds is its own CSRF token, where the marker stands.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from deliberation.conference.models import Conference
from sessions.fanout import eyes
from sessions.fanout.audiences import Audience, Kind

EYES: dict[Kind, Callable[[Conference, str], dict[str, Any]]] = {
    Kind.CITIZENS: eyes.citizens,
    Kind.TABLE: eyes.table,
    Kind.PERSON: eyes.person,
    Kind.DESK: eyes.desk,
    Kind.WATCH: eyes.watch,
    Kind.GUARANTOR: eyes.guarantor,
}
CSRF_MARKER = 'name="csrfmiddlewaretoken" value=""'


@dataclass(frozen=True)
class Region:
    """An audience's part of the page. ``cursor`` is the digest of ``html``: equal cursors show equal pages."""

    name: str
    html: str
    cursor: str


def render(audience: Audience, language: str) -> Region:
    conference = Conference.objects.select_related("mandate").get(pk=audience.conference_id)
    with translation.override(language):
        context = EYES[audience.kind](conference, audience.key)
        html = render_to_string(f"live/{audience.kind.value}.html", {"conference": conference, **context})
    return Region(audience.kind.value, html, hashlib.sha256(html.encode()).hexdigest()[:16])


def for_page(region: Region, csrf_token: str) -> str:
    """The region's HTML as the first load shows it: forms work before, and without, any script."""
    return region.html.replace(CSRF_MARKER, f'name="csrfmiddlewaretoken" value="{csrf_token}"')
