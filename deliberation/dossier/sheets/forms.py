from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.dossier.sheets.models import Depth, NotUnderstood, SheetVersion

ANSWERS = ("easy", "essential", "in_depth")


class SheetForm(forms.Form):
    question = forms.CharField(
        label=_("The question"),
        max_length=SheetVersion._meta.get_field("question").max_length,
        help_text=_("As people ask it."),
    )
    easy = forms.CharField(
        label=Depth.EASY.label,
        max_length=2000,
        help_text=_("One idea a sentence, one sentence a line. Everyday words. Have it read by somebody who needs it."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    essential = forms.CharField(
        label=Depth.ESSENTIAL.label,
        max_length=4000,
        help_text=_("What is needed to take part in the discussion. An empty line begins a paragraph."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    in_depth = forms.CharField(
        label=Depth.IN_DEPTH.label,
        max_length=20_000,
        help_text=_("For whoever wants to know more: how it works, what is disputed, what is not known."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=SheetVersion._meta.get_field("source").max_length,
        required=False,
        help_text=_("What the answer rests on, or who wrote it."),
    )

    def clean(self) -> dict[str, Any]:
        """Lines end in one way, whatever the browser."""
        for name in ANSWERS:
            if name in self.cleaned_data:
                self.cleaned_data[name] = self.cleaned_data[name].replace("\r\n", "\n")
        return self.cleaned_data


class RevisionForm(SheetForm):
    """``version`` is the number of the one that was read while this one was written."""

    changed = forms.CharField(
        label=_("What changed"),
        max_length=SheetVersion._meta.get_field("changed").max_length,
        required=False,
        help_text=_("In a sentence, for whoever read the version before."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class NotUnderstoodForm(forms.Form):
    """``number`` is the version that was read."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    depth = forms.ChoiceField(choices=Depth.choices, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What was not clear, in a few words"),
        max_length=NotUnderstood._meta.get_field("words").max_length,
        required=False,
    )


class TakeBackForm(forms.Form):
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
