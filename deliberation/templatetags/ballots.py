"""Votes and their results, as pages show them."""

from django import template

from deliberation.ballots import wording

register = template.Library()

register.filter("tally_parts", wording.parts)
register.filter("tally_verdict", wording.verdict)
