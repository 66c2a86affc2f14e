"""What a document is the text of: its fields, and the columns in which everyone else reads them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from deliberation.conference.stages import Act
from deliberation.journal.verbs import Verb
from deliberation.opinion.models import Section
from sessions.drafting.models import NOTE, PROPOSAL, Document

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Field:
    """``limit`` is the most characters it may hold, as in its form. ``plain``: one line without marks. ``required``:
    its column is never emptied; it keeps the last words that stood there."""

    name: str
    label: "_StrPromise"
    limit: int
    plain: bool = False
    required: bool = False


@dataclass(frozen=True)
class Subject:
    fields: tuple[Field, ...]
    act: Act
    verb: Verb


SUBJECTS = {
    NOTE: Subject((Field("text", _("What our table says"), 10_000),), Act.WRITE_NOTE, Verb.NOTE_WRITTEN),
    PROPOSAL: Subject(
        (
            Field("title", _("Title"), 160, plain=True, required=True),
            Field("observation", _("What we observe"), 3_000),
            Field("text", _("What we recommend"), 5_000, required=True),
            Field("reason", _("Why"), 3_000),
            Field("addressee", _("To whom we say it"), 200, plain=True),
        ),
        Act.WRITE_PROPOSAL,
        Verb.PROPOSAL_WRITTEN,
    ),
}
# Of the opinion, each part is a text by itself.
SECTIONS = {
    part: Subject(
        (Field("text", part.label, 200 if part == Section.Part.TITLE else 20_000, plain=part == Section.Part.TITLE),),
        Act.WRITE_OPINION,
        Verb.OPINION_WRITTEN,
    )
    for part in Section.Part
}


def subject_of(document: Document) -> Subject:
    return SECTIONS[Section.Part(document.section.part)] if document.section else SUBJECTS[document.kind]
