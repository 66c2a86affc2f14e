from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.hearings import actions
from deliberation.hearings.forms import AnswerForm, QuestionForm

ask_question = act_view(Act.ASK_QUESTION, QuestionForm, actions.ask_question, said=_("Your question is asked."))
put_question = act_view(Act.PUT_QUESTION, PlainForm, actions.put_question, said=_("The question is put to the expert."))
answer_question = act_view(
    Act.ANSWER_QUESTION, AnswerForm, actions.answer_question, said=_("The question is marked as answered.")
)
