"""What the pages on questionnaires show, and what the public record tells of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from deliberation.conference.models import Conference, Membership
from deliberation.kernel.typography import typographic
from deliberation.questionnaire import queries, wording
from deliberation.questionnaire.figures import Group, middle
from deliberation.questionnaire.models import Item, ItemKind, Questionnaire
from deliberation.questionnaire.queries import Change, Distribution, Paired
from deliberation.questionnaire.sheets import Sheet
from sessions.rounds.models import Round


@dataclass(frozen=True)
class Row:
    """One line of a table, and one bar of the chart beside it: as long as ``people``; none where it is not told."""

    label: str
    people: int | None
    said: str


@dataclass(frozen=True)
class Chart:
    """``people``: of how many; None for fewer than five, of whom nothing is told. ``alone``, of a change: how many
    answered before only, and after only."""

    title: str
    people: int | None
    rows: Sequence[Row] = ()
    middle: str = ""
    left_out: int | None = None
    words: Sequence[str] = ()
    alone: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Asked:
    """An item, what it was answered each time it was asked, and how the same people changed from the first time to the
    last."""

    item: Item
    text: str
    charts: Sequence[Chart]
    change: Chart | None

    @property
    def is_open(self) -> bool:
        return self.item.kind == ItemKind.OPEN


@dataclass(frozen=True)
class Time:
    """A questionnaire that is over. ``answered`` is how many people did, of whom ``kept`` did not withdraw."""

    questionnaire: Questionnaire
    title: str
    answered: int
    kept: int
    sheets: Sequence[Sheet]
    items: Sequence[Item]

    @property
    def withdrawn(self) -> int:
        return self.answered - self.kept


class Results:
    """All that was answered in a conference, once each questionnaire is over."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference

    @cached_property
    def times(self) -> list[Time]:
        found = queries.closed_questionnaires(self.conference)
        titles = titles_of(found)
        return [self._time(each, titles.get(each.pk, "")) for each in found]

    def _time(self, questionnaire: Questionnaire, title: str) -> Time:
        sheets = queries.sheets_of(questionnaire)
        return Time(
            questionnaire,
            title,
            queries.answered_by(questionnaire),
            len(sheets),
            sheets,
            queries.items_of(questionnaire),
        )

    @property
    def paired(self) -> Paired | None:
        """Between the first and the last questionnaire, where these ask something alike."""
        if len(self.times) < 2 or not {i.pk for i in self.times[0].items} & {i.pk for i in self.times[-1].items}:
            return None
        return queries.paired(self.times[0].sheets, self.times[-1].sheets)

    def distributions(self) -> Iterator[tuple[Item, list[tuple[Time, Distribution]]]]:
        """By item, in the order in which they were first asked."""
        items = {item.pk: item for time in self.times for item in time.items}
        for pk, item in items.items():
            asked = [time for time in self.times if pk in {each.pk for each in time.items}]
            yield item, [(time, queries.distribution(item, time.sheets)) for time in asked]

    def change(self, item: Item, times: Sequence[Time]) -> Change | None:
        return queries.change(item, times[0].sheets, times[-1].sheets) if len(times) > 1 else None

    def asked(self) -> list[Asked]:
        language = self.conference.language
        return [
            Asked(
                item,
                typographic(item.text, language),
                [_distributed(time, found, language) for time, found in told],
                _changed(self.change(item, [time for time, _found in told]), item),
            )
            for item, told in self.distributions()
        ]

    def record(self) -> list[dict[str, Any]]:
        """For the public record: the same figures, by what was answered; no word of a person."""
        return [
            {
                "key": item.key,
                "text": item.text,
                "kind": item.kind,
                "asked": [_told(time, found) for time, found in told],
                "change": _told_change(self.change(item, [time for time, _found in told])),
            }
            for item, told in self.distributions()
        ]


def titles_of(questionnaires: Sequence[Questionnaire]) -> dict[int, str]:
    """The titles of the rounds in which they are asked."""
    rounds = Round.objects.filter(questionnaire__in=[each.pk for each in questionnaires])
    return {pk: title for pk, title in rounds.values_list("questionnaire_id", "title") if pk is not None}


