from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.merging.models import Merge, Theme

Choices = Sequence[tuple[Any, str]]
LONGEST_REASON = Merge._meta.get_field("reason").max_length


class ThemeForm(forms.Form):
    title = forms.CharField(label=_("Title of the theme"), max_length=Theme._meta.get_field("title").max_length)


class GroupForm(forms.Form):
    """``themes`` are the choices; empty for none."""

    theme_id = forms.TypedChoiceField(label=_("Theme"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme_id"].choices = [("", _("No theme")), *themes]  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """``proposals`` are the choices."""

    proposals = forms.TypedMultipleChoiceField(
        label=_("The proposals"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The people of these tables read it; the rest is theirs to write."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, proposals: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposals"].choices = proposals  # type: ignore[attr-defined]


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is given up"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
