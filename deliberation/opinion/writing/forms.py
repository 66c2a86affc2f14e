from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.opinion.writing.models import ChangeRequest


class ChangeForm(forms.Form):
    passage = forms.CharField(
        label=gettext_lazy("The words it is about, if it is not the whole part"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label=gettext_lazy("What should change, and why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[
            (ChangeRequest.State.DONE.value, gettext_lazy("It is done")),
            (ChangeRequest.State.DECLINED.value, gettext_lazy("It is not done")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Your answer, in a few words"),
        help_text=gettext_lazy("Needed if it is not done."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("state") == ChangeRequest.State.DECLINED and not given.get("answer"):
            self.add_error("answer", _("Say why it is not done: whoever asked wants to know."))
        return given
