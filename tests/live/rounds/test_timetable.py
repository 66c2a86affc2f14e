"""The run sheet's times, as worked examples on a clock, and what holds for any day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rounds.timetable import Step, Timetable, beginning, timetable

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2023, 3, 18)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 3, 18, hour, minute, tzinfo=PARIS)


def said(table: Timetable) -> list[str]:
    """Each row as ``planned expected``, by the clock of the place."""

    def clock(moment: datetime | None) -> str:
        return moment.astimezone(PARIS).strftime("%H:%M") if moment else "-"

    return [" ".join(map(clock, (r.planned, r.planned_end, r.expected, r.expected_end))) for r in table.rows]


def held(start: datetime, end: datetime, minutes: int = 30) -> Step:
    return Step(minutes, start, end, end)


# When the first step is planned


@pytest.mark.parametrize(
    ("starts", "opened_at", "expected"),
    [
        (time(9), None, at(9)),
        (time(9), at(8, 40), at(9)),
        (time(9), at(9, 25), at(9)),
        (None, at(8, 40), at(8, 40)),
        (None, None, None),
        # Held on another day than planned: the hour stands.
        (time(9), at(9, 10) + timedelta(days=40), at(9) + timedelta(days=40)),
        # Held at quite another time: the plan counts from there.
        (time(9), at(18), at(18)),
    ],
)
def test_the_plan_begins_at_the_hour_of_the_programme_else_at_the_opening(
    starts: time | None, opened_at: datetime | None, expected: datetime | None
) -> None:
    assert beginning(DAY, starts, opened_at, PARIS) == expected


def test_without_an_hour_and_before_the_opening_nothing_is_said() -> None:
    table = timetable([Step(30), Step(45)], None)
    assert said(table) == ["- - - -", "- - - -"]
    assert (table.drift, table.planned_end) == (None, None)


# The day


def test_before_anything_began_the_plan_is_expected() -> None:
    table = timetable([Step(30), Step(45, skipped=True), Step(60)], at(9))
    assert said(table) == ["09:00 09:30 09:00 09:30", "- - - -", "09:30 10:30 09:30 10:30"]
    assert (table.drift, table.drift_at_end) == (None, None)


def test_a_sitting_that_opens_late_is_expected_to_go_on_from_there() -> None:
    assert said(timetable([Step(30)], at(9), at(9, 20))) == ["09:00 09:30 09:20 09:50"]
    assert said(timetable([Step(30)], at(9), at(8, 20))) == ["09:00 09:30 09:00 09:30"]


def test_a_step_that_was_extended_pushes_what_follows() -> None:
    steps = [held(at(9, 5), at(9, 35)), Step(30, at(9, 35), at(10, 17)), Step(60)]
    table = timetable(steps, at(9), at(8, 50))
    assert said(table) == [
        "09:00 09:30 09:05 09:35",
        "09:30 10:00 09:35 10:17",
        "10:00 11:00 10:17 11:17",
    ]
    assert (table.drift, table.drift_at_end) == (17, 17)
    assert table.expected_end == at(11, 17)


def test_in_a_pause_the_step_that_ended_last_says_how_late_it_is() -> None:
    table = timetable([held(at(9), at(9, 25)), Step(60)], at(9), at(9))
    assert (table.drift, table.drift_at_end) == (-5, -5)
    assert said(table)[1] == "09:30 10:30 09:25 10:25"


def test_a_step_that_was_passed_over_is_still_to_come() -> None:
    """The step that runs is ahead of its time; the day is not."""
    steps = [held(at(9), at(9, 30)), Step(30), Step(30, at(9, 30), at(10))]
    table = timetable(steps, at(9), at(9))
    assert said(table)[1] == "09:30 10:00 10:00 10:30"
    assert (table.drift, table.drift_at_end) == (-30, 0)


def test_leaving_a_step_out_brings_the_plan_forward() -> None:
    steps = [held(at(9), at(9, 30)), Step(30, skipped=True), Step(30, at(9, 30), at(10))]
    table = timetable(steps, at(9), at(9))
    assert (table.drift, table.drift_at_end, table.planned_end) == (0, 0, at(10))


def test_nobody_is_late_by_seconds() -> None:
    late = at(9, 30) + timedelta(seconds=59)
    assert timetable([held(at(9), late)], at(9), at(9)).drift == 0
    assert timetable([held(at(9), late + timedelta(seconds=1))], at(9), at(9)).drift == 1


# Whatever the day

MOMENTS = st.integers(min_value=0, max_value=2000).map(
    lambda m: datetime(2023, 3, 18, 6, tzinfo=UTC) + timedelta(minutes=m)
)


@st.composite
def days(draw: st.DrawFn) -> list[Step]:
    """Held one after the other, perhaps one that runs, the rest to come; some left out."""
    clock, steps = draw(MOMENTS), []
    for _ in range(draw(st.integers(0, 5))):
        start = clock + timedelta(minutes=draw(st.integers(0, 20)))
        clock = start + timedelta(minutes=draw(st.integers(1, 90)))
        steps.append(Step(draw(st.integers(1, 90)), start, clock, clock))
    if draw(st.booleans()):
        steps.append(Step(draw(st.integers(1, 90)), clock, clock + timedelta(minutes=draw(st.integers(1, 90)))))
    coming = st.builds(Step, st.integers(1, 90), skipped=st.booleans())
    return steps + draw(st.lists(coming, max_size=6))


@given(days(), MOMENTS)
def test_every_step_that_is_not_left_out_lasts_as_planned(steps: list[Step], begins: datetime) -> None:
    table = timetable(steps, begins, begins)
    clock = begins
    for step, row in zip(steps, table.rows, strict=True):
        if step.skipped:
            assert row.planned is row.expected is None
            continue
        assert row.planned == clock
        clock += timedelta(minutes=step.minutes)
        assert row.planned_end == clock
    assert table.planned_end == (clock if any(not s.skipped for s in steps) else None)


@given(days(), MOMENTS)
def test_what_is_to_come_follows_without_a_hole_what_runs(steps: list[Step], begins: datetime) -> None:
    table = timetable(steps, begins, begins)
    ends = [s.ended_at or s.ends_at for s in steps if s.started_at]
    clock = max([end for end in ends if end], default=begins)
    for step, row in zip(steps, table.rows, strict=True):
        if step.is_to_come:
            assert row.expected == clock
            clock = row.expected_end or clock
    assert table.expected_end == (clock if any(not s.skipped for s in steps) else None)


@given(days(), MOMENTS, st.integers(1, 60))
def test_more_time_for_the_running_step_delays_the_day_by_as_much(
    steps: list[Step], begins: datetime, more: int
) -> None:
    running = next((n for n, s in enumerate(steps) if s.started_at and s.ended_at is None), None)
    if running is None:
        return
    step = steps[running]
    assert step.ends_at
    extended = [*steps]
    extended[running] = Step(step.minutes, step.started_at, step.ends_at + timedelta(minutes=more))
    before, after = (timetable(each, begins, begins) for each in (steps, extended))
    assert (after.drift or 0) - (before.drift or 0) == more
    assert (after.drift_at_end or 0) - (before.drift_at_end or 0) == more
