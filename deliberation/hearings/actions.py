from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.hearings.models import Hearing, Question, QuestionSupport
from deliberation.hearings.queries import current_question
from deliberation.hearings.questions.rules import why_not_note
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.panel.queries import table_of


def ask_question(*, actor: Actor, conference: Conference, hearing_id: int, text: str) -> Question:
    """Put a question to the expert who is heard now, and support it; asking the very same again changes nothing."""
    with acting(Act.ASK_QUESTION, actor, conference):
        hearing = Hearing.objects.filter(conference=conference, pk=hearing_id).first()
        if hearing is None or not hearing.under_way:
            raise Refused(_("This hearing is not under way."))
        table = table_of(actor.member)
        question, created = Question.objects.get_or_create(
            hearing=hearing, asked_by=actor.member, text=text, defaults={"asked_at": clock.now(), "table": table}
        )
        if created:
            QuestionSupport.objects.create(question=question, membership=actor.member, table=table)
            record(conference, Verb.QUESTION_ASKED, actor=actor.ref, question=question.pk, table=table or 0)
    return question


def put_question(*, actor: Actor, conference: Conference, question_id: int) -> None:
    """Put a question to the expert, for all to see, with those that ask the same. The one that is put already stays;
    one that was to be answered in writing is asked aloud after all."""
    with acting(Act.PUT_QUESTION, actor, conference):
        question = (
            Question.objects.filter(pk=question_id, hearing__conference=conference, hearing__under_way=True)
            .select_related("hearing", "group__hearing")
            .first()
        )
        if question is None:
            raise Refused(_("This question does not belong to the hearing under way."))
        question = question.group or question
        if question.answered_at:
            raise Refused(_("This question is answered already."))
        if current_question(question.hearing) == question:
            return
        question.put_at, question.due = clock.now(), None
        question.save(update_fields=["put_at", "due"])
        record(conference, Verb.QUESTION_PUT, actor=actor.ref, question=question.pk)


def answer_question(
    *, actor: Actor, conference: Conference, question_id: int, answer: str = "", version: int = 0
) -> None:
    """Mark a question as answered, with what was said in a few words; a second time corrects the words, which the
    expert is to confirm again. ``version`` is that of the words that were read, 0 where there were none.

    The very same again changes nothing, nor does marking as answered what was answered meanwhile; raises Conflict when
    other words were noted meanwhile.
    """
    with acting(Act.ANSWER_QUESTION, actor, conference):
        found = Question.objects.filter(pk=question_id, hearing__conference=conference, hearing__under_way=True)
        question = found.select_related("hearing", "group__hearing").first()
        if question is None:
            raise Refused(_("This question does not belong to the hearing under way."))
        question = question.group or question
        if sentence := why_not_note(actor, question):
            raise Refused(sentence)
        if question.written:
            raise Refused(_("The expert answered this question in writing: their words stand."))
        is_stale = version != question.version
        if question.answered_at and (question.answer == answer or (is_stale and not answer)):
            return
        if is_stale:
            sentence = _("Somebody has noted or corrected this answer meanwhile.")
            raise Conflict(sentence, current=question.answer, version=question.version)
        question.answer, question.noted_by, question.answered_at = answer, actor.member, clock.now()
        question.confirmed_at, question.noted_answer, question.due = None, "", None
        question.version += 1
        question.save(
            update_fields=["answer", "noted_by", "answered_at", "confirmed_at", "noted_answer", "due", "version"]
        )
        record(conference, Verb.QUESTION_ANSWERED, actor=actor.ref, question=question.pk)


def begin_hearing(*, actor: Actor, conference: Conference, hearing: Hearing) -> None:
    with acting(Act.START_ROUND, actor, conference):
        Hearing.objects.filter(conference=conference).update(under_way=False)
        Hearing.objects.filter(pk=hearing.pk).update(under_way=True, begun_at=hearing.begun_at or clock.now())


def end_hearing(*, actor: Actor, conference: Conference) -> None:
    with acting(Act.END_ROUND, actor, conference):
        Hearing.objects.filter(conference=conference, under_way=True).update(under_way=False)
