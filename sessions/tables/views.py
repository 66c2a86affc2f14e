from typing import Any

from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, act_view
from deliberation.conference.stages import Act
from deliberation.proposals.forms import AgreementForm, EvidenceForm, LackForm
from deliberation.proposals.models import Proposal
from sessions.tables import actions
from sessions.tables.forms import NoteForm
from sessions.tables.queries import everything_citable


def _what_there_is(conference: Conference, **_kwargs: Any) -> dict[str, Any]:
    """Any proposal and anything there is to cite: which of them this person may, the action says."""
    proposals = Proposal.objects.filter(conference=conference).values_list("pk", "title")
    return {"proposals": list(proposals), "things": everything_citable(conference)}


write_note = act_view(Act.WRITE_NOTE, NoteForm, actions.write_note, said=_("Your table's notes are saved."))
cite_evidence = act_view(
    Act.CITE_EVIDENCE,
    EvidenceForm,
    actions.cite_evidence,
    said=_("It is noted what the proposal rests on."),
    form_options=_what_there_is,
)
submit_proposal = act_view(
    Act.SUBMIT_PROPOSAL,
    PlainForm,
    actions.submit_proposal,
    said=_("It goes to the whole panel once your table agrees."),
)
agree = act_view(Act.AGREE_TO_PROPOSAL, AgreementForm, actions.agree_to_proposal, said=_("Your answer is counted."))
lack = act_view(
    Act.AGREE_TO_PROPOSAL,
    LackForm,
    actions.agree_to_proposal,
    said=_("Your table reads what you find missing."),
)
