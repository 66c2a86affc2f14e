from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.hearings.questions import actions
from deliberation.hearings.questions.forms import ConfirmForm, DueForm, GroupForm, MoveForm, OrderForm, WrittenForm


def _group(*, actor: Actor, conference: Conference, hearing_id: int, **chosen: Any) -> None:
    """The address is the hearing's; each question says which it belongs to."""
    actions.group_questions(actor=actor, conference=conference, **chosen)


move_hearing = act_view(Act.GUIDE_HEARING, MoveForm, actions.move_hearing, said=_("The hearing goes on."))
choose_order = act_view(Act.GUIDE_HEARING, OrderForm, actions.choose_order, said=_("Everyone sees them in this order."))
group_questions = act_view(
    Act.GROUP_QUESTIONS, GroupForm, _group, said=_("They are read as one question, and can be taken apart again.")
)
ungroup_question = act_view(
    Act.GROUP_QUESTIONS, PlainForm, actions.ungroup_question, said=_("The question stands by itself again.")
)
take_notes = act_view(Act.TAKE_NOTES, PlainForm, actions.take_notes, said=_("Thank you: you note the answers."))
leave_notes = act_view(Act.TAKE_NOTES, PlainForm, actions.leave_notes, said=_("You note the answers no longer."))
take_back_question = act_view(
    Act.TAKE_BACK_QUESTION, PlainForm, actions.take_back_question, said=_("Your question is taken back.")
)
support_question = act_view(
    Act.SUPPORT_QUESTION, PlainForm, actions.support_question, said=_("Your support is counted.")
)
withdraw_support = act_view(
    Act.SUPPORT_QUESTION, PlainForm, actions.withdraw_question_support, said=_("Your support is taken back.")
)
defer_question = act_view(
    Act.DEFER_QUESTION, DueForm, actions.defer_question, said=_("The expert is to answer it in writing.")
)
write_answer = act_view(
    Act.WRITE_ANSWER, WrittenForm, actions.write_answer, said=_("Your answer is shown to everyone.")
)
confirm_answer = act_view(
    Act.CONFIRM_ANSWER, ConfirmForm, actions.confirm_answer, said=_("The answer is shown as confirmed by you.")
)
