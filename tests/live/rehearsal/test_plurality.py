"""What the public record must tell of the committee, and a lie that is planted in it."""

import copy
from typing import Any

import pytest

from sessions.rehearsal.checks.plurality import check
from sessions.scenarios.load import load

pytestmark = pytest.mark.usefixtures("english")

DREES = load("drees-2016")
PLAN = DREES.demo.contradictor


def record() -> dict[str, Any]:
    assert PLAN
    refused = next(each.title for each in DREES.people.experts if each.key == PLAN.refused)
    declared = {"text": "", "declared_at": "2026-01-01T00:00:00Z", "written_by": "behalf"}
    titles = [refused, PLAN.title]
    decided = [(refused, False), (PLAN.title, True), (refused, True)]
    return {
        "experts": [{"title": title, "works_for_organiser": False, "interests": declared} for title in titles],
        "hearings": [{"expert": title} for title in titles],
        "committee": [{"expert": who, "approved": yes, "acknowledged": False} for who, yes in decided],
    }


def test_the_truth_is_not_objected_to() -> None:
    assert list(check(record(), DREES)) == []


def test_each_lie_is_found() -> None:
    assert PLAN
    lies = [copy.deepcopy(record()) for _ in range(4)]
    lies[0]["committee"][0]["approved"] = True
    lies[1]["hearings"].pop()
    lies[2]["experts"][1]["interests"] = None
    lies[3]["experts"][1]["works_for_organiser"] = True
    assert [list(check(lie, DREES)) for lie in lies] == [
        ["the record does not tell that an expert was refused until somebody contradicted them"],
        [f"the record does not tell that “{PLAN.title}” was heard"],
        [f"“{PLAN.title}” was heard, and the record tells nothing of their interests"],
        [f"the committee approved “{PLAN.title}” without acknowledging whom they work for"],
    ]
