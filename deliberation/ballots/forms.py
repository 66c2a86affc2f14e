from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.ballots.models import Choice


class PaperForm(forms.Form):
    """``request`` is an id the page makes for this cast and sends again unchanged when it must retry."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect)
    request = forms.UUIDField(widget=forms.HiddenInput, required=False)
