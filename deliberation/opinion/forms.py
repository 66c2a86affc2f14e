from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deliberation.opinion.models import REQUIRED, Section


class SectionForm(forms.Form):
    """A part of the opinion, for whoever writes without a script. The title is one line; what need not be said may be
    left empty."""

    text = forms.CharField(label=gettext_lazy("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, part: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if part == Section.Part.TITLE:
            self.fields["text"] = forms.CharField(label=gettext_lazy("Title"), max_length=200)
            self.order_fields(["text", "version"])
        self.fields["text"].required = part in REQUIRED
