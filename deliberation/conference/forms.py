from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.conference.stages import Role


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=[choice for choice in Role.choices if choice[0] != Role.OPERATOR])
    place = forms.SlugField(required=False, widget=forms.HiddenInput)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])
