from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
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


def _passages(conference: Conference, proposal_id: int) -> dict[str, Any]:
    proposal = queries.submitted(conference).filter(pk=proposal_id).first()
    return {"passages": queries.passages_of(proposal) if proposal else ()}


make_remark = act_view(
    Act.MAKE_REMARK,
    RemarkForm,
    actions.make_remark,
    said=_("Your remark is shown."),
    form_options=_passages,
)
