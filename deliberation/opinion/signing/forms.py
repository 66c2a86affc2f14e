import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.opinion.canonical import normalised
from deliberation.opinion.models import Proof, Signature
from deliberation.opinion.signing.authority import LONGEST_NAME
from deliberation.opinion.signing.cms import LONGEST, LONGEST_KEY, read_public_key


class Appearance(models.TextChoices):
    """How a citizen stands in the document that everyone reads."""

    UNNAMED = "unnamed", gettext_lazy("Without a name")
    NAME = "name", gettext_lazy("With my name")
    OTHER = "other", gettext_lazy("With another name that I choose")


# As the person who signs says it.
PROOFS = (
    (Proof.CODE.value, gettext_lazy("With a code that is sent to me by e-mail")),
    (Proof.BADGE.value, gettext_lazy("With the code of my badge")),
)


class ChoicesForm(forms.Form):
    """What a citizen who signs chooses beforehand, and how they prove that it is they."""

    reservation = forms.CharField(
        label=gettext_lazy("My reservation, if I have one"),
        help_text=gettext_lazy("What you sign with, but wish to be told apart from. It is printed with the opinion."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    appear = forms.ChoiceField(
        label=gettext_lazy("In the document, I appear"),
        choices=Appearance.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    other_name = forms.CharField(label=gettext_lazy("The name that I choose"), max_length=LONGEST_NAME, required=False)
    proof = forms.ChoiceField(
        label=gettext_lazy("How I prove that it is me"),
        choices=PROOFS,
        required=False,
        widget=forms.RadioSelect,
    )
    code = forms.CharField(
        label=gettext_lazy("The code"),
        help_text=gettext_lazy("The six figures of the message, or the ten signs of your badge."),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )
    text_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_reservation(self) -> str:
        return normalised(self.cleaned_data["reservation"]).strip()

    def clean_other_name(self) -> str:
        return " ".join(normalised(self.cleaned_data["other_name"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("appear") == Appearance.OTHER and not cleaned.get("other_name"):
            self.add_error("other_name", _("Write the name that you choose, or choose to appear without one."))
        return cleaned


class SignatureForm(ChoicesForm):
    """The simpler signature, or none."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"), choices=Signature.Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("If I do not sign: my reason, if I wish to give it"),
        help_text=gettext_lazy("Printed without your name."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        signed = cleaned.get("decision") == Signature.Decision.SIGNED
        if signed and cleaned.get("reason"):
            self.add_error("reason", _("You chose to sign: a disagreement goes into the reservation."))
        if cleaned.get("decision") and not signed and cleaned.get("reservation"):
            self.add_error("reservation", _("A reservation goes with a signature; give a reason instead."))
        if signed and not cleaned.get("appear") and "appear" not in self.errors:
            self.add_error("appear", _("Say how you wish to appear in the document."))
        return cleaned


class Base64Field(forms.CharField):
    """Bytes, as a browser sends them."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=4 * (longest // 3 + 1), widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return base64.b64decode(super().clean(value), validate=True)
        except ValueError as error:
            raise forms.ValidationError(
                _("What the browser sent cannot be read. Choose the simpler signature.")
            ) from error


class KeyForm(ChoicesForm):
    """A key to certify."""

    public_key = Base64Field(longest=LONGEST_KEY)

    def clean_public_key(self) -> ec.EllipticCurvePublicKey:
        key = read_public_key(self.cleaned_data["public_key"])
        if key is None:
            raise forms.ValidationError(_("What the browser sent is not a key of the kind that is used here."))
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("appear") and "appear" not in self.errors:
            self.add_error("appear", _("Say how you wish to appear in the document."))
        return cleaned


class SignedForm(forms.Form):
    """A signature that was made with a certified key."""

    text_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    signature = Base64Field(longest=LONGEST)
