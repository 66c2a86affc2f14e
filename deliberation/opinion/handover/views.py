from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.opinion.handover import actions, queries
from deliberation.opinion.handover.forms import CorrectionForm, DerivativeForm, ReceiptForm, WithdrawalForm

acknowledge_receipt = act_view(
    Act.ACKNOWLEDGE_RECEIPT,
    ReceiptForm,
    actions.acknowledge_receipt,
    said=_("Receipt is acknowledged: you hold the sealed opinion."),
)
propose_correction = act_view(
    Act.PROPOSE_CORRECTION,
    CorrectionForm,
    actions.propose_correction,
    said=_("Your correction is before the citizens."),
)


COUNTED = _("Your agreement is counted.")
SEALED = _("The correction is sealed, and stands beside the opinion.")


def _agreed(*, conference: Conference, number: int, **_: Any) -> str:
    found = queries.correction(conference, number)
    return str(SEALED if found and found.sealed_at else COUNTED)


agree_to_correction = act_view(Act.AGREE_TO_CORRECTION, PlainForm, actions.agree_to_correction, said=_agreed)
take_back_agreement = act_view(
    Act.AGREE_TO_CORRECTION, PlainForm, actions.take_back_agreement, said=_("Your agreement is taken back.")
)
withdraw_correction = act_view(
    Act.WITHDRAW_CORRECTION, PlainForm, actions.withdraw_correction, said=_("Your correction is withdrawn.")
)
add_derivative = act_view(
    Act.ADD_DERIVATIVE, DerivativeForm, actions.add_derivative, said=_("The version is on the list.")
)
withdraw_derivative = act_view(
    Act.WITHDRAW_DERIVATIVE, WithdrawalForm, actions.withdraw_derivative, said=_("The version is withdrawn.")
)
