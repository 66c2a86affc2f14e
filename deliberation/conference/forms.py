import unicodedata

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from deliberation.conference.rules import INDEPENDENT, NOT_INVITED
from deliberation.conference.stages import Role


class InvitationForm(forms.Form):
    """What a facilitator fills in: the independent roles are not theirs to give."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role not in INDEPENDENT | NOT_INVITED],
    )
    # Left out, the conference's.
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, required=False)
    place = forms.SlugField(required=False, widget=forms.HiddenInput)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class NameForm(forms.Form):
    """How a person is called: letters and what stands between them, never markup nor signs that cannot be seen."""

    called = forms.CharField(
        label=_("How I am called"),
        max_length=40,
        required=False,
        help_text=_("A first name or any name you like. Leave it empty to go back to the name on your badge."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def clean_called(self) -> str:
        called = unicodedata.normalize("NFC", " ".join(self.cleaned_data["called"].split()))
        if not all(unicodedata.category(sign)[0] in "LMN" or sign in " -'’.,()" for sign in called):
            raise forms.ValidationError(_("Use letters, figures, spaces, hyphens and apostrophes."))
        return called
