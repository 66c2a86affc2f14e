import uuid
from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.ballots.models import Ballot, BallotOption
from deliberation.ballots.queries import LONGEST_REASON
from deliberation.ballots.wording import called, rank_said
from deliberation.conference.methods import APPROVED, Choice, Consent, Grade, Method


class PaperForm(forms.Form):
    """A paper of this ballot. Cleaned: ``marks``, a value by option, ``reason`` and ``request``.

    ``request`` is an id the page makes for this cast and sends again unchanged when it must retry.
    """

    request = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ballot: Ballot | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot = ballot
        if ballot is not None:
            self.options = list(ballot.options.all())
            FIELDS[Method(ballot.rule.method)](self)

    def one_text(self, choices: Any) -> None:
        field = forms.ChoiceField(label=gettext_lazy("Your vote"), choices=choices, widget=forms.RadioSelect)
        self.fields = {"choice": field} | self.fields

    def consent(self) -> None:
        self.one_text(Consent.choices)
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("Why you object, in a few words"),
            help_text=gettext_lazy("Needed only if you object. It is published after the vote, without your name."),
            max_length=LONGEST_REASON,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def approval(self) -> None:
        for option in self.options:
            self.fields[name_of(option)] = forms.BooleanField(label=called(option), required=False)

    def judgment(self) -> None:
        for option in self.options:
            self.fields[name_of(option)] = forms.ChoiceField(
                label=called(option), choices=Grade.choices, widget=forms.RadioSelect, required=False
            )

    def points(self) -> None:
        ballot = self.ballot
        ranks = range(1, min(ballot.rule.ranks, len(self.options)) + 1) if ballot else range(0)
        for option in self.options:
            self.fields[name_of(option)] = forms.ChoiceField(
                label=called(option),
                choices=[("", gettext_lazy("Not ranked")), *((str(rank), rank_said(rank)) for rank in ranks)],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        request: uuid.UUID | None = given.get("request")
        if self.ballot is None or self.errors:
            return {"marks": {}, "reason": "", "request": request}
        if "choice" in given:
            marks = {self.options[0].pk: given["choice"]}
        else:
            marks = {option.pk: self._value(given[name_of(option)]) for option in self.options}
            marks = {option: value for option, value in marks.items() if value}
        self._check(marks, given)
        reason = given.get("reason", "") if Consent.OBJECT in marks.values() else ""
        return {"marks": marks, "reason": reason, "request": request}

    def _value(self, value: object) -> str:
        return APPROVED if value is True else str(value or "")

    def needs_reason(self) -> bool:
        """Whether an objection is refused without its reason."""
        return True

    def _check(self, marks: dict[int, str], given: dict[str, Any]) -> None:
        if self.needs_reason() and Consent.OBJECT in marks.values() and not given.get("reason"):
            self.add_error("reason", _("An objection needs its reason: without it, nobody can answer it."))
        if self.ballot and self.ballot.rule.method == Method.POINTS:
            twice = [value for value, times in Counter(marks.values()).items() if times > 1]
            if twice:
                rank = rank_said(int(twice[0]))
                self.add_error(None, _("Only one proposal can come %(rank)s: choose which.") % {"rank": rank})


def name_of(option: BallotOption) -> str:
    return f"option_{option.position}"


FIELDS = {
    Method.FOR_AGAINST: lambda form: form.one_text(Choice.choices),
    Method.CONSENT: PaperForm.consent,
    Method.APPROVAL: PaperForm.approval,
    Method.MAJORITY_JUDGMENT: PaperForm.judgment,
    Method.POINTS: PaperForm.points,
}
