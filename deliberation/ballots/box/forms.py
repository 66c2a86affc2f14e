from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.ballots.box.models import Shortfall
from deliberation.ballots.forms import PaperForm
from deliberation.ballots.queries import LONGEST_REASON

BLANK = "blank"
BLANK_SAID = gettext_lazy("Blank, or not clear")


class PersonForm(forms.Form):
    person = forms.CharField(max_length=12, widget=forms.HiddenInput)


class NumberForm(forms.Form):
    """``number``: of a paper, or of how many were keyed in, as the page showed it."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class KeyedPaperForm(PaperForm):
    """A paper as it lies on the table. Cleaned: ``number``, ``marks``, ``reason``.

    What somebody meant is never guessed: a paper that is blank or not clear says nothing. An objection without its
    reason is one all the same: there is nobody to ask.
    """

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["request"]
        self.label_suffix = ""
        if "choice" in self.fields:
            choice: Any = self.fields["choice"]
            choice.label = gettext_lazy("What the paper says")
            choice.choices = [*choice.choices, (BLANK, BLANK_SAID)]
        elif self.ballot is not None:
            self.fields[BLANK] = forms.BooleanField(
                label=BLANK_SAID,
                help_text=gettext_lazy("Then nothing of it is counted, whatever else is marked."),
                required=False,
            )
        if "reason" in self.fields:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("The reason, as it is written, if the paper objects"),
                max_length=LONGEST_REASON,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        number = self.cleaned_data.get("number")
        blank = self.cleaned_data.get("choice") == BLANK or self.cleaned_data.get(BLANK)
        if blank:
            return {"number": number, "marks": {}, "reason": ""}
        given = super().clean()
        if self.ballot is not None and not self.errors and not given["marks"]:
            self.add_error(None, _("Mark what the paper says or, if it says nothing, that it is blank."))
        return {"number": number, "marks": given["marks"], "reason": given["reason"]}

    def needs_reason(self) -> bool:
        return False


class SettleForm(forms.Form):
    shortfall = forms.ChoiceField(
        label=gettext_lazy("Why are there fewer papers than people who were given one?"),
        choices=Shortfall.choices,
        widget=forms.RadioSelect,
        required=False,
    )
