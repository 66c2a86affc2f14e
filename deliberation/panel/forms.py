from django import forms
from django.utils.translation import gettext_lazy as _


class BadgeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your badge"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PrintForm(forms.Form):
    """``person``: one reference, or empty for everyone on the panel who has no badge yet."""

    person = forms.CharField(required=False, max_length=12)
