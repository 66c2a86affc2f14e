"""What a document is the text of: its fields, and the columns in which everyone else reads them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from deliberation.conference.stages import Act
from deliberation.journal.verbs import Verb
from sessions.drafting.models import NOTE, PROPOSAL

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
