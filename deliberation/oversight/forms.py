from django import forms
from django.utils.translation import gettext_lazy as _


class ObservationForm(forms.Form):
    text = forms.CharField(
        label=_("What you noticed"),
        help_text=_("It is dated and stays as it is: to correct it, write another. It goes into the record."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    entry = forms.IntegerField(
        label=_("Number of the entry it is about"),
        help_text=_("Leave it empty when it is about none in particular."),
        required=False,
        min_value=1,
    )


class StatementForm(forms.Form):
    """``version`` is the version that was read when this was typed; 0 when nothing was written."""

    text = forms.CharField(
        label=_("Your statement"),
        help_text=_("Printed with the opinion as you write it. Left empty, the annex says that you made none."),
        max_length=20000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
