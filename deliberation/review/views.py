from django.utils.translation import gettext_lazy as _

from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act
from deliberation.review import actions
from deliberation.review.forms import ReadingForm, TemperatureForm

mark_read = act_view(Act.READ_PROPOSAL, ReadingForm, actions.mark_read, said=_("Marked as read."))
take_temperature = act_view(
    Act.TAKE_TEMPERATURE,
    TemperatureForm,
    actions.take_temperature,
    said=_("Your answer is kept. You may change it until the round is over."),
)
