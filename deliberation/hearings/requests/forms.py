from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.hearings.requests.models import HearingRequest

State = HearingRequest.State


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you ask to hear?"), choices=HearingRequest.Kind.choices, widget=forms.RadioSelect
    )
    subject = forms.CharField(
        label=_("Who, or which point of view"),
        max_length=200,
        help_text=_("A name, a role, or in a few words what has not been heard so far."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        help_text=_("What you hope to learn. Your name is not shown."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerRequestForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("The answer"),
        choices=[(State.ACCEPTED.value, _("Accept")), (State.REFUSED.value, _("Refuse"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("The reason"),
        max_length=1000,
        help_text=_("Everybody reads it, and it is printed with the opinion."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkForm(forms.Form):
    """``hearings`` are the hearings of the programme: number and name."""

    hearing_id = forms.TypedChoiceField(label=_("Which hearing answers it"), coerce=int)

    def __init__(self, *args: Any, hearings: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hearing_id"].choices = [("", "—"), *hearings]  # type: ignore[attr-defined]
