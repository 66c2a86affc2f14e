from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """``version`` is the version that was read when this was typed; 0 when the table had written nothing."""

    text = forms.CharField(label=_("What our table says"), max_length=10000, widget=forms.Textarea(attrs={"rows": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
