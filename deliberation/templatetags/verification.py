"""What a checked signature is worth, in words."""

from django import template

from deliberation.opinion.verification import wording

register = template.Library()
register.filter("said_name", wording.said_name)
register.filter("lines", wording.lines_of)
