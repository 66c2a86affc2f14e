from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar

from deliberation.conference.models import Conference, Membership
from deliberation.panel.queries import SMALL_CELL
from deliberation.questionnaire import sheets
from deliberation.questionnaire.codes import respondent_of
from deliberation.questionnaire.disclosure import Pair, Panel
from deliberation.questionnaire.figures import Group, Ticked, apart, changes, in_order, ticked
from deliberation.questionnaire.models import Answer, Item, ItemKind, Questionnaire, RollLine
from deliberation.questionnaire.sheets import Sheet

C = TypeVar("C")

SAME, OTHER = "same", "other"

# Of several answers each figure stands by itself, and one more beside them would be about a few.
_COMPARED = frozenset({ItemKind.SCALE, ItemKind.SINGLE})


def answered_by(questionnaire: Questionnaire) -> int:
    """How many people have answered, whatever they did with their answers afterwards."""
    return questionnaire.roll.count()


def answers_of(memberships: Iterable[Membership]) -> set[tuple[int, int]]:
    """Who has answered which questionnaire, for each person's own eyes: (membership, questionnaire)."""
    found = RollLine.objects.filter(membership__in=list(memberships))
    return set(found.values_list("membership", "questionnaire"))


def repeats(questionnaire: Questionnaire) -> bool:
    """Whether it asks something that was asked before: then a person's answers may be compared."""
    before = Questionnaire.objects.filter(pk__lt=questionnaire.pk, roll__isnull=False, under_way=False)
    return before.filter(items__in=questionnaire.items.all()).exists()


def has_words(questionnaire: Questionnaire) -> bool:
    return questionnaire.items.filter(kind=ItemKind.OPEN).exists()


def closed_questionnaires(conference: Conference) -> list[Questionnaire]:
    """Those that somebody answered and nobody can any more, in the order in which they are asked."""
    found = Questionnaire.objects.filter(conference=conference, under_way=False, roll__isnull=False)
    return list(found.distinct().order_by("pk"))


def items_of(questionnaire: Questionnaire) -> list[Item]:
    return list(questionnaire.items.prefetch_related("options").order_by("pk"))


# One person's own


def is_known(conference: Conference, code: str) -> bool:
    """Whether answers are kept under this code: laid out, or in an urn."""
    respondent = respondent_of(conference, code)
    if Answer.objects.filter(questionnaire__conference=conference, respondent=respondent).exists():
        return True
    under_way = Questionnaire.objects.filter(conference=conference, under_way=True)
    return any(respondent in sheets.opened(each) for each in under_way)


def own_sheet(questionnaire: Questionnaire, code: str) -> Sheet | None:
    """What whoever has this code answered. The only way to a sheet before the closing."""
    respondent = respondent_of(questionnaire.conference, code)
    if questionnaire.under_way:
        return sheets.opened(questionnaire).get(respondent)
    rows = questionnaire.answers.filter(respondent=respondent)
    return next(iter(_gathered(rows)), None)


# Once it is closed


def sheets_of(questionnaire: Questionnaire) -> list[Sheet]:
    """In nobody's order; none while it is under way."""
    return [] if questionnaire.under_way else _gathered(questionnaire.answers.all())


def _gathered(answers: Iterable[Answer]) -> list[Sheet]:
    values: dict[str, dict[int, tuple[str, ...]]] = {}
    agreed: set[str] = set()
    for answer in answers:
        of_item = values.setdefault(answer.respondent, {})
        of_item[answer.item_id] = of_item.get(answer.item_id, ()) + ((answer.value,) if answer.value else ())
        agreed |= {answer.respondent} if answer.agreed else set()
    return [Sheet(respondent, found, respondent in agreed) for respondent, found in sorted(values.items())]


@dataclass(frozen=True)
class Distribution:
    """What an item was answered; empty where fewer than five people answered it, and ``answers`` is None then. Who may
    choose several and chose none has answered: it cannot be told from leaving the item out, and ``left_out`` is None.
    ``words``, of those who agree that they are shown, in alphabetical order: they tell nobody's other answers."""

    item: Item
    answers: int | None
    left_out: int | None = None
    groups: Sequence[Group[str]] = ()
    options: Sequence[Ticked] = ()
    words: Sequence[str] = ()


