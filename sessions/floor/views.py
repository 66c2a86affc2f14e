from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.floor import actions, queries
from sessions.floor.forms import FloorForm, HandForm, PassForm

choose_floor = act_view(
    Act.CHOOSE_FLOOR, FloorForm, actions.choose_floor, said=_("The floor passes on so in this step.")
)
raise_hand = act_view(Act.RAISE_HAND, PlainForm, actions.raise_hand, said=_("Your hand is up."))
lower_hand = act_view(
    Act.LOWER_HAND,
    HandForm,
    actions.lower_hand,
    said=_("Your hand is down."),
    done_before=queries.is_down,
)
interject = act_view(Act.INTERJECT, PlainForm, actions.interject, said=_("You have asked for a short word."))
pass_floor = act_view(Act.PASS_FLOOR, PassForm, actions.pass_floor, said=_("The floor has passed on."))
give_floor = act_view(Act.GIVE_FLOOR, PlainForm, actions.give_floor, said=_("The floor is given."))
end_turn = act_view(
    Act.END_TURN,
    PlainForm,
    actions.end_turn,
    said=_("The turn is over."),
    done_before=queries.was_ended,
)
