from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.dossier.glossary import Glossary
from deliberation.dossier.models import Term
from deliberation.dossier.queries import terms_of
from deliberation.dossier.sheets.models import Depth, NotUnderstood, Sheet, SheetVersion


def shown_sheets(conference: Conference) -> QuerySet[SheetVersion]:
    """Of each sheet the latest version, in the order in which sheets were first written."""
    later = SheetVersion.objects.filter(sheet=OuterRef("sheet"), number__gt=OuterRef("number"))
    found = SheetVersion.objects.filter(~Exists(later), sheet__conference=conference)
    return found.select_related("sheet").order_by("sheet_id")


def latest_of(conference: Conference, sheet_id: int) -> SheetVersion | None:
    return shown_sheets(conference).filter(sheet=sheet_id).first()


def versions_of(sheet: Sheet) -> QuerySet[SheetVersion]:
    """The first one first."""
    return sheet.versions.select_related("sheet").order_by("number")


def said_by(membership: Membership, version: SheetVersion) -> NotUnderstood | None:
    """That this person did not understand this version, if they said so."""
    return NotUnderstood.objects.filter(version=version, membership=membership).first()


@dataclass(frozen=True)
class Feedback:
    """How many did not understand one depth of a version, which is shown to nobody as a figure under five, and what
    some of them wrote."""

    depth: Depth
    count: int
    words: tuple[str, ...]


def feedback_on(version: SheetVersion) -> list[Feedback]:
    """Depth by depth, where somebody said so. Words stand in the order of the alphabet: it tells nobody's turn."""
    said: dict[str, list[str]] = {}
    for depth, words in version.not_understood.values_list("depth", "words"):
        said.setdefault(depth, []).append(words)
    return [
        Feedback(depth, len(said[depth]), tuple(sorted(filter(None, said[depth])))) for depth in Depth if depth in said
    ]


def unclear_counts(conference: Conference) -> Counter[int]:
    """By sheet, how many did not understand the version that is shown."""
    found = NotUnderstood.objects.filter(version__in=shown_sheets(conference))
    return Counter(found.values_list("version__sheet", flat=True))


def terms_in(conference: Conference, words: Glossary, texts: Iterable[str]) -> list[Term]:
    """The words of the glossary that stand in these texts, as a dictionary orders them."""
    said: set[int] = set()
    for text in texts:
        list(words.pieces(text, said))
    return [term for term in terms_of(conference) if term.pk in said]
