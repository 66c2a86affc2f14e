from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Stage
from deliberation.dossier.queries import shown_documents
from deliberation.proposals.models import Evidence
from deliberation.proposals.queries import answers_heard
from sessions.rounds.models import Round
from sessions.sittings.queries import open_sitting_of, present_citizens
from sessions.tables.models import Note

# A list of choices is read on a phone.
LONGEST_CHOICE = 90
Things = list[tuple[str, list[tuple[str, str]]]]


def note_of(round_: Round, table: int) -> Note | None:
    return Note.objects.filter(round=round_, table=table).first()


def notes_of(conference: Conference) -> QuerySet[Note]:
    """What tables wrote, the latest round first."""
    return (
        Note.objects.filter(round__sitting__conference=conference)
        .select_related("round", "round__sitting")
        .order_by("-round__sitting__number", "-round__number", "table")
    )


def notes_at(conference: Conference, table: int) -> QuerySet[Note]:
    """What those who sit at this table wrote there: not those who sat there before it was formed anew."""
    return notes_of(conference).filter(table=table, table_left=False).exclude(text="")


def notes_by(membership: Membership) -> QuerySet[Note]:
    """What this person's tables wrote while they sat there, wherever they sit now."""
    return notes_of(membership.conference).filter(people=membership).exclude(text="")


def latest_notes(conference: Conference) -> list[Note]:
    """What a restitution shows: the last that each table wrote, in the order of the tables."""
    return sorted(_latest(notes_of(conference).exclude(text="")), key=lambda note: note.table)


def _latest(notes: Iterable[Note]) -> list[Note]:
    first: dict[int, Note] = {}
    for note in notes:
        first.setdefault(note.table, note)
    return list(first.values())


def shown_notes(conference: Conference) -> list[Note]:
    """What everyone has seen in a restitution, the latest round first."""
    notes = list(notes_of(conference).exclude(text=""))
    plenaries = Round.objects.filter(
        sitting__conference=conference, kind=Stage.PLENARY, started_at__isnull=False
    ).values_list("started_at", "ended_at")
    shown: set[int] = set()
    for started_at, ended_at in plenaries:
        until = ended_at or started_at
        written = (note for note in notes if note.round.started_at and until and note.round.started_at < until)
        shown |= {note.pk for note in _latest(written)}
    return [note for note in notes if note.pk in shown]


def present_people(conference: Conference) -> set[int]:
    """The citizens who signed the attendance sheet of the open sitting, by membership."""
    sitting = open_sitting_of(conference)
    return set(present_citizens(sitting).values_list("pk", flat=True)) if sitting else set()


# What a proposal may rest on


def label_of(evidence: Evidence) -> str:
    """A piece of evidence in a few words, for a list to choose from."""
    if evidence.answer:
        return _short(evidence.answer.text)
    if evidence.document:
        page = _("%(title)s, page %(page)d") % {"title": evidence.document.title, "page": evidence.page or 1}
        return _short(page if evidence.page else evidence.document.title)
    return _short(_note_label(evidence.note)) if evidence.note else ""


def _note_label(note: Note) -> str:
    return _("Table %(table)d, %(round)s") % {"table": note.table, "round": note.round.title}


def citable(conference: Conference, notes: Iterable[Note]) -> Things:
    """Answers heard, documents, and these notes, as choices by kind; a kind without any is left out."""
    answers = [(f"answer-{each.pk}", _short(each.text)) for each in answers_heard(conference)]
    documents = [(f"document-{each.pk}", _short(each.title)) for each in shown_documents(conference)]
    written = [(f"note-{note.pk}", _short(_note_label(note))) for note in notes]
    kinds = ((_("Answers heard"), answers), (_("The dossier"), documents), (_("Notes of tables"), written))
    return [(kind, choices) for kind, choices in kinds if choices]


def citable_at(conference: Conference, table: int) -> list[Note]:
    """The notes that a table may cite: its own, and those that everyone was shown."""
    own = list(notes_at(conference, table))
    return [*own, *(note for note in shown_notes(conference) if note not in own)]


def citable_by(membership: Membership) -> list[Note]:
    """The notes that a person may cite where their table is no more: those of their tables, and those shown."""
    own = list(notes_by(membership))
    return [*own, *(note for note in shown_notes(membership.conference) if note not in own)]


def everything_citable(conference: Conference) -> Things:
    return citable(conference, notes_of(conference))


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST_CHOICE)
