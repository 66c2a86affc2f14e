from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class BadgeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your badge"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "enterkeyhint": "go",
                "placeholder": "ABCDE-12345",
                "class": "code-input",
            }
        ),
    )


class TabletForm(forms.Form):
    table = forms.IntegerField(
        label=_("Table number"), min_value=1, max_value=200, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )


class PrintForm(forms.Form):
    """``person``: one reference, or empty for everyone on the panel who has no badge yet; ``tablets``: for every shared
    tablet that has none."""

    person = forms.CharField(required=False, max_length=12)
    tablets = forms.BooleanField(required=False)


def table_or_none(value: str) -> int | None:
    return int(value) or None


class MoveForm(forms.Form):
    """``people`` are (reference, what is shown); ``last``, the highest number of a table. Table 0 is none."""

    ref = forms.ChoiceField(label=_("Who"))
    table = forms.TypedChoiceField(label=_("Goes to"), coerce=table_or_none)

    def __init__(self, *args: Any, people: list[Any], last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = [(str(n), gettext("Table %(number)s") % {"number": n}) for n in range(1, last + 1)]
        new = (str(last + 1), gettext("A new table, number %(number)s") % {"number": last + 1})
        self.fields["ref"].choices = [("", gettext("Choose a person")), *people]  # type: ignore[attr-defined]
        choices = [("", gettext("Choose a table")), *tables, new, ("0", gettext("No table"))]
        self.fields["table"].choices = choices  # type: ignore[attr-defined]
