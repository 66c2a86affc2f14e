"""What everyone else reads of a document: the columns of the notes or of the proposal, with their version."""

from collections.abc import Mapping

from deliberation.kernel.facts import Scalar
from deliberation.panel.queries import people_at
from sessions.drafting.models import Document
from sessions.drafting.subjects import SUBJECTS
from sessions.tables.models import Note


def texts_in(document: Document) -> tuple[dict[str, str], int]:
    """What the columns say, and their version; 0 when nothing was written yet."""
    row = document.proposal or Note.objects.filter(round=document.round, table=document.table).first()
    fields = SUBJECTS[document.kind].fields
    return {field.name: getattr(row, field.name, "") for field in fields}, row.version if row else 0


def put(document: Document, texts: Mapping[str, str]) -> int | None:
    """Have the columns say these texts, and return their new version; None when they do already."""
    row = document.proposal or Note.objects.filter(round=document.round, table=document.table).first()
    row = row or Note(round=document.round, table=document.table, version=0)
    fields = [field for field in SUBJECTS[document.kind].fields if texts[field.name] or not field.required]
    changed = [field for field in fields if getattr(row, field.name) != texts[field.name][: field.limit]]
    if not changed:
        return None
    for field in changed:
        setattr(row, field.name, texts[field.name][: field.limit])
    row.version += 1
    row.save()
    if isinstance(row, Note):
        # Who sits there while it is written: the notes are theirs, wherever they sit later.
        row.people.add(*people_at(document.conference, document.table))
    return row.version


def detail(document: Document) -> dict[str, Scalar]:
    """How the journal names it."""
    subject = {"proposal": document.proposal_id} if document.proposal_id else {"round": document.round_id}
    return {**subject, "table": document.table}
