from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 3000


class MinorityOpinionForm(forms.Form):
    """``version`` 0 writes a new one, otherwise the version that was read when this was typed."""

    text = forms.CharField(
        label=_("Why you do not share this recommendation"),
        help_text=_("It is printed beside the recommendation, without your name."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class JoinForm(forms.Form):
    """The version of the words that were read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
