from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from deliberation.ballots import actions, queries
from deliberation.ballots.forms import PaperForm
from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act

# What was voted must not stand in an error report either.
cast_paper = sensitive_post_parameters()(
    act_view(
        Act.CAST_PAPER,
        PaperForm,
        actions.cast_paper,
        said=_("Your vote is in the ballot box."),
        done_before=queries.was_cast,
    )
)
