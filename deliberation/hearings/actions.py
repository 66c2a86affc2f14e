from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.hearings.models import Hearing, Question
from deliberation.hearings.queries import current_question
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused


def ask_question(*, actor: Actor, conference: Conference, hearing_id: int, text: str) -> Question:
    """Put a question to the expert who is heard now; asking the very same again changes nothing."""
    with acting(Act.ASK_QUESTION, actor, conference):
        hearing = Hearing.objects.filter(conference=conference, pk=hearing_id).first()
        if hearing is None or not hearing.under_way:
            raise Refused(_("This hearing is not under way."))
        question, created = Question.objects.get_or_create(
            hearing=hearing, asked_by=actor.member, text=text, defaults={"asked_at": clock.now()}
        )
        if created:
            record(conference, Verb.QUESTION_ASKED, actor=actor.ref, question=question.pk)
    return question


def put_question(*, actor: Actor, conference: Conference, question_id: int) -> None:
    """Put a question to the expert, for all to see. The one that is put already stays."""
    with acting(Act.PUT_QUESTION, actor, conference):
        question = (
            Question.objects.filter(pk=question_id, hearing__conference=conference, hearing__under_way=True)
            .select_related("hearing")
            .first()
        )
        if question is None:
            raise Refused(_("This question does not belong to the hearing under way."))
        if question.answered_at:
            raise Refused(_("This question is answered already."))
        if current_question(question.hearing) == question:
            return
        question.put_at = clock.now()
        question.save(update_fields=["put_at"])
        record(conference, Verb.QUESTION_PUT, actor=actor.ref, question=question.pk)


def answer_question(*, actor: Actor, conference: Conference, question_id: int, answer: str = "") -> None:
    """Mark a question as answered, with what was said in a few words; a second time corrects the words."""
    with acting(Act.ANSWER_QUESTION, actor, conference):
        found = Question.objects.filter(pk=question_id, hearing__conference=conference, hearing__under_way=True)
        if not found.update(answer=answer, answered_at=clock.now()):
            raise Refused(_("This question does not belong to the hearing under way."))
        record(conference, Verb.QUESTION_ANSWERED, actor=actor.ref, question=question_id)


def begin_hearing(*, actor: Actor, conference: Conference, hearing: Hearing) -> None:
    with acting(Act.START_ROUND, actor, conference):
        Hearing.objects.filter(conference=conference).update(under_way=False)
        Hearing.objects.filter(pk=hearing.pk).update(under_way=True)


def end_hearing(*, actor: Actor, conference: Conference) -> None:
    with acting(Act.END_ROUND, actor, conference):
        Hearing.objects.filter(conference=conference, under_way=True).update(under_way=False)
