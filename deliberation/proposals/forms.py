from django import forms
from django.utils.translation import gettext_lazy as _


class ProposalForm(forms.Form):
    """``version`` 0 writes a new proposal, otherwise the version that was read when this was typed."""

    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(label=_("What we recommend"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    reason = forms.CharField(label=_("Why"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class RemarkForm(forms.Form):
    text = forms.CharField(label=_("Your remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
