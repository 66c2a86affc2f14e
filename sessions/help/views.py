from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.help import actions, queries

call_for_help = act_view(
    Act.CALL_FOR_HELP, PlainForm, actions.call_for_help, said=_("A facilitator is told that you need help.")
)
withdraw_call = act_view(
    Act.WITHDRAW_CALL,
    PlainForm,
    actions.withdraw_call,
    said=_("Your call is withdrawn."),
    done_before=queries.was_withdrawn,
)
answer_call = act_view(
    Act.ANSWER_CALL,
    PlainForm,
    actions.answer_call,
    said=_("The call is answered."),
    done_before=queries.was_answered,
)
