"""How a day and an hour are written."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from deliberation.kernel.times import day, duration, exact_hour, hour, moment

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (time(9, 30), "9 h 30", "9:30 a.m."),
        (time(9, 5), "9 h 05", "9:05 a.m."),
        (time(14), "14 h", "2 p.m."),
        (time(0), "0 h", "midnight"),
        (datetime(2026, 3, 1, 18, 45, tzinfo=UTC), "18 h 45", "6:45 p.m."),
        (None, "", ""),
    ],
)
def test_an_hour_is_written_as_its_language_does_and_never_broken(
    at: time | datetime | None, french: str, english: str
) -> None:
    for language, said in (("fr", french), ("en", english)):
        with translation.override(language):
            assert hour(at) == said.replace(" ", NBSP)


def test_an_hour_to_the_second() -> None:
    for language, said in (("fr", "9 h 05 min 02 s"), ("en", "9:05:02 a.m.")):
        with translation.override(language):
            assert exact_hour(time(9, 5, 2)) == said.replace(" ", NBSP)
            assert exact_hour(None) == ""


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    for language, first, second in (
        ("fr", "1er\N{NO-BREAK SPACE}mars 2026", "2\N{NO-BREAK SPACE}mars 2026"),
        ("en", "March\N{NO-BREAK SPACE}1, 2026", "March\N{NO-BREAK SPACE}2, 2026"),
    ):
        with translation.override(language):
            assert (day(date(2026, 3, 1)), day(date(2026, 3, 2)), day(None)) == (first, second, "")


def test_a_moment_is_a_day_and_its_hour() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    for language, said in (
        ("fr", f"1er{NBSP}mars 2026 à 9{NBSP}h{NBSP}30"),
        ("en", f"March{NBSP}1, 2026 at 9:30{NBSP}a.m."),
    ):
        with translation.override(language):
            assert moment(at) == said


def test_a_duration_is_in_minutes_and_seconds() -> None:
    said = [duration(seconds).replace(NBSP, " ") for seconds in (0, 45, 60, 90, 180, 3600)]
    assert said == ["0 s", "45 s", "1 min", "1 min 30 s", "3 min", "60 min"]
