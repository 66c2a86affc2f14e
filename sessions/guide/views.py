from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.guide import actions, queries
from sessions.guide.forms import MoveOnForm

say_ready = act_view(Act.SAY_READY, PlainForm, actions.say_ready, said=_("You are ready."))
take_back_ready = act_view(
    Act.SAY_READY, PlainForm, actions.take_back_ready, said=_("You are no longer counted as ready.")
)
move_on = act_view(
    Act.MOVE_ON,
    MoveOnForm,
    actions.move_on,
    said=_("On to the next part."),
    done_before=queries.was_reached,
)
