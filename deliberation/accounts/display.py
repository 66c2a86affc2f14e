"""How pages are shown to whoever looks: theme and size of the text, kept in the browser's cookies, so that a shared
device and a person without an account choose as well."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from deliberation.accounts.forms import DisplayForm
from deliberation.accounts.language import chosen_language

COOKIES = {
    "language": settings.LANGUAGE_COOKIE_NAME,
    "text": "display_text",
    "theme": "display_theme",
}
A_YEAR = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Display:
    """``theme`` and ``text`` as the page's first element carries them: empty when nothing was chosen."""

    theme: str
    text: str
    form: DisplayForm
    next: str


def chosen_display(request: HttpRequest) -> dict[str, str]:
    """The person's choices; what a cookie says that no form offers counts for nothing."""
    chosen = {"language": chosen_language(request)}
    for name in ("text", "theme"):
        field = DisplayForm.base_fields[name]
        value = request.COOKIES.get(COOKIES[name], "")
        chosen[name] = value if field.valid_value(value) else str(field.initial)  # type: ignore[attr-defined]
    return chosen


def keep_choice(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(COOKIES[name], value, max_age=A_YEAR, secure=settings.SECURE, samesite="Lax")


def display_of(request: HttpRequest, back_to: str, form: DisplayForm | None = None) -> Display:
    chosen = chosen_display(request)
    return Display(
        theme=chosen["theme"] if chosen["theme"] != "automatic" else "",
        text=chosen["text"] if chosen["text"] != "normal" else "",
        form=form or DisplayForm(initial=chosen),
        next=back_to,
    )


def display(request: HttpRequest) -> dict[str, Any]:
    """A context processor: every page says how it is shown, and offers to change it."""
    return {"display": display_of(request, request.get_full_path() if request.method == "GET" else reverse("home"))}
