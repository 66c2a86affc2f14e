from django import forms
from django.utils.translation import gettext_lazy as _


class ShownTableForm(forms.Form):
    """Without a ``table`` none is shown any more."""

    table = forms.IntegerField(label=_("Table"), required=False, min_value=1)


class ExtendForm(forms.Form):
    """``from_end``: the round's end as the person saw it, so that two who press at once give more time once."""

    minutes = forms.IntegerField(label=_("Minutes more"), min_value=1, max_value=120, initial=5)
    from_end = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
