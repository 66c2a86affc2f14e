"""What a programme lacks is counted from what it holds: no database."""

from datetime import UTC, datetime
from typing import Any

import pytest

from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality.models import Decision, Side
from sessions.plurality.missing import missing
from sessions.plurality.queries import Column, Voice
from sessions.rounds.models import Round

pytestmark = pytest.mark.usefixtures("english")

DAY = datetime(2026, 3, 1, tzinfo=UTC)
SHARE, FORBID = Side(pk=1, label="Partager"), Side(pk=2, label="Interdire")


def voice(number: int, side: Side | None = SHARE, *, heard: bool = True, **more: Any) -> Voice:
    decided = more.pop("decided", None)
    given = {"works_for_organiser": False, "declared_at": DAY} | more
    expert = Expert(pk=number, title=f"Expert {number}", side=side, **given)
    decisions = () if decided is None else (Decision(approved=decided),)
    return Voice(expert, decisions, (Round(hearing=Hearing(expert=expert)),) if heard else ())


def said(
    *voices: Voice, sides: tuple[Side, ...] = (SHARE, FORBID), vacant: int = 0, committee: bool = False
) -> list[str]:
    columns = [Column(side, tuple(v for v in voices if v.expert.side_id == side.pk)) for side in sides]
    rounds = [Round(hearing=Hearing()) for _ in range(vacant)]
    return list(missing(voices, columns, rounds, committee))


def test_two_sides_heard_with_declarations_lack_nothing_that_can_be_counted() -> None:
    assert said(voice(1), voice(2, FORBID)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"voices": ()}, ["No expert is in the programme."]),
        (
            {"voices": (voice(1),)},
            [
                "Only one expert is in the programme: citizens hear a single viewpoint.",
                "No expert speaks from the side “Interdire”.",
            ],
        ),
        (
            {"voices": (voice(1), voice(2), voice(3, FORBID, heard=False))},
            [
                "All the experts in the programme speak from the same side: “Partager”.",
                "Nobody in the programme speaks from the side “Interdire”; somebody could.",
            ],
        ),
        (
            {"voices": (voice(1), voice(2, None)), "sides": ()},
            ["Nobody has said which sides the question has: this page cannot tell which one is not heard."],
        ),
        (
            {"voices": (voice(1), voice(2, FORBID), voice(3, None))},
            ["It was not said from which side 1 expert speaks."],
        ),
        (
            {"voices": (voice(1, works_for_organiser=True), voice(2, FORBID, works_for_organiser=True))},
            ["All the experts in the programme work for an organiser or the sponsor."],
        ),
        (
            {"voices": (voice(1, declared_at=None), voice(2, FORBID))},
            ["“Expert 1” has not declared their interests."],
        ),
        (
            {"voices": (voice(1), voice(2, FORBID), voice(3, decided=False, works_for_organiser=True))},
            [
                "“Expert 3 (works for an organiser or the sponsor)” is in the programme and was refused by the "
                "steering committee.",
            ],
        ),
        (
            {"voices": (voice(1), voice(2, FORBID), voice(3, decided=False)), "vacant": 2},
            [
                "2 hearings have nobody yet.",
                "“Expert 3” is in the programme and was refused by the steering committee.",
            ],
        ),
        (
            {"voices": (voice(1, decided=True), voice(2, FORBID)), "committee": True},
            ["The steering committee has not decided on 1 expert."],
        ),
    ],
)
def test_what_is_missing_is_said_plainly(given: dict[str, Any], expected: list[str]) -> None:
    assert said(*given.pop("voices"), **given) == expected
