from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.hearings.requests import actions
from deliberation.hearings.requests.forms import AnswerRequestForm, RequestForm

request_hearing = act_view(
    Act.REQUEST_HEARING,
    RequestForm,
    actions.request_hearing,
    said=_("Your request is shown to everyone, and waits for an answer."),
)
support_request = act_view(Act.SUPPORT_REQUEST, PlainForm, actions.support_request, said=_("Your support is counted."))
take_back_request_support = act_view(
    Act.SUPPORT_REQUEST, PlainForm, actions.take_back_request_support, said=_("Your support is taken back.")
)
withdraw_request = act_view(
    Act.WITHDRAW_REQUEST, PlainForm, actions.withdraw_request, said=_("Your request is withdrawn.")
)
answer_request = act_view(
    Act.ANSWER_REQUEST, AnswerRequestForm, actions.answer_request, said=_("The answer is shown to everyone.")
)
