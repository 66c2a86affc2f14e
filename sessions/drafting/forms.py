from django import forms


class RestoreForm(forms.Form):
    """``number`` is the last update of the state that is wanted back."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
