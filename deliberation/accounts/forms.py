from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def languages() -> list[tuple[str, str]]:
    """Each language in its own words, for whoever reads only that one."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]
    """allauth's, its one field called as everywhere else, and once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class DisplayForm(forms.Form):
    """How pages are shown to a person."""

    text = forms.ChoiceField(
        label=_("Size of the text"),
        choices=[("normal", _("Normal")), ("large", _("Large"))],
        initial="normal",
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("automatic", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))],
        initial="automatic",
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "display-%s", **kwargs})
