from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.proposals import actions, queries
from deliberation.proposals.forms import RemarkForm

withdraw_evidence = act_view(
    Act.WITHDRAW_EVIDENCE,
    PlainForm,
    actions.withdraw_evidence,
    said=_("The proposal no longer rests on this."),
)
withdraw_agreement = act_view(
    Act.AGREE_TO_PROPOSAL,
    PlainForm,
    actions.withdraw_agreement,
    said=_("Your answer is taken back."),
)


make_remark = act_view(
    Act.MAKE_REMARK,
    RemarkForm,
    actions.make_remark,
    said=_("Your remark is shown."),
    form_options=queries.passages_to_choose,
)
