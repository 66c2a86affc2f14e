"""What was decided on each of many things."""

from collections.abc import Mapping

from django import template

from deliberation.hearings.plurality.models import Decision

register = template.Library()


@register.filter
def of(standing: Mapping[int, Decision] | str, number: int) -> Decision | None:
    """The decision that stands on the thing of this number, where the page knows of decisions."""
    return standing.get(number) if isinstance(standing, Mapping) else None
