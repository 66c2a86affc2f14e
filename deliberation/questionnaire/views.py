from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import act_view
from deliberation.conference.stages import Act
from deliberation.questionnaire import actions
from deliberation.questionnaire.forms import QuestionnaireForm
from deliberation.questionnaire.models import Item


def _items(conference: Conference, questionnaire_id: int) -> dict[str, Any]:
    items = Item.objects.filter(conference=conference, questionnaires=questionnaire_id).order_by("pk")
    return {"items": items, "language": conference.language}


answer_items = act_view(
    Act.ANSWER_ITEMS,
    QuestionnaireForm,
    actions.answer_items,
    said=_("Thank you: your answers are kept without your name."),
    form_options=_items,
)
