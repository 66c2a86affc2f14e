"""What a person has read is kept for them alone. The journal does not hear of it: that is nobody's business."""

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.dossier.bookmarks.models import Bookmark, SheetBookmark
from deliberation.dossier.models import Document
from deliberation.dossier.sheets.models import Sheet
from deliberation.dossier.sheets.queries import latest_of
from deliberation.kernel.errors import Refused


def mark_document_read(*, actor: Actor, conference: Conference, document_id: int) -> None:
    """This person has read the document. Where they had stopped in it is not needed any more."""
    with acting(Act.NOTE_READING, actor, conference):
        document = _document(conference, document_id)
        Bookmark.objects.update_or_create(
            document=document, membership=actor.member, defaults={"read": True, "page": None}
        )


def mark_document_unread(*, actor: Actor, conference: Conference, document_id: int) -> None:
    """Nothing is kept of this document."""
    with acting(Act.NOTE_READING, actor, conference):
        Bookmark.objects.filter(document=_document(conference, document_id), membership=actor.member).delete()


def keep_place(*, actor: Actor, conference: Conference, document_id: int, page: int) -> None:
    """Where this person stopped in a PDF. At its first page there is nothing to keep."""
    with acting(Act.NOTE_READING, actor, conference):
        document = _document(conference, document_id)
        if not document.is_pdf:
            raise Refused(_("This document has no pages to remember."))
        last = document.pages.count()
        if last and page > last:
            raise Refused(_("This document has fewer pages."), field="page")
        mine = Bookmark.objects.filter(document=document, membership=actor.member)
        if page > 1:
            Bookmark.objects.update_or_create(document=document, membership=actor.member, defaults={"page": page})
        else:
            mine.filter(read=False).delete()
            mine.update(page=None)


def mark_sheet_read(*, actor: Actor, conference: Conference, sheet_id: int, version: int) -> None:
    """This person has read the sheet as it stood at ``version``."""
    with acting(Act.NOTE_READING, actor, conference):
        latest = latest_of(conference, sheet_id)
        if latest is None:
            raise Refused(_("There is no such sheet."))
        SheetBookmark.objects.update_or_create(
            sheet=latest.sheet, membership=actor.member, defaults={"version": min(version, latest.number)}
        )


def mark_sheet_unread(*, actor: Actor, conference: Conference, sheet_id: int) -> None:
    """Nothing is kept of this sheet."""
    with acting(Act.NOTE_READING, actor, conference):
        sheets = Sheet.objects.filter(conference=conference, pk=sheet_id)
        SheetBookmark.objects.filter(sheet__in=sheets, membership=actor.member).delete()


def forget_reading(*, actor: Actor, conference: Conference) -> None:
    """Nothing is kept any more of what this person has read, in the dossier and among the proposals."""
    with acting(Act.NOTE_READING, actor, conference):
        actor.member.bookmarks.all().delete()
        actor.member.sheet_bookmarks.all().delete()
        actor.member.readings.all().delete()


def _document(conference: Conference, document_id: int) -> Document:
    document = Document.objects.filter(conference=conference, pk=document_id).first()
    if document is None:
        raise Refused(_("There is no such document."))
    return document
