from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.floor import actions, queries

raise_hand = act_view(Act.RAISE_HAND, PlainForm, actions.raise_hand, said=_("Your hand is up."))
lower_hand = act_view(
    Act.LOWER_HAND,
    PlainForm,
    actions.lower_hand,
    said=_("Your hand is down."),
    done_before=queries.is_down,
)
give_floor = act_view(Act.GIVE_FLOOR, PlainForm, actions.give_floor, said=_("The floor is given."))
end_turn = act_view(
    Act.END_TURN,
    PlainForm,
    actions.end_turn,
    said=_("The turn is over."),
    done_before=queries.was_ended,
)
