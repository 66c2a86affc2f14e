"""What one person answered, as a value; and the urn in which these lie while a questionnaire is under way, so that no
row and no order of rows ties an answer to a person or a time, and nobody sees a result before the closing."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from deliberation.kernel import urn
from deliberation.panel.queries import citizens_of
from deliberation.questionnaire.models import CHOSEN, Item, ItemKind, Questionnaire

LONGEST_WORDS = 600
_SALT = "deliberation.questionnaire.urn"


@dataclass(frozen=True)
class Sheet:
    """``answers`` by item, empty for one that was left out. ``agreed``: the words may be shown. A sheet that was
    withdrawn has no answers; it keeps its place for whoever answers after all."""

    respondent: str
    answers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    agreed: bool = False
    withdrawn: bool = False

    def of(self, item: Item) -> tuple[str, ...]:
        return self.answers.get(item.pk, ())

    @property
    def line(self) -> str:
        answers = {str(item): list(values) for item, values in self.answers.items() if values}
        columns = [self.respondent, self.agreed, self.withdrawn, answers]
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def _read(line: str) -> Sheet:
    respondent, agreed, withdrawn, answers = json.loads(line)
    return Sheet(respondent, {int(item): tuple(values) for item, values in answers.items()}, agreed, withdrawn)


def opened(questionnaire: Questionnaire) -> dict[str, Sheet]:
    """The sheets in the urn, by respondent."""
    lines = urn.opened(bytes(questionnaire.urn), salt=_SALT, bound_to=_bound_to(questionnaire))
    return {sheet.respondent: sheet for sheet in map(_read, lines)}


def sealed(questionnaire: Questionnaire, sheets: Collection[Sheet]) -> bytes:
    """As long for one sheet as for one of each citizen."""
    return urn.sealed(
        [sheet.line for sheet in sheets],
        salt=_SALT,
        bound_to=_bound_to(questionnaire),
        slots=max(len(sheets), citizens_of(questionnaire.conference).count()),
        width=_width(questionnaire),
    )


def _width(questionnaire: Questionnaire) -> int:
    """The bytes of the longest sheet. A character is four bytes of UTF-8 at most, escaped by JSON or not."""
    found = questionnaire.items.prefetch_related("options")
    longest = {
        item.pk: tuple("9" * 12 for _each in item.options.all()) if item.kind in CHOSEN else ("9" * 12,)
        for item in found
    }
    words = sum(4 * LONGEST_WORDS for item in found if item.kind == ItemKind.OPEN)
    return len(Sheet("f" * 64, longest).line) + words


def _bound_to(questionnaire: Questionnaire) -> str:
    return f"questionnaire {questionnaire.pk}"
