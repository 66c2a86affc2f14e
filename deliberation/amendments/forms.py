from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.amendments.models import Amendment
from deliberation.proposals.forms import shortened
from deliberation.proposals.queries import Passage


class PassageSelect(forms.Select):
    """Each choice has the source of its passage, for a page that puts it into the field of the new words."""

    def __init__(self, sources: dict[str, str]) -> None:
        super().__init__(attrs={"data-passages": True})
        self.sources = sources

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if source := self.sources.get(str(option["value"])):
            option["attrs"]["data-source"] = source
        return option


class AmendmentForm(forms.Form):
    """``passages`` are those of the proposal now. Cleaned, it holds ``field`` and the source of the ``passage``."""

    passage = forms.ChoiceField(
        label=_("Which passage"),
        error_messages={"invalid_choice": _("This passage has changed since: choose it again.")},
    )
    replacement = forms.CharField(
        label=_("What it should say"),
        max_length=5000,
        required=False,
        help_text=_("Left empty, the passage is taken out."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, passages: Iterable[Passage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = {passage.key: passage for passage in passages}
        names = dict(Amendment.Field.choices)
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, passage in self.passages.items():
            groups.setdefault(str(names[passage.field]), []).append((key, shortened(passage.words)))
        field = self.fields["passage"]
        field.widget = PassageSelect({key: passage.source for key, passage in self.passages.items()})
        field.choices = [("", "—"), *groups.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = self.passages.get(cleaned.get("passage", ""))
        return cleaned | {"field": chosen.field, "passage": chosen.source} if chosen else cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class RewriteForm(ReasonForm):
    """In other words, and why not in those of the amendment."""

    text = forms.CharField(label=_("In these words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    field_order = ("text", "reason")
