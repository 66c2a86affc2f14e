from django import forms


class MoveOnForm(forms.Form):
    """A facilitator names the ``table`` that goes on; none for all of them. Whoever sits at one moves their own."""

    table = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
