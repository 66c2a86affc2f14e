from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.questionnaire.models import Answer, Questionnaire
from deliberation.questionnaire.queries import has_answered, pseudonym


def answer_items(*, actor: Actor, conference: Conference, questionnaire_id: int, **answers: str) -> None:
    """Keep a citizen's answers, ``item-<id>`` to value, under their pseudonym. Once; sent again, the first stand.

    The journal says that somebody answered, not who: an answer about one's fears or health is not an act.
    """
    with acting(Act.ANSWER_ITEMS, actor, conference):
        questionnaire = Questionnaire.objects.filter(conference=conference, pk=questionnaire_id, under_way=True).first()
        if questionnaire is None:
            raise Refused(_("This questionnaire is not open."))
        if has_answered(questionnaire, actor.member):
            return
        Answer.objects.bulk_create(
            Answer(
                questionnaire=questionnaire,
                item=item,
                respondent=pseudonym(actor.member),
                value=answers.get(f"item-{item.pk}", ""),
            )
            for item in questionnaire.items.all()
        )
        record(
            conference,
            Verb.ITEMS_ANSWERED,
            actor="citizen",
            whose={actor.member.ref},
            questionnaire=questionnaire.pk,
        )


def open_questionnaire(*, actor: Actor, conference: Conference, questionnaire: Questionnaire) -> None:
    with acting(Act.START_ROUND, actor, conference):
        Questionnaire.objects.filter(pk=questionnaire.pk).update(under_way=True)


def close_questionnaire(*, actor: Actor, conference: Conference) -> None:
    with acting(Act.END_ROUND, actor, conference):
        Questionnaire.objects.filter(conference=conference).update(under_way=False)
