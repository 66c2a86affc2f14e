from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.review.models import Temperature


class ReadingForm(forms.Form):
    """``version`` is the one that the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TemperatureForm(forms.Form):
    degree = forms.TypedChoiceField(
        label=_("How do you take to this proposal?"),
        coerce=int,
        choices=Temperature.Degree.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five answers.")},
    )
