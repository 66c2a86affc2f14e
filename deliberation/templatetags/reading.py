"""How times and people's words are written, on every page: these filters are there without being loaded."""

from django import template

from deliberation.kernel import times
from deliberation.kernel.typography import typographic as set_in

register = template.Library()

register.filter("day", times.day, expects_localtime=True)
register.filter("hour", times.hour, expects_localtime=True)
register.filter("exact_hour", times.exact_hour, expects_localtime=True)
register.filter("duration", times.duration)
register.filter("moment", times.moment, expects_localtime=True)


@register.filter
def in_fours(fingerprint: str) -> str:
    """A fingerprint as it is read aloud and compared: four signs at a time."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


@register.filter
def typographic(text: object, language: str) -> str:
    """Somebody's words with the spaces of the conference's language, as the printed document has them; not a word
    changes. Only for reading: what goes back into a field, or into the record, is as it was written."""
    return set_in(str(text), language) if text else ""
