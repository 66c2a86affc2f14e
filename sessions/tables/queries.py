from django.db.models import QuerySet

from deliberation.conference.models import Conference
from sessions.rounds.models import Round
from sessions.tables.models import Note


def note_of(round_: Round, table: int) -> Note | None:
    return Note.objects.filter(round=round_, table=table).first()


def notes_of(conference: Conference) -> QuerySet[Note]:
    """What tables wrote, the latest round first."""
    return (
        Note.objects.filter(round__sitting__conference=conference)
        .select_related("round", "round__sitting")
        .order_by("-round__sitting__number", "-round__number", "table")
    )
