"""What an audience sees: rendered once for it, with its eyes only, in one language.

Nothing here knows a viewer. The one thing a page adds is its own CSRF token, where the marker stands.
"""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from deliberation.conference.models import Conference
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.eyes.citizens import citizens
from sessions.fanout.eyes.desk import desk
from sessions.fanout.eyes.guarantor import guarantor
from sessions.fanout.eyes.person import people
from sessions.fanout.eyes.screen import screen
from sessions.fanout.eyes.table import table
from sessions.fanout.eyes.tablet import tablet
from sessions.fanout.eyes.watch import watch

EYES: dict[Kind, Callable[[Conference, str], dict[str, Any]]] = {
    Kind.CITIZENS: citizens,
    Kind.TABLE: table,
    Kind.DESK: desk,
    Kind.WATCH: watch,
    Kind.GUARANTOR: guarantor,
    Kind.SCREEN: screen,
    Kind.TABLET: tablet,
}
CSRF_MARKER = 'name="csrfmiddlewaretoken" value=""'
_serials = itertools.count(1)


@dataclass(frozen=True)
class Region:
    """An audience's part of the page. ``cursor`` is the digest of ``html``: equal cursors show equal pages.

    Of two renderings by one process, the one with the larger ``serial`` began later.
    """

    name: str
    html: str
    cursor: str
    serial: int = field(default=0, compare=False)


def render(audience: Audience, language: str) -> Region:
    return render_all([audience], language)[0]


def render_all(audiences: Sequence[Audience], language: str) -> list[Region]:
    """The regions of several audiences of one kind and conference, in their order; many people cost a few queries."""
    serial = next(_serials)
    kind = audiences[0].kind
    conference = Conference.objects.select_related("mandate").get(pk=audiences[0].conference_id)
    with translation.override(language):
        if kind == Kind.PERSON:
            seen = people(conference, [audience.key for audience in audiences])
            contexts = [seen[audience.key] for audience in audiences]
        else:
            contexts = [EYES[kind](conference, audience.key) for audience in audiences]
        return [_region(kind, {"conference": conference, **context}, serial) for context in contexts]


def _region(kind: Kind, context: dict[str, Any], serial: int) -> Region:
    html = render_to_string(f"live/{kind.value}.html", context)
    return Region(kind.value, html, hashlib.sha256(html.encode()).hexdigest()[:16], serial)


def for_page(region: Region, csrf_token: str) -> str:
    """The region's HTML as the first load shows it: forms work before, and without, any script."""
    return region.html.replace(CSRF_MARKER, f'name="csrfmiddlewaretoken" value="{csrf_token}"')
