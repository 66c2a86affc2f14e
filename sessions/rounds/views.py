from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from sessions.rounds import actions
from sessions.rounds.forms import ExtendForm, ShownTableForm

start_round = act_view(Act.START_ROUND, PlainForm, actions.start_round, said=_("The round has started."))
extend_round = act_view(Act.EXTEND_ROUND, ExtendForm, actions.extend_round, said=_("The round has more time."))
end_round = act_view(Act.END_ROUND, PlainForm, actions.end_round, said=_("The round is over."))
show_table = act_view(Act.SHOW_TABLE, ShownTableForm, actions.show_table, said=_("The screen has changed."))
hand_over = act_view(Act.HAND_OVER, PlainForm, actions.hand_over, said=_("The opinion is handed over to the sponsor."))
