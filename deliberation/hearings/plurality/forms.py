from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.conference.models import Conference
from deliberation.hearings.models import Expert

PARAGRAPH = {"rows": 3}
LONGEST = 4000


class ExpertForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Who could be heard"),
        max_length=200,
        help_text=gettext_lazy("A role rather than a name: “Expert 7, nurse”."),
    )
    affiliation = forms.CharField(
        label=gettext_lazy("Affiliation"), max_length=200, help_text=gettext_lazy("For whom this person works.")
    )
    viewpoint = forms.CharField(
        label=gettext_lazy("Their view on the question, as they would say it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=PARAGRAPH),
    )
    works_for_organiser = forms.BooleanField(
        label=gettext_lazy("This person works for an organiser or the sponsor"), required=False
    )


class CorrectionForm(ExpertForm):
    """``wording`` is that of what was said when it was drawn."""

    wording = forms.CharField(required=False, widget=forms.HiddenInput)


class InterestsForm(forms.Form):
    interests = forms.CharField(
        label=gettext_lazy("Interests"),
        help_text=gettext_lazy(
            "Work, money, office or membership that this question touches, now and in the last five years. "
            "It is published."
        ),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs=PARAGRAPH),
    )
    none = forms.BooleanField(label=gettext_lazy("There is no interest to declare"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("none")) == bool(given.get("interests")):
            raise ValidationError(_("Say what the interests are, or that there are none: one of the two."))
        return given


class SideForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("A side of the question"),
        max_length=80,
        help_text=gettext_lazy("One way of answering it, in a few words."),
    )


class PlaceForm(forms.Form):
    side = forms.TypedChoiceField(
        label=gettext_lazy("Speaks from this side"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = conference.sides.values_list("pk", "label")
        self.fields["side"].choices = [("", _("none of these")), *sides]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """With ``tied``, of an expert who works for an organiser or the sponsor. ``version`` is the number of the decision
    that stood when it was drawn, ``wording``, with ``described``, that of what was said of the expert."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    wording = forms.CharField(required=False, widget=forms.HiddenInput)
    approved = forms.TypedChoiceField(
        label=gettext_lazy("The committee’s decision"),
        choices=[("yes", gettext_lazy("Approve")), ("no", gettext_lazy("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is published."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=PARAGRAPH),
    )
    acknowledged = forms.BooleanField(
        label=gettext_lazy("The committee knows that this person works for an organiser or the sponsor"), required=False
    )

    def __init__(self, *args: Any, tied: bool = False, described: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not tied:
            del self.fields["acknowledged"]
        if not described:
            del self.fields["wording"]


class ScheduleForm(forms.Form):
    """``instead_of`` is the expert who has the hearing that is given to another."""

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)
    expert_id = forms.TypedChoiceField(label=gettext_lazy("Who is heard"), coerce=int)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        experts = [(each.pk, each.named) for each in Expert.objects.filter(conference=conference).order_by("pk")]
        self.fields["expert_id"].choices = [("", _("Choose")), *experts]  # type: ignore[attr-defined]
