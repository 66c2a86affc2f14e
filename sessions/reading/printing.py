"""The dossier as a book to print: what there is, the sheets, the words explained, then each document."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deliberation.conference.models import Conference
from deliberation.dossier.models import Document
from deliberation.dossier.queries import decisions_on_documents, refused_before, shown_documents, terms_of
from deliberation.dossier.sheets.models import Depth
from deliberation.dossier.sheets.queries import shown_sheets
from deliberation.hearings.models import Expert
from deliberation.hearings.plurality.models import Decision
from deliberation.hearings.plurality.wording import declaration_said, interests_said
from deliberation.hearings.questions.wording import how_answered
from deliberation.kernel import clock, times
from deliberation.kernel.errors import Refused
from deliberation.opinion.press import printed
from deliberation.opinion.typeset import blocks
from deliberation.templatetags.pages import file_kind
from sessions.reading.binding import bound, picture_to_print, shapes_of
from sessions.reading.queries import Shelf, shelves

TEMPLATE = "dossier/pdf/dossier.typ"
MOST_PAGES, MOST_BYTES = 500, 100 << 20
PATIENCE = 20
# It takes much memory: one at a time, the others wait.
_at_once = threading.BoundedSemaphore(1)


@dataclass(frozen=True)
class Plan:
    """What goes into the book: how many pages its documents have, and those that are too long for it."""

    pages: int
    left: tuple[Document, ...]


def planned(conference: Conference) -> Plan:
    """Documents go in as they come, as long as there is room for the whole of each."""
    pages, size, left = 0, 0, []
    for document in shown_documents(conference).annotate(length=Count("pages")).order_by("added_at", "pk"):
        more = document.length if document.is_pdf else 1
        if document.file and (pages + more > MOST_PAGES or size + document.size > MOST_BYTES):
            left.append(document)
        else:
            pages, size = pages + more, size + document.size
    return Plan(pages, tuple(left))


def dossier_printed(conference: Conference) -> bytes:
    """The PDF, in the conference's language. Raises Refused when others are asking for it too."""
    if not _at_once.acquire(timeout=PATIENCE):
        raise Refused(_("Others are asking for the dossier to print right now. Try again in a minute."))
    try:
        with translation.override(conference.language), ExitStack() as opened:
            return _Book(conference, opened).bound()
    finally:
        _at_once.release()


class _Book:
    """One printing, with the files that stay open until it is done."""

    def __init__(self, conference: Conference, opened: ExitStack) -> None:
        self.conference, self.opened = conference, opened
        self.left = {each.pk for each in planned(conference).left}
        self.decisions, self.refused_before = decisions_on_documents(conference), refused_before(conference)
        self.laid: dict[str, IO[bytes]] = {}
        self.pictures: dict[str, bytes] = {}
        self.addresses: dict[str, str] = {}

    def bound(self) -> bytes:
        documents = shown_documents(self.conference).select_related("added_by", "hearing__expert")
        found = shelves(self.conference, documents)
        now = clock.now().replace(microsecond=0)
        in_order = [document for shelf in found for document in shelf.documents]
        dossier = {
            "conference": self.conference.title,
            "question": self.conference.question,
            "printed": _("Printed as it stood on %(moment)s. Since then, documents may have been added or replaced.")
            % {"moment": times.moment(timezone.localtime(now))},
            "shelves": [self.shelf(each) for each in found],
            "sheets": [_sheet(each) for each in shown_sheets(self.conference)],
            "terms": [
                {"word": each.word, "explanation": blocks(each.explanation)} for each in terms_of(self.conference)
            ],
            "documents": [self.part(each) for each in in_order],
        }
        content = {
            "language": self.conference.language,
            "words": _words(),
            "dossier": dossier,
            "verbatim": {
                "addresses": self.addresses,
                "pictures": dict.fromkeys(self.pictures, True),
            },
        }
        pdf = printed(TEMPLATE, content, self.pictures, language=self.conference.language, at=now, standards=[])
        return bound(pdf, self.laid)

    def shelf(self, shelf: Shelf) -> dict[str, Any]:
        return {
            "name": shelf.expert.title if shelf.expert else _("Given by the organisers"),
            **_expert(shelf.expert),
            "held": [_held(round_) for round_ in shelf.rounds],
            "documents": [{"key": each.pk, "title": each.title, **self.told(each)} for each in shelf.documents],
            "answers": [
                {
                    "question": each.text,
                    "answer": blocks(each.answer or _("Answered aloud, without a note.")),
                    "how": how_answered(each),
                }
                for each in shelf.answers
            ],
        }

    def told(self, document: Document) -> dict[str, Any]:
        return {
            "facts": " · ".join(_facts(document)),
            "decision": _decision(self.decisions.get(document.pk)),
            "refused_before": document.pk in self.refused_before,
        }

    def part(self, document: Document) -> dict[str, Any]:
        """What stands on a document's own pages; its file is kept open, to be laid there."""
        expert = document.hearing.expert if document.hearing else None
        part: dict[str, Any] = {
            "key": document.pk,
            "title": document.title,
            "heard": _("Presented at the hearing of %(expert)s") % {"expert": expert.title} if expert else "",
            "organiser": bool(expert and expert.works_for_organiser),
            "shapes": [],
            "text": blocks(document.text) if document.is_text else [],
            "note": "",
            **self.told(document),
        }
        if document.is_link:
            part["note"] = _("This document is on another site: it is not printed here. Its address:")
            self.addresses[str(document.pk)] = document.address
        elif document.file and not self.enclosed(document, part):
            here = reverse("document", args=[self.conference.slug, document.pk])
            self.addresses[str(document.pk)] = f"{settings.BASE_URL}{here}"
            part["note"] = (
                _("This document is too long to be printed with the others. Open it by itself, and print it there:")
                if document.pk in self.left
                else _("This file could not be printed with the others. Open it by itself:")
            )
        return part

    def enclosed(self, document: Document, part: dict[str, Any]) -> bool:
        if document.pk in self.left:
            return False
        try:
            file = self.opened.enter_context(document.file.open())
        except OSError:
            return False
        if document.is_pdf:
            part["shapes"] = list(shapes_of(file))
            if part["shapes"]:
                self.laid[f"part-{document.pk}"] = file
            return bool(part["shapes"])
        picture = picture_to_print(file)
        if picture:
            self.pictures[f"picture-{document.pk}.jpg"] = picture
        return bool(picture)


