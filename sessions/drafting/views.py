from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from deliberation.conference.posting import act_view, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.kernel.richtext import html_of, parse
from deliberation.opinion.forms import SectionForm
from deliberation.panel.queries import table_of
from deliberation.proposals.forms import ProposalForm
from sessions.drafting import actions, queries
from sessions.drafting.forms import RestoreForm
from sessions.drafting.rules import may_read, why_not_write
from sessions.drafting.subjects import subject_of
from sessions.fanout.acts import OfferedAct
from sessions.fanout.audiences import Seat

write_proposal = act_view(
    Act.WRITE_PROPOSAL, ProposalForm, actions.write_proposal, said=gettext_lazy("The proposal is saved.")
)
write_opinion = act_view(
    Act.WRITE_OPINION,
    SectionForm,
    actions.write_section,
    said=gettext_lazy("This part of the opinion is saved."),
    form_options=lambda conference, part: {"part": part},
)
restore_text = act_view(
    Act.RESTORE_TEXT, RestoreForm, actions.restore_text, said=gettext_lazy("The earlier state is back.")
)


@require_safe
def text(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """How a text came to be, minute by minute, and what it said then."""
    conference, actor = visit(request, slug)
    document = queries.named(conference, key)
    if document is None:
        raise Http404
    seat = Seat(conference, actor, table_of(actor.member)) if actor else None
    if not may_read(seat, document):
        ours = _("Only citizens, those who guide and the guarantor read this text while it is written.")
        theirs = _("This text is read at the table that writes it.")
        return closed_page(request, conference, ours if document.section else theirs)
    minutes = queries.minutes_of(document) if document.pk else []
    asked = request.GET.get("at", "")
    chosen = next((minute for minute in minutes if str(minute.number) == asked), minutes[0] if minutes else None)
    said = queries.texts_at(document, chosen.number) if chosen else {}
    fields = subject_of(document).fields
    context = {
        "conference": conference,
        "document": document,
        "minutes": minutes,
        "chosen": chosen,
        "parts": [(field.label, html_of(parse(said[field.name]))) for field in fields if said.get(field.name)],
        "restore": None,
    }
    if chosen and chosen != minutes[0] and why_not_write(seat, document) is None:
        form = RestoreForm(initial={"number": chosen.number}, auto_id=False)
        here = reverse("text", args=[slug, key])
        context["restore"] = OfferedAct("restore-text", reverse("restore_text", args=[slug, key]), here, form)
    return render(request, "drafting/text.html", context)
