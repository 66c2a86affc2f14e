"""Days as they are written in the page's language."""

from datetime import date

from django import template
from django.utils import formats
from django.utils.translation import get_language

register = template.Library()


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day in words; in French the first of the month is an ordinal: ``1er avril 2023``."""
    if value is None:
        return ""
    said = formats.date_format(value, "DATE_FORMAT")
    return f"1er{said[1:]}" if value.day == 1 and (get_language() or "").startswith("fr") else said