def _distributed(time: Time, found: Distribution, language: str) -> Chart:
    title = typographic(time.title, language)
    if found.item.kind == ItemKind.MULTIPLE:
        rows = [
            Row(wording.value_said(found.item, each.value, language), each.people, wording.ticked_said(each))
            for each in found.options
        ]
        return Chart(title, found.answers, rows, left_out=found.left_out)

    def named(group: Group[str]) -> str:
        return wording.values_said(found.item, group.values, language)

    scale = found.item.kind == ItemKind.SCALE
    words = [typographic(each, language) for each in found.words]
    return Chart(
        title,
        found.answers,
        _rows(found.groups, named),
        _middle(found.groups, named) if scale else "",
        found.left_out,
        words,
    )


def _changed(change: Change | None, item: Item) -> Chart | None:
    if change is None:
        return None
    alone = (change.only_before, change.only_after)
    if item.kind != ItemKind.SCALE:
        rows = _rows(change.alike, lambda group: wording.alike_said(group.values))
        return Chart("", change.pairs, rows, alone=alone)
    widest = (item.high or 0) - (item.low or 0)

    def named(group: Group[int]) -> str:
        return wording.steps_said(group.values, widest)

    return Chart("", change.pairs, _rows(change.steps, named), _middle(change.steps, named), alone=alone)


def _rows(groups: Sequence[Group[Any]], named: Callable[[Group[Any]], str]) -> list[Row]:
    return [Row(named(group), group.people, str(group.people)) for group in groups]


def _middle(groups: Sequence[Group[Any]], named: Callable[[Group[Any]], str]) -> str:
    found = middle(groups)
    return wording.middle_said(named(found[0]), named(found[1])) if found else ""


def _told(time: Time, found: Distribution) -> dict[str, Any]:
    texts = {str(option.pk): option.text for option in found.item.options.all()}
    return {
        "round": time.title,
        "answered": time.answered,
        "withdrawn": time.withdrawn,
        "answers": found.answers,
        "left_out": found.left_out,
        "groups": [
            {"values": [texts.get(value, value) for value in group.values], "people": group.people}
            for group in found.groups
        ],
        "options": [{"value": texts[each.value], "people": each.people, "most": each.most} for each in found.options],
    }


def _told_change(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "pairs": change.pairs,
        "only_before": change.only_before,
        "only_after": change.only_after,
        "steps": [{"from": each.values[0], "to": each.values[-1], "people": each.people} for each in change.steps],
        "alike": [{"values": list(each.values), "people": each.people} for each in change.alike],
    }


# One person's own


@dataclass(frozen=True)
class Given:
    """An item and what this person answered; empty for one they left out."""

    text: str
    said: Sequence[str]


@dataclass(frozen=True)
class Mine:
    """A questionnaire, and the sheet under the code that this browser remembers, if there is one. ``answered``: the
    roll says that this person answered."""

    questionnaire: Questionnaire
    title: str
    answered: bool
    sheet: Sheet | None
    given: Sequence[Given]


def mine(conference: Conference, membership: Membership, code: str) -> list[Mine]:
    """Of the questionnaires that are under way or over."""
    found = list(conference.questionnaires.filter(roll__isnull=False).distinct().order_by("pk"))
    titles = titles_of(found)
    answered = {questionnaire for _person, questionnaire in queries.answers_of([membership])}
    return [_mine(each, titles.get(each.pk, ""), each.pk in answered, code) for each in found]


def _mine(questionnaire: Questionnaire, title: str, answered: bool, code: str) -> Mine:
    language = questionnaire.conference.language
    sheet = queries.own_sheet(questionnaire, code) if code else None
    given = [_given(item, sheet, language) for item in queries.items_of(questionnaire)] if sheet else []
    return Mine(questionnaire, typographic(title, language), answered, sheet, given)


def _given(item: Item, sheet: Sheet, language: str) -> Given:
    said = [wording.value_said(item, value, language) for value in sheet.of(item)]
    return Given(typographic(item.text, language), said)
