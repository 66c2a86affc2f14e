from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.opinion.models import Signature


class SectionForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class SignatureForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"), choices=Signature.Decision.choices, widget=forms.RadioSelect
    )
    reservation = forms.CharField(
        label=gettext_lazy("A reservation, if you have one"),
        help_text=gettext_lazy("Printed with the opinion, beside your signature if you are named."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=gettext_lazy("If you do not sign, your reason, if you wish to give it"),
        help_text=gettext_lazy("Printed without your name."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    publish_name = forms.BooleanField(label=gettext_lazy("Print my name in the opinion"), required=False)
    public_name = forms.CharField(label=gettext_lazy("The name to print"), max_length=80, required=False)
    text_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = cleaned.pop("publish_name", False)
        if named and not cleaned.get("public_name"):
            self.add_error("public_name", _("Write the name to print, or leave the box above empty."))
        if not named:
            cleaned["public_name"] = ""
        signed = cleaned.get("decision") == Signature.Decision.SIGNED
        if signed and cleaned.get("reason"):
            self.add_error("reason", _("You chose to sign: a disagreement goes into the reservation."))
        if not signed and cleaned.get("reservation"):
            self.add_error("reservation", _("A reservation goes with a signature; give a reason instead."))
        return cleaned