def distribution(item: Item, found: Sequence[Sheet]) -> Distribution:
    """``found`` are the sheets of one closed questionnaire that asked it."""
    several = item.kind == ItemKind.MULTIPLE
    given = [sheet for sheet in found if several or sheet.of(item)]
    answers = len(given)
    if answers < SMALL_CELL:
        return Distribution(item, None)
    left_out = None if several else len(found) - answers
    if item.kind == ItemKind.OPEN:
        words = sorted(sheet.of(item)[0] for sheet in given if sheet.agreed)
        return Distribution(item, answers, left_out, words=words if len(words) >= SMALL_CELL else ())
    counter = Counter(value for sheet in given for value in sheet.of(item))
    counts = [(value, counter[value]) for value in values_of(item)]
    if several:
        return Distribution(item, answers, left_out, options=ticked(counts, answers))
    return Distribution(item, answers, left_out, _grouped(item.kind, counts))


def _grouped(kind: str, counts: Sequence[tuple[str, int]]) -> list[Group[str]]:
    return in_order(counts) if kind == ItemKind.SCALE else apart(counts)


def values_of(item: Item) -> list[str]:
    """All that may be answered, in order."""
    if item.kind == ItemKind.SCALE:
        return [str(n) for n in range(item.low or 0, (item.high or 0) + 1)]
    return [str(option.pk) for option in item.options.all()]


@dataclass(frozen=True)
class Change:
    """How the same people answered an item before and after. ``pairs`` is None for fewer than five, and so is how many
    answered it ``only_before`` or ``only_after``; ``steps`` are of a scale, ``alike`` (the same answer or another) of
    one answer among several."""

    item: Item
    pairs: int | None
    only_before: int | None = None
    only_after: int | None = None
    steps: Sequence[Group[int]] = ()
    alike: Sequence[Group[str]] = ()


def change(item: Item, before: Sequence[Sheet], after: Sequence[Sheet]) -> Change | None:
    """Of those who answered it both times under one code; None for a kind that is not compared. In one group, which
    tells nothing, where more would give small figures away beside the answers before and after."""
    if item.kind not in _COMPARED:
        return None
    first, second = (
        {sheet.respondent: sheet.of(item)[0] for sheet in each if sheet.of(item)} for each in (before, after)
    )
    pairs = len(first.keys() & second.keys())
    if pairs < SMALL_CELL:
        return Change(item, None)
    numbers = (pairs, len(first) - pairs, len(second) - pairs)
    people = tuple(sorted(((first.get(who), second.get(who)) for who in first.keys() | second.keys()), key=str))
    if item.kind == ItemKind.SCALE:
        return Change(item, *numbers, steps=steps_told(people, tuple(values_of(item))))
    return Change(item, *numbers, alike=alike_told(people, tuple(values_of(item))))


# What is over does not change any more, and the pages that tell it are read again and again.
@lru_cache(maxsize=64)
def steps_told(people: tuple[Pair[str], ...], values: tuple[str, ...]) -> tuple[Group[int], ...]:
    panel = _panel(ItemKind.SCALE, people, values, lambda one, other: int(other) - int(one), sign)
    widest = int(values[-1]) - int(values[0])
    steps = panel.changes(people)
    for finely in (True, False):
        if panel.hides(partial(changes, widest=widest, finely=finely)):
            return tuple(changes(steps, widest, finely=finely))
    return (Group(tuple(range(-widest, widest + 1)), steps.total()),)


@lru_cache(maxsize=64)
def alike_told(people: tuple[Pair[str], ...], values: tuple[str, ...]) -> tuple[Group[str], ...]:
    panel = _panel(ItemKind.SINGLE, people, values, lambda one, other: SAME if one == other else OTHER, str)

    def told(found: Counter[str]) -> list[Group[str]]:
        return apart([(each, found[each]) for each in (SAME, OTHER)])

    found = panel.changes(people)
    return tuple(told(found)) if panel.hides(told) else (Group((SAME, OTHER), found.total()),)


def sign(step: int) -> int:
    return (step > 0) - (step < 0)


def _panel(
    kind: str,
    people: Sequence[Pair[str]],
    values: Sequence[str],
    change: Callable[[str, str], C],
    way: Callable[[C], Hashable],
) -> Panel[str, C]:
    before, after = (
        _grouped(kind, [(value, counted[value]) for value in values])
        for counted in (Counter(pair[time] for pair in people) for time in (0, 1))
    )
    return Panel(people, values, before, after, change, way)


@dataclass(frozen=True)
class Paired:
    """How many answered both times under one code, and how many answered only once or under another."""

    pairs: int
    only_before: int
    only_after: int


def paired(before: Sequence[Sheet], after: Sequence[Sheet]) -> Paired:
    earlier, later = ({sheet.respondent for sheet in each} for each in (before, after))
    return Paired(len(earlier & later), len(earlier - later), len(later - earlier))
