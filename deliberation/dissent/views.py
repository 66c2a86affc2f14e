from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.dissent import actions
from deliberation.dissent.forms import JoinForm, MinorityOpinionForm

write_minority_opinion = act_view(
    Act.WRITE_MINORITY_OPINION,
    MinorityOpinionForm,
    actions.write_minority_opinion,
    said=_("Your minority opinion is saved."),
)
withdraw_minority_opinion = act_view(
    Act.WRITE_MINORITY_OPINION,
    PlainForm,
    actions.withdraw_minority_opinion,
    said=_("Your minority opinion is withdrawn."),
)
join_minority_opinion = act_view(
    Act.JOIN_MINORITY_OPINION, JoinForm, actions.join_minority_opinion, said=_("You joined this minority opinion.")
)
leave_minority_opinion = act_view(
    Act.JOIN_MINORITY_OPINION,
    PlainForm,
    actions.leave_minority_opinion,
    said=_("You no longer join this minority opinion."),
)
