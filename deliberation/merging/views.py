from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.merging import actions, queries
from deliberation.merging.forms import GroupForm, ThemeForm


def _themes(conference: Conference, **_url: object) -> dict[str, Any]:
    return {"themes": list(queries.themes_of(conference).values_list("pk", "title"))}


add_theme = act_view(Act.GROUP_PROPOSALS, ThemeForm, actions.add_theme, said=_("The theme is there."))
rename_theme = act_view(Act.GROUP_PROPOSALS, ThemeForm, actions.rename_theme, said=_("The theme has its new title."))
remove_theme = act_view(Act.GROUP_PROPOSALS, PlainForm, actions.remove_theme, said=_("The theme is taken away."))
group_proposal = act_view(
    Act.GROUP_PROPOSALS,
    GroupForm,
    actions.group_proposal,
    said=_("The proposal is read under this theme."),
    form_options=_themes,
)
