from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[Any, Any]]


class ProposalForm(forms.Form):
    """``version`` 0 writes a new proposal, otherwise the version that was read when this was typed."""

    title = forms.CharField(label=_("Title"), max_length=160)
    observation = forms.CharField(
        label=_("What we observe"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    text = forms.CharField(label=_("What we recommend"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    reason = forms.CharField(label=_("Why"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    addressee = forms.CharField(
        label=_("To whom we say it"),
        max_length=200,
        required=False,
        help_text=_("Who can do it: a ministry, the town, a profession…"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class AgreementForm(forms.Form):
    """Yes to the text that was read."""

    text_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class LackForm(AgreementForm):
    missing = forms.CharField(label=_("What is still missing, in a few words"), max_length=300)


class EvidenceForm(forms.Form):
    """``proposals`` and ``things`` are the choices: whose evidence, and of what, by kind."""

    proposal_id = forms.TypedChoiceField(label=_("The proposal"), coerce=int)
    thing = forms.ChoiceField(label=_("It rests on"))
    page = forms.IntegerField(label=_("Page of the document"), min_value=1, max_value=9999, required=False)
    quote = forms.CharField(
        label=_("Words quoted from it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, proposals: Choices, things: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal_id"].choices = proposals  # type: ignore[attr-defined]
        self.fields["thing"].choices = things  # type: ignore[attr-defined]
        if len(proposals) == 1:
            self.fields["proposal_id"].widget = forms.HiddenInput()
            self.fields["proposal_id"].initial = proposals[0][0]


class RemarkForm(forms.Form):
    text = forms.CharField(label=_("Your remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
