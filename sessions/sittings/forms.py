from django import forms
from django.utils.translation import gettext_lazy

from deliberation.kernel.addresses import OF_THE_WEB
from sessions.sittings.models import Sitting


class JoiningForm(forms.Form):
    """The address of the organisers' own video meeting."""

    address = forms.CharField(
        label=gettext_lazy("Address of the video meeting"),
        max_length=Sitting._meta.get_field("joining_address").max_length,
        help_text=gettext_lazy(
            "It begins with https://. Those who follow the sitting see it, from an hour before; the public, the "
            "sponsor and the screen of the room never do."
        ),
        validators=OF_THE_WEB,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
