from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.cards import actions, queries
from sessions.cards.forms import CardForm, ExplanationForm

raise_card = act_view(Act.RAISE_CARD, CardForm, actions.raise_card, said=_("The facilitators are told, not by whom."))
explain_card = act_view(
    Act.ANSWER_CARD,
    ExplanationForm,
    actions.explain_card,
    said=_("The word is explained to everyone."),
    done_before=queries.was_answered,
)
put_card_aside = act_view(
    Act.ANSWER_CARD,
    PlainForm,
    actions.put_card_aside,
    said=_("The word is put aside."),
    done_before=queries.was_answered,
)
