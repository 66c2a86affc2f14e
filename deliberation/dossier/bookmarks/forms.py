from django import forms
from django.utils.translation import gettext_lazy


class SheetReadForm(forms.Form):
    """``version`` is the one that the page showed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Where a person stopped in a PDF."""

    page = forms.IntegerField(label=gettext_lazy("I stopped at page"), min_value=1, max_value=9999)