def _facts(document: Document) -> Iterable[str]:
    yield str(file_kind(document.media_type))
    yield document.source
    if document.author and document.affiliation:
        yield f"{document.author} ({document.affiliation})"
    elif document.author or document.affiliation:
        yield document.author or document.affiliation
    if document.dated:
        yield document.dated
    if document.licence:
        yield _("licence: %(licence)s") % {"licence": document.licence}
    if document.version > 1:
        yield _("version %(number)s") % {"number": document.version}
    yield _("added on %(moment)s") % {"moment": times.moment(timezone.localtime(document.added_at))}


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    outcome = pgettext("a decision", "Approved") if decision.approved else pgettext("a decision", "Refused")
    when = _("by the steering committee, %(moment)s") % {
        "moment": times.moment(timezone.localtime(decision.decided_at))
    }
    return {"said": f"{outcome} {when}", "reason": blocks(decision.reason), "approved": decision.approved}


def _expert(expert: Expert | None) -> Mapping[str, Any]:
    if expert is None:
        return {"affiliation": "", "organiser": False, "interests": [], "declared": ""}
    return {
        "affiliation": expert.affiliation,
        "organiser": expert.works_for_organiser,
        "interests": blocks(interests_said(expert)),
        "declared": declaration_said(expert),
    }


def _held(round_: Any) -> str:
    if round_.started_at:
        moment = times.moment(timezone.localtime(round_.started_at))
        held = _("held on %(moment)s") % {"moment": moment}
        return f"{round_.title} · {held}"
    return f"{round_.title} · {times.day(round_.sitting.day) if round_.sitting.day else round_.sitting.title}"


def _sheet(version: Any) -> dict[str, Any]:
    return {
        "question": version.question,
        "source": version.source,
        "version": _("version %(number)s") % {"number": version.number} if version.number > 1 else "",
        "depths": [{"name": str(each.label), "text": blocks(version.answer(each))} for each in Depth],
    }


def _words() -> dict[str, str]:
    return {
        "kind": _("The dossier"),
        "contents": _("What is in here"),
        "page": pgettext("a number follows", "page"),
        "page_of": _("page %(page)s of %(pages)s of this document"),
        "interests": _("Declared interests"),
        "organiser": _("works for an organiser or the sponsor"),
        "refused_before": _("an earlier version was refused by the steering committee"),
        "answers": _("What was answered"),
        "sheets": _("Questions and answers"),
        "sheets_scope": _("Each answer comes in three: easy to read, the essential, in depth."),
        "terms": _("The words explained"),
        "nothing": _("No document yet."),
        "replaced": _("Characters that the fonts of this document cannot draw are shown as �."),
    }


def size_said(plan: Plan) -> str:
    """What to expect of the book, in a sentence or two."""
    said = ngettext(
        "%(number)d page of documents, with the list, the sheets and the words explained before it.",
        "%(number)d pages of documents, with the list, the sheets and the words explained before them.",
        plan.pages,
    ) % {"number": plan.pages}
    wait = _("It is made when you ask for it: that may take a minute.")
    if not plan.left:
        return f"{said} {wait}"
    left = ngettext(
        "%(number)d document is too long for it, and is printed by itself.",
        "%(number)d documents are too long for it, and are printed by themselves.",
        len(plan.left),
    ) % {"number": len(plan.left)}
    return f"{said} {left} {wait}"
