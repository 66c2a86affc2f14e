"""Votes and their results, as pages show them."""

from django import template

from deliberation.ballots import wording
from deliberation.ballots.tally import Tally

register = template.Library()

register.filter("tally_parts", wording.parts)
register.filter("tally_verdict", wording.verdict)


@register.filter
def tally_sentence(tally: Tally) -> str:
    """The figures in a sentence."""
    return wording.sentence(tally)
