"""What is told of the sheets of the dossier."""

from django import template

from deliberation.dossier.sheets import wording

register = template.Library()
register.filter("unclear", wording.unclear_said)
