"""What everyone else reads of a document: the columns of the text that it is the draft of, with their version."""

from collections.abc import Mapping

from deliberation.kernel.facts import Scalar
from deliberation.opinion.models import Section
from deliberation.opinion.writing.queries import refs_of_group
from deliberation.panel.queries import people_at
from deliberation.proposals.models import Proposal
from sessions.drafting.models import Document
from sessions.drafting.subjects import subject_of
from sessions.tables.models import Note


def texts_in(document: Document) -> tuple[dict[str, str], int]:
    """What the columns say, and their version; 0 when nothing was written yet."""
    row = _row(document)
    fields = subject_of(document).fields
    return {field.name: getattr(row, field.name, "") for field in fields}, row.version if row else 0


def _row(document: Document) -> Proposal | Section | Note | None:
    if document.proposal is not None:
        return document.proposal
    if document.section is not None:
        return document.section
    return Note.objects.filter(round=document.round, table=document.at_table).first()


def put(document: Document, texts: Mapping[str, str]) -> int | None:
    """Have the columns say these texts, and return their new version; None when they do already."""
    row = _row(document) or Note(round=document.round, table=document.at_table, version=0)
    fields = [field for field in subject_of(document).fields if texts[field.name] or not field.required]
    changed = [field for field in fields if getattr(row, field.name) != texts[field.name][: field.limit]]
    if not changed:
        return None
    for field in changed:
        setattr(row, field.name, texts[field.name][: field.limit])
    row.version += 1
    row.save()
    if isinstance(row, Note):
        # Who sits there while it is written: the notes are theirs, wherever they sit later.
        row.people.add(*people_at(document.conference, row.table))
    return row.version


def detail(document: Document) -> dict[str, Scalar]:
    """How the journal names it."""
    if document.section is not None:
        return {"part": document.section.part}
    subject = {"proposal": document.proposal_id} if document.proposal_id else {"round": document.round_id}
    return {**subject, "table": document.table}


def whose(document: Document) -> frozenset[str]:
    """On whose own pages it stands: on those of the group that drafts the opinion."""
    return refs_of_group(document.section.opinion) if document.section else frozenset()
