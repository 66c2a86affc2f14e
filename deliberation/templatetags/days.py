"""Days and hours as they are written in the page's language."""

from datetime import date, datetime, time

from django import template
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day in words; in French the first of the month is an ordinal: ``1er avril 2023``."""
    if value is None:
        return ""
    said = formats.date_format(value, "DATE_FORMAT")
    return f"1er{said[1:]}" if value.day == 1 and _is_french() else said


@register.filter(expects_localtime=True)
def hour(value: time | datetime | None) -> str:
    """A time of day: ``9 h 30``, ``9:30 a.m.``"""
    if value is None:
        return ""
    if not _is_french():
        return formats.time_format(value, "TIME_FORMAT")
    minutes = f"\N{NO-BREAK SPACE}{value.minute:02}" if value.minute else ""
    return f"{value.hour}\N{NO-BREAK SPACE}h{minutes}"


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """A day and its hour, in words."""
    return _("%(day)s at %(hour)s") % {"day": day(value), "hour": hour(value)} if value else ""
