from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from deliberation.ballots.queries import closed_ballots, figures
from deliberation.conference.posting import act_view
from deliberation.conference.queries import visit
from deliberation.conference.stages import Act
from deliberation.opinion import actions, queries, rules
from deliberation.opinion.forms import SectionForm, SignatureForm
from deliberation.opinion.models import Signature
from deliberation.opinion.verify import check, known_digests
from deliberation.oversight.queries import statement_text

write_opinion = act_view(
    Act.WRITE_OPINION, SectionForm, actions.write_section, said=_("This part of the opinion is saved.")
)
sign_opinion = sensitive_post_parameters()(
    act_view(Act.SIGN_OPINION, SignatureForm, actions.sign_opinion, said=_("Your decision is recorded."))
)


@require_GET
def opinion(request: HttpRequest, slug: str) -> HttpResponse:
    """The opinion, made for reading; a waiting page for whoever may not read it yet."""
    conference, actor = visit(request, slug)
    found, sealed = queries.opinion_of(conference), queries.sealed_of(conference)
    sentence = rules.why_not_read(actor, conference, sealed)
    if sentence or found is None:
        context = {"conference": conference, "sentence": sentence, "actor": actor}
        return render(request, "opinion/waiting.html", context, status=403 if sentence else 200)
    tallies = {b.proposal_id: figures(b) for b in closed_ballots(conference) if b.proposal_id}
    signed = found.signatures.filter(decision=Signature.Decision.SIGNED)
    context = {
        "conference": conference,
        "opinion": found,
        "sealed": sealed,
        "sections": queries.sections_of(found),
        "recommendations": [
            {"recommendation": r, "tally": tallies.get(r.proposal_id)}
            for r in found.recommendations.select_related("proposal").order_by("number")
        ],
    }
    if sealed:
        context |= {
            "signed": signed.count(),
            "declined": found.signatures.exclude(decision=Signature.Decision.SIGNED).count(),
            "names": sorted(name for name in signed.values_list("public_name", flat=True) if name),
            # What the guarantor says of the whole, as the sealed document prints it; empty when they said nothing.
            "statement": statement_text(conference),
            "reservations": signed.exclude(reservation="").order_by("reservation"),
        }
    return render(request, "opinion/opinion.html", context)


@require_GET
def opinion_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The sealed bytes, untouched."""
    conference, actor = visit(request, slug)
    sealed = queries.sealed_of(conference)
    sentence = rules.why_not_read(actor, conference, sealed)
    if sentence or sealed is None:
        context = {"conference": conference, "sentence": sentence, "actor": actor}
        return render(request, "opinion/waiting.html", context, status=403 if sentence else 404)
    response = HttpResponse(bytes(sealed.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="avis-citoyen-{conference.slug}.pdf"'
    response["Cache-Control"] = "no-transform"
    return response


class CheckForm(forms.Form):
    file = forms.FileField(label=_("The PDF to check"))


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anyone: is this PDF a sealed opinion of this platform, unchanged? Nothing of it is kept."""
    form, verdict = CheckForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > settings.MAX_DOCUMENT_BYTES:
            form.add_error("file", _("This file is too large to be one of our opinions."))
        else:
            verdict = check(file.read(), known_digests=known_digests())
    return render(request, "opinion/verify.html", {"form": form, "verdict": verdict})
