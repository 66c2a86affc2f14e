from django.db.models import QuerySet

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.journal.models import Entry
from deliberation.oversight.models import Observation, Statement


def observations_of(conference: Conference) -> QuerySet[Observation]:
    """In the order in which they were written."""
    return Observation.objects.filter(conference=conference).select_related("written_by").order_by("at", "pk")


def statement_of(conference: Conference) -> Statement | None:
    return Statement.objects.filter(conference=conference).first()


def statement_text(conference: Conference) -> str:
    """Empty when the guarantor made none."""
    statement = statement_of(conference)
    return statement.text if statement else ""


def stated_before(*, actor: Actor, conference: Conference, text: str, version: int) -> bool:
    """Whether the actor's very words are the statement already, whatever has become of the conference since."""
    mine = Statement.objects.filter(conference=conference, written_by=actor.membership)
    return mine.filter(text=text, version=version + 1).exists()


def is_an_entry(conference: Conference, number: int) -> bool:
    return Entry.objects.filter(conference=conference, number=number).exists()
