"""An act as a page offers it: where it is posted, its form, and the mark that puts it away once done."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from deliberation.conference.models import Conference


@dataclass(frozen=True)
class OfferedAct:
    """``name`` is the form's ``data-act``; ``until`` a mark of the person's own region, empty for acts done often;
    ``over`` what the act is about, where the page may send it over its socket."""

    name: str
    url: str
    next: str
    form: forms.Form
    until: str = ""
    over: int | None = None


def act(
    name: str,
    url_name: str,
    conference: Conference,
    *args: object,
    form: forms.Form,
    until: str = "",
    over: int | None = None,
) -> OfferedAct:
    return OfferedAct(
        name=name,
        url=reverse(url_name, args=[conference.slug, *args]),
        next=reverse("sitting", args=[conference.slug]),
        form=form,
        until=until,
        over=over,
    )
