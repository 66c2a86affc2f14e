"""The badge as it is printed."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from deliberation.conference.models import Membership
from deliberation.conference.stages import Role
from deliberation.panel.codes import grouped


@dataclass(frozen=True)
class PrintedBadge:
    """``table``: the number of the table, on the card of a shared tablet; empty on a person's badge."""

    name: str
    code: str
    link: str
    table: str = ""

    @property
    def qr(self) -> SafeString:
        """The link as an inline SVG picture."""
        svg = segno.make(self.link, error="m").svg_inline(scale=4, border=2)
        return mark_safe(svg)  # noqa: S308 - drawn by segno from our own address


def printed(membership: Membership, code: str) -> PrintedBadge:
    table = membership.place if membership.role == Role.TABLE else ""
    return PrintedBadge(membership.name, grouped(code), settings.BASE_URL + reverse("badge", args=[code]), table)
