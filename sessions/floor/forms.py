from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.rounds.models import Round

SHORTEST_TURN, LONGEST_TURN = 30, 900


class FloorForm(forms.Form):
    """How the floor passes on in a round that is to come. Without ``turn`` nobody's time is counted down."""

    order = forms.ChoiceField(label=_("Who speaks next"), choices=Round.FloorOrder.choices)
    turn = forms.IntegerField(
        label=_("Seconds a turn"),
        help_text=_("Left empty: as long as it takes."),
        required=False,
        min_value=SHORTEST_TURN,
        max_value=LONGEST_TURN,
    )


class HandForm(forms.Form):
    """Without ``hand_id``, the place in the queue."""

    hand_id = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PassForm(forms.Form):
    """``after``: who had the floor as the person saw it, so that two who press at once pass it on once. Without a
    ``table`` it is the room's."""

    table = forms.IntegerField(required=False, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)
