"""How an act is shown: the same form everywhere, and what it says once done."""

from typing import Any

from django import template
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Said in the place of a form whose mark is on the person's own region.
DONE = {
    "cast-paper": _("Done: your vote is in the box."),
    "answer-items": _("Done: your answers are in."),
    "sign-opinion": _("Done: your decision is recorded."),
    "sign-attendance": _("You are on the attendance sheet."),
}


@register.inclusion_tag("components/act_form.html")
def act_form(offered: Any, button: str, kind: str = "primary", confirm: str = "", heading: str = "") -> dict[str, Any]:
    """The form of an offered act. ``confirm`` is the consequence, said before it is sent; ``heading`` tells apart
    buttons of the same name for whoever hears them out of their place."""
    return {
        "offered": offered,
        "button": button,
        "kind": kind,
        "confirm": confirm,
        "heading": heading,
        "form_id": f"act-{slugify(offered.url.replace('/', '-'))}",
        "done": DONE.get(offered.name, _("Done.")),
    }


@register.filter
def mark_of(offered: Any) -> str:
    """The mark that puts this act away, empty for acts done often."""
    return str(getattr(offered, "until", ""))
