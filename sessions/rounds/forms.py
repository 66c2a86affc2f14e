from django import forms
from django.utils.translation import gettext_lazy as _


class ShownTableForm(forms.Form):
    """Without a ``table`` none is shown any more."""

    table = forms.IntegerField(label=_("Table"), required=False, min_value=1)


class ExtendForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes more"), min_value=1, max_value=120, initial=5)
