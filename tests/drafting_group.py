"""A writing round under a mandate that says of a drafting group."""

from fractions import Fraction

from deliberation.conference.models import Rule
from deliberation.conference.stages import Stage
from deliberation.opinion.writing import actions
from tests.hall import Hall


def with_group(hall: Hall, places: int, *, elected: bool = False) -> Hall:
    """The writing has begun, under a mandate that says of a drafting group."""
    mandate = hall.conference.mandate
    mandate.drafters = places
    if elected:
        mandate.drafting = Rule.objects.create(
            method="approval", quorum=Fraction(0), majority=Fraction(0), strict=False, tie="lot", places=places
        )
    mandate.save()
    hall.reach(Stage.WRITING)
    return hall


def offer(hall: Hall, *numbers: int) -> None:
    for number in numbers:
        actions.offer_to_draft(actor=hall.citizens[number], conference=hall.conference)


def choose(hall: Hall) -> None:
    actions.choose_drafters(actor=hall.facilitator, conference=hall.conference)
