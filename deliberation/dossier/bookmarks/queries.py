"""What one person has read: asked for by their own pages alone. Nothing here counts, or answers for anybody else."""

from collections.abc import Mapping
from dataclasses import dataclass

from deliberation.conference.models import Conference, Membership
from deliberation.dossier.bookmarks.models import Bookmark, SheetBookmark
from deliberation.dossier.models import Document
from deliberation.dossier.queries import shown_documents
from deliberation.dossier.sheets.models import SheetVersion
from deliberation.dossier.sheets.queries import shown_sheets


@dataclass(frozen=True)
class Progress:
    """How far this person is in a document; ``changed``: what they read was the version before."""

    read: bool = False
    page: int | None = None
    changed: bool = False


def progress_in(membership: Membership, document: Document) -> Progress:
    found = Bookmark.objects.filter(membership=membership, document=document).first()
    return Progress(found.read, found.page) if found else Progress()


def progress_of(membership: Membership, conference: Conference) -> Mapping[int, Progress]:
    """Of each document that is shown, by its key."""
    kept = {each.document_id: each for each in Bookmark.objects.filter(membership=membership)}
    versions = Document.objects.filter(conference=conference).values_list("pk", "replaces_id")
    former = {number: before for number, before in versions if before}

    def was_read(number: int) -> bool:
        while number in former:
            number = former[number]
            if number in kept and kept[number].read:
                return True
        return False

    found = {}
    for number in shown_documents(conference).values_list("pk", flat=True):
        mine = kept.get(number)
        is_read = bool(mine and mine.read)
        found[number] = Progress(is_read, mine.page if mine else None, not is_read and was_read(number))
    return found


def progress_in_sheet(membership: Membership, latest: SheetVersion) -> Progress:
    """``latest`` is the version that is shown."""
    found = SheetBookmark.objects.filter(membership=membership, sheet=latest.sheet).first()
    return _progress(found.version if found else 0, latest)


def progress_of_sheets(membership: Membership, conference: Conference) -> Mapping[int, Progress]:
    """Of each sheet, by its key."""
    kept = dict(SheetBookmark.objects.filter(membership=membership).values_list("sheet", "version"))
    return {each.sheet_id: _progress(kept.get(each.sheet_id, 0), each) for each in shown_sheets(conference)}


def _progress(read: int, latest: SheetVersion) -> Progress:
    return Progress(read=read == latest.number, changed=0 < read < latest.number)


def keeps_anything(membership: Membership) -> bool:
    """Whether anything of what this person read is kept, here or among the proposals."""
    return membership.bookmarks.exists() or membership.sheet_bookmarks.exists() or membership.readings.exists()


def marks_of(membership: Membership) -> list[str]:
    """What this person has read: marks of their own pages. The journal does not know, so no rendering that is kept for
    as long as it stands holds them."""
    rows = Bookmark.objects.filter(membership=membership, read=True).order_by("document")
    sheets = SheetBookmark.objects.filter(membership=membership).order_by("sheet")
    return [
        *(f"document-{number}" for number in rows.values_list("document", flat=True)),
        *(f"sheet-{number}-{version}" for number, version in sheets.values_list("sheet", "version")),
    ]
