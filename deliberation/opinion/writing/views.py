from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.opinion.writing import actions, queries
from deliberation.opinion.writing.forms import AnswerForm, ChangeForm

offer_to_draft = act_view(
    Act.OFFER_TO_DRAFT, PlainForm, actions.offer_to_draft, said=_("You offer to write the opinion.")
)
take_back_offer = act_view(
    Act.OFFER_TO_DRAFT, PlainForm, actions.take_back_offer, said=_("You no longer offer to write the opinion.")
)
choose_drafters = act_view(
    Act.CHOOSE_DRAFTERS,
    PlainForm,
    actions.choose_drafters,
    said=_("The list is closed."),
    done_before=queries.were_chosen,
)
close_election = act_view(
    Act.CHOOSE_DRAFTERS,
    PlainForm,
    actions.close_election,
    said=_("The votes are counted."),
    done_before=queries.was_elected,
)
ask_change = act_view(Act.ASK_CHANGE, ChangeForm, actions.ask_change, said=_("Your request is with the writers."))
support_change = act_view(Act.SUPPORT_CHANGE, PlainForm, actions.support_change, said=_("You ask for this change."))
take_back_support = act_view(
    Act.SUPPORT_CHANGE, PlainForm, actions.take_back_support, said=_("You no longer ask for this change.")
)
withdraw_change = act_view(
    Act.WITHDRAW_CHANGE, PlainForm, actions.withdraw_change, said=_("Your request is withdrawn.")
)
answer_change = act_view(Act.ANSWER_CHANGE, AnswerForm, actions.answer_change, said=_("Your answer is recorded."))
read_on = act_view(Act.READ_THROUGH, PlainForm, actions.read_on, said=_("The reading goes on."))
