from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliberation.hearings.models import Hearing
from deliberation.hearings.questions.queries import Asked

# A list of choices is read on a phone.
LONGEST_CHOICE = 90
END_OF_DAY = time(23, 59)


class MoveForm(forms.Form):
    """The part to go to: whoever presses just as somebody else did goes no further."""

    phase = forms.ChoiceField(choices=Hearing.Phase.choices, widget=forms.HiddenInput)


class OrderForm(forms.Form):
    order = forms.ChoiceField(
        label=_("Order of the questions"), choices=Hearing.Order.choices, widget=forms.RadioSelect
    )


class GroupForm(forms.Form):
    """Two questions that ask the same. ``asked`` are those that may be chosen, where they are chosen from a list."""

    question_id = forms.IntegerField(label=_("This question"))
    with_id = forms.IntegerField(label=_("asks the same as"))

    def __init__(self, *args: Any, asked: Iterable[Asked] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((row.question.pk, shortened(row.question.text)) for row in asked or ())]
        for field in self.fields.values():
            field.widget = forms.HiddenInput() if asked is None else forms.Select(choices=choices)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CHOICE else f"{text[:LONGEST_CHOICE]}…"


class DueForm(forms.Form):
    """Cleaned, ``due`` is the moment: the end of the day where no hour is said."""

    due = forms.DateField(label=_("Until what day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(
        label=_("Until what hour"),
        required=False,
        help_text=_("Left empty, until the end of the day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        hour = cleaned.pop("hour", None) or END_OF_DAY
        if day := cleaned.get("due"):
            cleaned["due"] = timezone.make_aware(datetime.combine(day, hour))
        return cleaned


class WrittenForm(forms.Form):
    answer = forms.CharField(label=_("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))


class ConfirmForm(forms.Form):
    answer = forms.CharField(
        label=_("What you answered"),
        max_length=5000,
        help_text=_("As it was noted. Change it where it is not what you said: both are kept."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
