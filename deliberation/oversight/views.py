from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act
from deliberation.oversight import actions, queries
from deliberation.oversight.forms import ObservationForm, StatementForm

write_observation = act_view(
    Act.WRITE_OBSERVATION, ObservationForm, actions.write_observation, said=_("Your observation is in the record.")
)
write_statement = act_view(
    Act.WRITE_STATEMENT,
    StatementForm,
    actions.write_statement,
    said=_("Your statement is saved."),
    done_before=queries.stated_before,
)
