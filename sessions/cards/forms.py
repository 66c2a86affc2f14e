from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.dossier.models import Term
from sessions.cards.models import Card


class CardForm(forms.Form):
    text = forms.CharField(
        label=_("The word, or the expression"), max_length=Card._meta.get_field("text").max_length, required=False
    )


class ExplanationForm(forms.Form):
    """``word`` may be corrected: it is how everyone will read it."""

    word = forms.CharField(label=_("Word"), max_length=Term._meta.get_field("word").max_length)
    explanation = forms.CharField(label=_("Explanation"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
