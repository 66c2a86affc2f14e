from django.utils.translation import gettext_lazy as _

from deliberation.amendments import actions
from deliberation.amendments.forms import AmendmentForm, ReasonForm
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.proposals.queries import passages_to_choose

propose_amendment = act_view(
    Act.PROPOSE_AMENDMENT,
    AmendmentForm,
    actions.propose_amendment,
    said=_("Your amendment is shown to everyone: the table that wrote the proposal answers it."),
    form_options=passages_to_choose,
)
support_amendment = act_view(
    Act.SUPPORT_AMENDMENT, PlainForm, actions.support_amendment, said=_("Your support is counted.")
)
withdraw_support = act_view(
    Act.SUPPORT_AMENDMENT, PlainForm, actions.withdraw_support, said=_("Your support is taken back.")
)
withdraw_amendment = act_view(
    Act.WITHDRAW_AMENDMENT, ReasonForm, actions.withdraw_amendment, said=_("Your amendment is withdrawn.")
)
