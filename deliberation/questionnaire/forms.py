from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.kernel.typography import typographic
from deliberation.questionnaire.models import Item, ItemKind


def field_of(item: Item, language: str) -> forms.Field:
    def shown(text: str) -> str:
        return typographic(text, language)

    if item.kind == ItemKind.OPEN:
        return forms.CharField(
            label=shown(item.text), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
    if item.kind == ItemKind.SINGLE:
        choices = [(str(option.pk), shown(option.text)) for option in item.options.all()]
    else:
        choices = [(str(n), str(n)) for n in range(item.low or 0, (item.high or 0) + 1)]
    ends = _("%(low)s → %(high)s") % {"low": item.low_label, "high": item.high_label} if item.low_label else ""
    return forms.ChoiceField(
        label=shown(item.text), choices=choices, required=False, widget=forms.RadioSelect, help_text=shown(ends)
    )


class QuestionnaireForm(forms.Form):
    """One field an item, ``item-<id>``; every item may be left out, as no one owes an answer about themselves.

    ``language`` is the one that the items are written in."""

    def __init__(
        self, data: object = None, files: object = None, *, items: Iterable[Item], language: str, **kwargs: object
    ) -> None:
        super().__init__(data, files, **kwargs)  # type: ignore[arg-type]
        for item in items:
            self.fields[f"item-{item.pk}"] = field_of(item, language)
