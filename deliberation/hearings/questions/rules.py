from datetime import datetime

from django.utils.translation import gettext as _

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.hearings.models import Hearing, Question
from deliberation.kernel import clock

# What a table agrees to ask: a handful, so that every table is heard.
QUESTIONS_A_TABLE = 3


def is_chosen(*, agreed: int, asked: int) -> bool:
    """Whether a question is one of its table's: more than half of those ``asked`` (seated there, and present) agree."""
    return 2 * agreed > asked


def is_of_expert(actor: Actor, hearing: Hearing) -> bool:
    """Whether this is the expert who is heard there."""
    expert = hearing.expert
    return actor.role == Role.EXPERT and expert is not None and expert.key == actor.member.place


def why_not_take_back(actor: Actor, question: Question) -> str:
    """A question is its author's to take back for as long as it is nobody else's."""
    if question.asked_by_id != actor.member.pk:
        return _("Only who asked a question takes it back.")
    if question.put_at or question.answered_at or question.due:
        return _("This question was put to the expert: it stays.")
    if question.group_id or question.grouped.exists():
        return _("This question is read together with another: it stays.")
    others = (rows.exclude(membership=actor.member) for rows in (question.supports, question.choices))
    if question.chosen_at or any(each.exists() for each in others):
        return _("Somebody else wants this question to be asked: it stays.")
    return ""


def why_not_choose(question: Question, table: int | None) -> str:
    if question.hearing.phase != Hearing.Phase.PREPARATION:
        return _("Tables choose their questions in the part of the hearing that is for it.")
    if table is None or question.table != table:
        return _("A table chooses among the questions that were asked at it.")
    return ""


def why_not_note(actor: Actor, question: Question) -> str:
    """Answers are noted by those who guide, and by the citizen who volunteered, of the question that is put."""
    if actor.role == Role.FACILITATOR:
        return ""
    if question.hearing.note_taker_id != actor.member.pk:
        return _("The answers are noted by the citizen who volunteered for it, or by the facilitator.")
    if question.put_at is None:
        return _("Only a question that was put to the expert is answered.")
    return ""


def why_not_write(actor: Actor, question: Question) -> str:
    """The expert writes what could not be said; once written, it stands, and may be corrected as any answer."""
    if not is_of_expert(actor, question.hearing):
        return _("Only the expert who was asked answers in writing.")
    if question.group_id:
        return _("This question is read together with another: answer that one.")
    if question.answered_at:
        return _("This question is answered already.")
    if question.hearing.under_way and question.due is None:
        return _("This question may still be put to you in the hearing.")
    return ""


def why_not_due(due: datetime) -> str:
    if due < clock.now():
        return _("Choose a moment that is still to come.")
    return ""
