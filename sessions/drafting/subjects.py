"""What a document is the text of: its fields, and the columns in which everyone else reads them."""

from dataclasses import dataclass

from deliberation.conference.stages import Act
from deliberation.journal.verbs import Verb
from sessions.drafting.models import NOTE, PROPOSAL


@dataclass(frozen=True)
class Field:
    """``limit`` is the most characters it may hold, as in its form. ``plain``: one line without marks. ``required``:
    its column is never emptied; it keeps the last words that stood there."""

    name: str
    limit: int
    plain: bool = False
    required: bool = False


@dataclass(frozen=True)
class Subject:
    fields: tuple[Field, ...]
    act: Act
    verb: Verb


SUBJECTS = {
    NOTE: Subject((Field("text", 10_000),), Act.WRITE_NOTE, Verb.NOTE_WRITTEN),
    PROPOSAL: Subject(
        (Field("title", 160, plain=True, required=True), Field("text", 5_000, required=True), Field("reason", 3_000)),
        Act.WRITE_PROPOSAL,
        Verb.PROPOSAL_WRITTEN,
    ),
}
