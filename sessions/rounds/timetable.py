"""The day's timetable: what was planned, what really happened, what is to be expected, and how far apart they are.

Pure functions of what is stored: they never ask what time it is. How long a round runs over is counted by the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.timezone import get_default_timezone

from sessions.rounds.models import Round
from sessions.sittings.models import Sitting

# A sitting that opens this far from its hour is not late: it is held at another time, which is the plan from then on.
PLAN_HOLDS = timedelta(hours=3)
NO_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Step:
    """A round as the timetable knows it. ``ends_at`` is its end as announced, extensions included."""

    minutes: int
    started_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    skipped: bool = False

    @property
    def is_to_come(self) -> bool:
        return self.started_at is None and not self.skipped


@dataclass(frozen=True)
class Row:
    """The times of one step; None where there is nothing to say: a skipped step, or a day without an hour yet."""

    planned: datetime | None = None
    planned_end: datetime | None = None
    expected: datetime | None = None
    expected_end: datetime | None = None


@dataclass(frozen=True)
class Timetable:
    """``drift``: the end of the step that runs, or ended last, against its planned end, in whole minutes; more than 0
    is late. ``drift_at_end``: the same for the end of the day."""

    rows: tuple[Row, ...]
    planned_end: datetime | None = None
    expected_end: datetime | None = None
    drift: int | None = None
    drift_at_end: int | None = None


def step_of(round_: Round) -> Step:
    return Step(round_.minutes, round_.started_at, round_.ends_at, round_.ended_at, round_.skipped_at is not None)


def beginning(day: date | None, starts: time | None, opened_at: datetime | None, place: tzinfo) -> datetime | None:
    """When the first step is planned to begin: at the hour of the programme, else when the sitting really opened."""
    if starts is None:
        return opened_at
    if opened_at is None:
        return datetime.combine(day or NO_DAY, starts, place).astimezone(UTC)
    planned = datetime.combine(opened_at.astimezone(place).date(), starts, place).astimezone(UTC)
    return planned if abs(opened_at - planned) <= PLAN_HOLDS else opened_at


def timetable_of(sitting: Sitting, rounds: Sequence[Round]) -> Timetable:
    """The times of a sitting's ``rounds``, all of them and in their order."""
    begins = beginning(sitting.day, sitting.starts, sitting.opened_at, get_default_timezone())
    return timetable([step_of(round_) for round_ in rounds], begins, sitting.opened_at)


def timetable(steps: Sequence[Step], begins: datetime | None, opened_at: datetime | None = None) -> Timetable:
    """The times of a sitting's steps, in their order; ``begins`` comes from :func:`beginning`."""
    if begins is None:
        return Timetable(tuple(Row() for _ in steps))
    planned = _planned(steps, begins)
    expected = _expected(steps, max(begins, opened_at or begins))
    rows = tuple(Row(*there, *here) for there, here in zip(planned, expected, strict=True))
    reached = _reached(steps)
    ends = [end for _, end in expected if end]
    planned_end, expected_end = max((end for _, end in planned if end), default=None), max(ends, default=None)
    return Timetable(
        rows,
        planned_end,
        expected_end,
        _minutes(rows[reached].planned_end, rows[reached].expected_end) if reached is not None else None,
        _minutes(planned_end, expected_end) if reached is not None else None,
    )


Span = tuple[datetime | None, datetime | None]


def _planned(steps: Sequence[Step], begins: datetime) -> list[Span]:
    spans: list[Span] = []
    for step in steps:
        if step.skipped:
            spans.append((None, None))
            continue
        spans.append((begins, begins := begins + timedelta(minutes=step.minutes)))
    return spans


def _expected(steps: Sequence[Step], begins: datetime) -> list[Span]:
    """What was held, as it was; what runs, until its announced end; what is to come, one after the other from there."""
    free = max((end for step in steps if (end := _end(step))), default=begins)
    spans: list[Span] = []
    for step in steps:
        if step.is_to_come:
            spans.append((free, free := free + timedelta(minutes=step.minutes)))
        else:
            spans.append((step.started_at, _end(step)))
    return spans


def _end(step: Step) -> datetime | None:
    return step.ended_at or step.ends_at if step.started_at else None


def _reached(steps: Sequence[Step]) -> int | None:
    """The step that runs, else the one that ended last."""
    begun = [(number, step) for number, step in enumerate(steps) if step.started_at]
    running = [number for number, step in begun if step.ended_at is None]
    if running:
        return running[0]
    ended = [(step.ended_at, number) for number, step in begun if step.ended_at]
    return max(ended)[1] if ended else None


def _minutes(planned: datetime | None, expected: datetime | None) -> int | None:
    """Whole minutes, nearer to none: nobody is late by seconds."""
    return int((expected - planned).total_seconds() / 60) if planned and expected else None
