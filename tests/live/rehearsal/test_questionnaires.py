"""The check of the questionnaires' figures finds a lie that is planted, and says nothing of the truth."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from sessions.rehearsal.checks import questionnaires
from sessions.rehearsal.players.memory import Filled, Memory

Recorded = list[dict[str, Any]]


def remembered() -> Memory:
    """Twelve answered: one left the scale out, one chose none of several, one withdrew."""
    memory = Memory()
    memory.counts["answers withdrawn"] = 1
    for n in range(12):
        answers = {"Fear": () if n == 0 else (str(n % 2),), "Why": () if n == 1 else ("Learn", "Meet")[: 1 + n // 6]}
        kept = {text: values for text, values in answers.items() if values}
        memory.sheets["Before"][n] = Filled(f"CODE{n}", kept, withdrawn=n == 11)
    return memory


def recorded() -> Recorded:
    people: dict[str, Any] = {"round": "Before", "answered": 12, "withdrawn": 1}
    scale = {"answers": 10, "left_out": 1, "groups": [{"values": ["0"], "people": 5}, {"values": ["1"], "people": 5}]}
    several = [{"value": "Learn", "people": None, "most": True}, {"value": "Meet", "people": 5, "most": False}]
    return [
        {"text": "Fear", "kind": "scale", "asked": [{**people, **scale, "options": []}], "change": None},
        {
            "text": "Why",
            "kind": "multiple",
            "asked": [{**people, "answers": 11, "left_out": None, "groups": [], "options": several}],
            "change": None,
        },
    ]


def change(key: str, value: object, *, item: int, option: int | None = None) -> Callable[[Recorded], None]:
    def plant(record: Recorded) -> None:
        asked = record[item]["asked"][0]
        (asked if option is None else asked["options"][option])[key] = value

    return plant


LIES = {
    "nobody left it out": change("left_out", 0, item=0),
    "of several, one left it out": change("left_out", 1, item=1),
    "whoever chose none is not counted": change("answers", 10, item=1),
    "few where nearly all are": change("most", False, item=1, option=0),
    "untold where it could be told": change("people", None, item=1, option=1),
    "another number": change("people", 6, item=1, option=1),
}


def test_the_truth_is_not_found_fault_with() -> None:
    assert list(questionnaires.check(recorded(), remembered())) == []


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_found(lie: Callable[[Recorded], None]) -> None:
    record = copy.deepcopy(recorded())
    lie(record)
    assert len(list(questionnaires.check(record, remembered()))) == 1
