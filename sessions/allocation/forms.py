from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.allocation.models import SeatingRule

People = list[tuple[str, str]]
AT_TABLE = SeatingRule.Kind.AT_TABLE


class SeatingRuleForm(forms.Form):
    """``people`` are (reference, what is shown)."""

    kind = forms.ChoiceField(label=_("The rule"), choices=SeatingRule.Kind.choices)
    person = forms.ChoiceField(label=_("Who"))
    other = forms.ChoiceField(label=_("From or with whom"), required=False)
    table = forms.IntegerField(
        label=_("At which table"),
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=SeatingRule._meta.get_field("reason").max_length,
        help_text=_("Only facilitators read this; it is gone when the rule is removed."),
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "other"):
            self.fields[name].choices = [("", gettext("Choose a person")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == AT_TABLE:
            data["other"] = ""
            if not data.get("table"):
                self.add_error("table", ValidationError(gettext("Say at which table this person must sit.")))
        elif "kind" in data:
            data["table"] = None
            if not data.get("other"):
                self.add_error("other", ValidationError(gettext("Say who the other person is.")))
            elif data["other"] == data.get("person"):
                self.add_error("other", ValidationError(gettext("Choose two different people.")))
        return data


class PlannedMoveForm(forms.Form):
    """``people`` are (reference, what is shown); ``last``, the highest number of a table in the plan."""

    ref = forms.ChoiceField(label=_("Who"))
    table = forms.TypedChoiceField(label=_("Goes to"), coerce=int)

    def __init__(self, *args: Any, people: People, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = [(str(n), gettext("Table %(number)s") % {"number": n}) for n in range(1, last + 1)]
        new = (str(last + 1), gettext("A new table, number %(number)s") % {"number": last + 1})
        self.fields["ref"].choices = [("", gettext("Choose a person")), *people]  # type: ignore[attr-defined]
        self.fields["table"].choices = [("", gettext("Choose a table")), *tables, new]  # type: ignore[attr-defined]


class MissingForm(forms.Form):
    """Who is not there: ``people`` are (reference, what is shown)."""

    missing = forms.MultipleChoiceField(
        label=_("Who is missing or has gone"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].choices = people  # type: ignore[attr-defined]


class RebalanceForm(forms.Form):
    """``moves`` as they were shown: “reference:from:to”, apart by spaces; table 0 is none."""

    moves = forms.RegexField(r"^[0-9a-f]{1,12}:\d{1,3}:\d{1,3}( [0-9a-f]{1,12}:\d{1,3}:\d{1,3})*$", max_length=20_000)

    def clean_moves(self) -> list[tuple[str, int, int]]:
        parts = (move.split(":") for move in str(self.cleaned_data["moves"]).split(" "))
        return [(ref, int(before), int(to)) for ref, before, to in parts]
