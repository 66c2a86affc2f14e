from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OUTSIDE = "outside"
FURTHER = ("day", "first", "last", "order")
Choices = list[tuple[str, Any]]


class Order:
    NEWEST, OLDEST = "", "oldest"


class TimelineForm(forms.Form):
    """Which part of the journal is read. It is sent by GET: the address says what is shown, and can be kept.

    ``kinds``, ``roles``, ``moments`` and ``days`` are what can be chosen, each with how many entries it has in the
    whole journal.
    """

    kind = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("By whom"), required=False)
    moment = forms.ChoiceField(label=gettext_lazy("In which sitting or round"), required=False)
    day = forms.ChoiceField(label=gettext_lazy("On which day"), required=False)
    first = forms.IntegerField(label=gettext_lazy("From entry number"), required=False, min_value=1)
    last = forms.IntegerField(label=gettext_lazy("To entry number"), required=False, min_value=1)
    order = forms.ChoiceField(
        label=gettext_lazy("In which order"),
        required=False,
        choices=((Order.NEWEST, gettext_lazy("The latest first")), (Order.OLDEST, gettext_lazy("The first first"))),
    )

    def __init__(
        self, *args: Any, kinds: Choices, roles: Choices, moments: Choices, days: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everything: Choices = [("", _("Everything"))]
        for name, choices in (("kind", kinds), ("role", roles), ("moment", moments), ("day", days)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = everything + choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("Write a number that is not smaller than the first."))
        return cleaned

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in FURTHER]

    @property
    def further(self) -> list[forms.BoundField]:
        """What is asked for less often, and folded away until it is."""
        return [self[name] for name in FURTHER]

    @property
    def goes_further(self) -> bool:
        return any(self.data.get(name) for name in FURTHER)

    @property
    def narrows(self) -> bool:
        """Whether less than the whole journal is asked for."""
        return self.is_valid() and any(self.cleaned_data[name] for name in self.fields if name != "order")
