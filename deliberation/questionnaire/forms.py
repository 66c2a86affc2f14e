from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.kernel.codes import typed
from deliberation.kernel.typography import typographic
from deliberation.questionnaire.codes import LENGTH
from deliberation.questionnaire.models import CHOSEN, Item, ItemKind
from deliberation.questionnaire.sheets import LONGEST_WORDS


def field_of(item: Item, language: str) -> forms.Field:
    def shown(text: str) -> str:
        return typographic(text, language)

    if item.kind == ItemKind.OPEN:
        return forms.CharField(
            label=shown(item.text),
            max_length=LONGEST_WORDS,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    if item.kind in CHOSEN:
        choices = [(str(option.pk), shown(option.text)) for option in item.options.all()]
    else:
        choices = [(str(n), str(n)) for n in range(item.low or 0, (item.high or 0) + 1)]
    if item.kind == ItemKind.MULTIPLE:
        return forms.MultipleChoiceField(
            label=shown(item.text),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("You may choose several."),
        )
    ends = _("%(low)s → %(high)s") % {"low": item.low_label, "high": item.high_label} if item.low_label else ""
    return forms.ChoiceField(
        label=shown(item.text), choices=choices, required=False, widget=forms.RadioSelect, help_text=shown(ends)
    )


class CodeField(forms.CharField):
    """A citizen's code, as they copied it."""

    def clean(self, value: Any) -> str:
        code = typed(super().clean(value))
        if code and len(code) != LENGTH:
            raise forms.ValidationError(_("A code has eight letters and figures, such as K7Q4-9M2X."))
        return code


def _code(**kwargs: Any) -> CodeField:
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
    return CodeField(max_length=24, widget=forms.TextInput(attrs=attrs), **kwargs)


class QuestionnaireForm(forms.Form):
    """One field an item, ``item-<id>``; every item may be left out, as no one owes an answer about themselves.

    ``language`` is the one that the items are written in; ``with_code`` asks for the code of earlier answers. ``given``
    is what was answered before, by item."""

    def __init__(
        self,
        data: object = None,
        files: object = None,
        *,
        items: Iterable[Item],
        language: str,
        with_code: bool = False,
        given: Mapping[int, tuple[str, ...]] | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(data, files, **kwargs)  # type: ignore[arg-type]
        words = False
        for item in items:
            field = self.fields[f"item-{item.pk}"] = field_of(item, language)
            values = (given or {}).get(item.pk, ())
            field.initial = list(values) if item.kind == ItemKind.MULTIPLE else "".join(values)
            words = words or item.kind == ItemKind.OPEN
        if words:
            self.fields["agreed"] = forms.BooleanField(
                label=_(
                    "The sentences I wrote may be published with the results, on the web, without my name. I name "
                    "nobody in them."
                ),
                required=False,
            )
        if with_code:
            self.fields["code"] = _code(
                label=_("Your code from last time"),
                required=False,
                help_text=_(
                    "Only if you answered on another device, or on the table’s tablet. Without it your answers count"
                    " all the same; they are not compared with your first ones."
                ),
            )


class CodeForm(forms.Form):
    """The code under which somebody answered, on another device."""

    code = _code(label=_("Your code"))
