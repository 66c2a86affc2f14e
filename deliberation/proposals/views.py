from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.proposals import actions
from deliberation.proposals.forms import RemarkForm

submit_proposal = act_view(
    Act.SUBMIT_PROPOSAL,
    PlainForm,
    actions.submit_proposal,
    said=_("The proposal is submitted to the whole panel."),
)
make_remark = act_view(Act.MAKE_REMARK, RemarkForm, actions.make_remark, said=_("Your remark is shown."))
