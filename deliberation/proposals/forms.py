from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from deliberation.proposals.queries import Passage
from deliberation.proposals.rules import PASSAGE_GONE

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
    """A remark on one of the ``passages`` of a proposal, or on the whole. What it gives are the passage's ``field``
    and, as ``passage``, its source."""

    passage = forms.ChoiceField(
        label=_("On which passage"), required=False, error_messages={"invalid_choice": PASSAGE_GONE}
    )
    text = forms.CharField(label=_("Your remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, passages: Iterable[Passage] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = {passage.key: passage for passage in passages}
        choices = [(key, shortened(passage.words)) for key, passage in self.passages.items()]
        self.fields["passage"].choices = [("", _("The whole proposal")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = self.passages.get(self.cleaned_data.get("passage", ""))
        self.cleaned_data |= {"field": found.field, "passage": found.source} if found else {"field": "", "passage": ""}
        return self.cleaned_data


def shortened(words: str) -> str:
    """The first words of a passage, by which it is known in a list."""
    return Truncator(" ".join(words.split())).chars(60)
