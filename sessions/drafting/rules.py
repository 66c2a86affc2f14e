from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from deliberation.conference import rules
from deliberation.conference.stages import Act, Role, allows
from deliberation.opinion.writing.rules import why_not_draft
from deliberation.proposals.rules import is_of_its_table
from sessions.drafting.models import Document
from sessions.drafting.subjects import subject_of
from sessions.fanout.audiences import SEATED, Seat
from sessions.tables.models import Note


class Why(StrEnum):
    """Why a write is refused, for the page's script."""

    FROZEN = "frozen"
    OVER = "over"
    CLOSED = "closed"
    NOT_YOURS = "not-yours"
    FULL = "full"


@dataclass(frozen=True)
class Refusal:
    """``say`` is the sentence for the person."""

    why: Why
    say: str


def may_read(seat: Seat | None, document: Document) -> bool:
    """Whoever sits at its table, its tablet, and those who guide and watch: nobody else has a path to a draft. The
    opinion is every citizen's to read."""
    if seat is None or seat.conference.pk != document.conference_id:
        return False
    if document.section is not None and seat.actor.role == Role.TABLE:
        return False
    if seat.actor.role in SEATED:
        return _is_theirs(seat, document) and rules.may(Act.FOLLOW_SITTING, seat.actor, seat.conference)
    return rules.may(Act.READ_TABLES, seat.actor, seat.conference)


def _is_theirs(seat: Seat, document: Document) -> bool:
    """Who sits at its table; once that was formed anew, who sat there while it was written."""
    if document.section is not None:
        return True
    if document.proposal is not None:
        if document.proposal.table_left:
            return is_of_its_table(seat.actor, document.proposal)
    elif document.round is not None and not document.round.is_running:
        note = Note.objects.filter(round=document.round, table=document.at_table, table_left=True).first()
        if note is not None:
            return note.people.filter(pk=seat.actor.member.pk).exists()
    return seat.table == document.table


def is_frozen(document: Document) -> bool:
    if document.section is not None and document.section.opinion.frozen_at is not None:
        return True
    return document.frozen_at is not None or (document.proposal is not None and document.proposal.frozen)


def why_not_write(seat: Seat | None, document: Document) -> Refusal | None:
    """The rule of the form, for every frame: role, stage, time, table, and not frozen. None when it is allowed."""
    if seat is None or not may_read(seat, document):
        return Refusal(Why.NOT_YOURS, _("This text is written at another table."))
    act = subject_of(document).act
    if not rules.may_ever(act, seat.actor):
        return Refusal(Why.NOT_YOURS, _("Only those who sit at the table write this text."))
    if document.section is not None and (sentence := why_not_draft(seat.actor, document.section.opinion)):
        return Refusal(Why.NOT_YOURS, sentence)
    if is_frozen(document):
        return Refusal(Why.FROZEN, _("This text is frozen: it stands as it is, and nothing is added to it."))
    if not allows(act, seat.actor.role, seat.conference.current_stage) or not _is_its_round(document):
        return Refusal(Why.CLOSED, _("This is not possible at this moment of the conference."))
    if sentence := rules.why_not(act, seat.actor, seat.conference):
        return Refusal(Why.OVER, sentence)
    return None


def _is_its_round(document: Document) -> bool:
    return document.round is None or document.round.is_running
