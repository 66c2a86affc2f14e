"""Days and hours as the language in force writes them, on screens and in print alike."""

from datetime import date, datetime, time

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SPACE = "\N{NO-BREAK SPACE}"


def day(value: date | None) -> str:
    """A day in words; in French the first of the month is an ordinal: ``1er avril 2023``."""
    if value is None:
        return ""
    # The number stays with its month.
    said = formats.date_format(value, "DATE_FORMAT").replace(" ", SPACE, 1)
    return f"1er{said[1:]}" if value.day == 1 and _is_french() else said


def hour(value: time | datetime | None) -> str:
    """A time of day: ``9 h 30``, ``9 h``; ``9:30 a.m.``, ``9 a.m.``"""
    if value is None:
        return ""
    if not _is_french():
        return _unbroken(formats.time_format(value, "TIME_FORMAT"))
    return _unbroken(f"{value.hour} h {value.minute:02}" if value.minute else f"{value.hour} h")


def exact_hour(value: time | datetime | None) -> str:
    """A time of day to the second: ``9 h 30 min 05 s``, ``9:30:05 a.m.``"""
    if value is None:
        return ""
    if not _is_french():
        return _unbroken(formats.time_format(value, "g:i:s a"))
    return _unbroken(f"{value.hour} h {value.minute:02} min {value.second:02} s")


def duration(seconds: int) -> str:
    """So long, in minutes and seconds: ``2 min``, ``1 min 30 s``, ``45 s``; the same in both languages."""
    minutes, rest = divmod(seconds, 60)
    said = [f"{minutes} min"] if minutes else []
    return _unbroken(" ".join([*said, f"{rest} s"] if rest or not minutes else said))


def moment(value: datetime | None) -> str:
    """A day and its hour, in words."""
    return _("%(day)s at %(hour)s") % {"day": day(value), "hour": hour(value)} if value else ""


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


def _unbroken(said: str) -> str:
    return said.replace(" ", SPACE)
