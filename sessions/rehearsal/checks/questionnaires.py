"""The figures of the questionnaires, counted again from what each citizen remembers; none of fewer than five people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from sessions.rehearsal.players.memory import Filled, Memory
from sessions.rehearsal.players.page import letters

FEWEST = 5


def check(recorded: Sequence[Mapping[str, Any]], memory: Memory) -> Iterator[str]:
    sheets = {letters(title): list(found.values()) for title, found in memory.sheets.items()}
    if {letters(asked["round"]) for item in recorded for asked in item["asked"]} != set(sheets):
        yield _("other questionnaires are recorded than those that citizens answered")
    if sheets and "answers withdrawn" not in memory.counts:
        yield _("nobody withdrew their answers")
    for item in recorded:
        times = [sheets.get(letters(asked["round"]), []) for asked in item["asked"]]
        for asked, found in zip(item["asked"], times, strict=True):
            if not _is_counted(item, asked, found):
                yield _("“%(item)s” is recorded otherwise than it was answered in “%(round)s”") % {
                    "item": item["text"],
                    "round": asked["round"],
                }
        if item["change"] and not _is_compared(item, times[0], times[-1]):
            yield _("how people changed on “%s” is recorded otherwise than they did") % item["text"]


def _given(item: Mapping[str, Any], sheets: Sequence[Filled]) -> dict[str, tuple[str, ...]]:
    """By code, of those who answered it and did not withdraw."""
    text = letters(item["text"])
    return {each.code: each.answers[text] for each in sheets if text in each.answers and not each.withdrawn}


def _is_counted(item: Mapping[str, Any], asked: Mapping[str, Any], sheets: Sequence[Filled]) -> bool:
    given = list(_given(item, sheets).values())
    if item["kind"] == "multiple":
        # Who chose none has answered, as far as anyone can tell.
        given = [each.answers.get(letters(item["text"]), ()) for each in sheets if not each.withdrawn]
    figures = [each["people"] for each in (*asked["groups"], *asked["options"]) if each["people"] is not None]
    withdrawn = sum(each.withdrawn for each in sheets)
    people = (asked["answered"], asked["withdrawn"]) == (len(sheets), withdrawn)
    if len(given) < FEWEST:
        return people and asked["answers"] is None and asked["left_out"] is None and not figures
    groups = all(
        group["people"] == sum(answer[0] in {letters(value) for value in group["values"]} for answer in given)
        for group in asked["groups"]
    )
    options = all(
        _is_told(option, sum(letters(option["value"]) in answer for answer in given), len(given))
        for option in asked["options"]
    )
    whole = item["kind"] not in {"scale", "single"} or sum(figures) == len(given)
    left_out = None if item["kind"] == "multiple" else len(sheets) - withdrawn - len(given)
    return (
        people
        and groups
        and options
        and whole
        and (asked["answers"], asked["left_out"]) == (len(given), left_out)
        and min(figures, default=FEWEST) >= FEWEST
    )


def _is_told(option: Mapping[str, Any], chose: int, people: int) -> bool:
    if FEWEST <= chose <= people - FEWEST:
        return (option["people"], option["most"]) == (chose, False)
    return option["people"] is None and option["most"] == (chose > people - FEWEST)


def _is_compared(item: Mapping[str, Any], before: Sequence[Filled], after: Sequence[Filled]) -> bool:
    first, last = _given(item, before), _given(item, after)
    pairs = [(first[code], last[code]) for code in first.keys() & last.keys()]
    change = item["change"]
    told = [each["people"] for each in (*change["steps"], *change["alike"])]
    alone = (change["only_before"], change["only_after"])
    if len(pairs) < FEWEST:
        return change["pairs"] is None and alone == (None, None) and not told
    if alone != (len(first) - len(pairs), len(last) - len(pairs)):
        return False
    same = sum(set(one) == set(other) for one, other in pairs)
    alike = {"same": same, "other": len(pairs) - same}
    steps = [int(other[0]) - int(one[0]) for one, other in pairs] if item["kind"] == "scale" else []
    counted = [sum(each["from"] <= step <= each["to"] for step in steps) for each in change["steps"]]
    counted += [sum(alike[value] for value in each["values"]) for each in change["alike"]]
    return (change["pairs"], told, sum(told)) == (len(pairs), counted, len(pairs)) and min(told) >= FEWEST
