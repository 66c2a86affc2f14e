from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Conflict, Refused
from deliberation.panel.queries import table_of
from sessions.sittings.queries import running_round
from sessions.tables.models import Note


def write_note(*, actor: Actor, conference: Conference, text: str, version: int) -> None:
    """Write the notes of the actor's own table in the running round.

    The very same again changes nothing: its author never heard that it was done. Raises Conflict when somebody else at
    the table wrote since ``version`` (0: nothing written yet).
    """
    with acting(Act.WRITE_NOTE, actor, conference):
        table, round_ = table_of(actor.member), running_round(conference)
        if table is None or round_ is None:
            raise Refused(_("You do not sit at a table yet: ask the facilitator."))
        note = Note.objects.filter(round=round_, table=table).first() or Note(round=round_, table=table, version=0)
        if (note.text, note.version) == (text, version + 1):
            return
        if note.version != version:
            raise Conflict(
                _("Somebody else at your table wrote while you were writing."),
                current=note.text,
                version=note.version,
            )
        note.text, note.version = text, version + 1
        note.save()
        record(
            conference,
            Verb.NOTE_WRITTEN,
            actor=actor.ref,
            round=round_.pk,
            table=table,
            version=note.version,
        )
