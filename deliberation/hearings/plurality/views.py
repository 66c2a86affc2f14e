from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act
from deliberation.hearings.models import Expert
from deliberation.hearings.plurality import actions
from deliberation.hearings.plurality.forms import (
    CorrectionForm,
    DecisionForm,
    ExpertForm,
    InterestsForm,
    PlaceForm,
    ScheduleForm,
    SideForm,
)


def _of_conference(conference: Conference, **_url: object) -> dict[str, Any]:
    return {"conference": conference}


def _about_expert(conference: Conference, expert_id: int) -> dict[str, Any]:
    tied = Expert.objects.filter(conference=conference, pk=expert_id, works_for_organiser=True)
    return {"tied": tied.exists(), "described": True}


propose_expert = act_view(
    Act.PROPOSE_EXPERT, ExpertForm, actions.propose_expert, said=_("The expert is proposed to the committee.")
)
correct_expert = act_view(
    Act.PROPOSE_EXPERT, CorrectionForm, actions.correct_expert, said=_("What is said of this expert is corrected.")
)
declare_interests = act_view(
    Act.DECLARE_INTERESTS, InterestsForm, actions.declare_interests, said=_("The declaration is published.")
)
name_side = act_view(Act.NAME_SIDES, SideForm, actions.name_side, said=_("The side is named."))
place_expert = act_view(
    Act.NAME_SIDES,
    PlaceForm,
    actions.place_expert,
    said=_("The expert stands on that side."),
    form_options=_of_conference,
)
decide_programme = act_view(
    Act.DECIDE_PROGRAMME, DecisionForm, actions.decide_programme, said=_("The decision is recorded and published.")
)
decide_expert = act_view(
    Act.DECIDE_EXPERT,
    DecisionForm,
    actions.decide_expert,
    said=_("The decision is recorded and published."),
    form_options=_about_expert,
)
decide_document = act_view(
    Act.DECIDE_DOCUMENT, DecisionForm, actions.decide_document, said=_("The decision is recorded and published.")
)
schedule_hearing = act_view(
    Act.SCHEDULE_HEARING,
    ScheduleForm,
    actions.schedule_hearing,
    said=_("The expert is scheduled."),
    form_options=_of_conference,
)
