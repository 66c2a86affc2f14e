from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm, closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.kernel.richtext import html_of, parse, set_in
from deliberation.opinion.handover import languages
from deliberation.opinion.handover.forms import CorrectionForm, DerivativeForm, ReceiptForm, WithdrawalForm
from deliberation.opinion.handover.models import Derivative
from deliberation.opinion.handover.queries import certificate_of, correction, derivative, handed_over_by
from deliberation.opinion.handover.rules import why_not_see_certificate, why_not_show
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.queries import sealed_of
from deliberation.opinion.rules import is_public, why_not_read
from sessions.fanout.acts import OfferedAct
from sessions.handover import queries
from sessions.reading.views import owed, waiting

Shown = dict[str, Any]
GONE = 410
# Who is told the name of who acknowledged receipt.
TOLD_WHO = frozenset({Role.SPONSOR, Role.GUARANTOR, Role.FACILITATOR})


@never_cache
@require_GET
def handover_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The hand-over: what the sponsor has to do, then what was handed over and received, and the certificate of it."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    sentence = why_not_see_certificate(actor, conference, sealed)
    if sentence and not why_not_read(actor, conference, sealed):
        return closed_page(request, conference, sentence)
    if sentence or sealed is None or sealed.handed_over_at is None:
        return _not_yet(request, conference, actor, sentence)
    context = {
        "conference": conference,
        "actor": actor,
        "pdf_size": len(sealed.pdf),
        "certificate": certificate_of(sealed),
        "by": handed_over_by(conference),
        "told_who": bool(actor and actor.role in TOLD_WHO),
        **owed(conference, sealed),
    }
    if rules.may(Act.ACKNOWLEDGE_RECEIPT, actor, conference) and not sealed.acknowledged_at:
        form = ReceiptForm(auto_id="receipt-%s")
        context["acknowledge"] = _offered("acknowledge_receipt", "handover_page", conference, form)
    return render(request, "handover/handover.html", context)


@require_GET
def handover_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    sentence, certificate = why_not_see_certificate(actor, conference, sealed), certificate_of(sealed)
    if sentence:
        return waiting(request, conference, actor, sentence, status=403)
    if certificate is None:
        raise Http404
    return _pdf(certificate.pdf, f"remise-{conference.slug}.pdf")


@never_cache
@require_GET
def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """The corrections that stand beside the opinion and, for its citizens, those that wait for agreement."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    if (refused := _not_to_be_read(request, conference, actor, sealed)) or sealed is None:
        return refused or _not_yet(request, conference, actor)
    asked = queries.agreement_asked(actor, conference, sealed)
    proposed = [
        (row, {name: _on_correction(name, conference, row.correction.number) for name in _acts_on(row, asked)})
        for row in asked.pop("proposed", ())
        if actor
    ]
    context = {
        "conference": conference,
        "actor": actor,
        "sealed": sealed,
        "public": is_public(sealed),
        "corrections": queries.sealed_corrections(sealed),
        "proposed": proposed,
        **asked,
    }
    if rules.may(Act.PROPOSE_CORRECTION, actor, conference):
        context["propose"] = _offered("propose_correction", "corrections", conference, CorrectionForm(auto_id="fix-%s"))
    return render(request, "handover/corrections.html", context)


def _acts_on(row: queries.Proposed, asked: Shown) -> list[str]:
    """What may be done of a correction that waits, by who looks."""
    acts = ["take_back_agreement" if row.agrees else "agree_to_correction"] if asked["has_signed"] else []
    return [*acts, "withdraw_correction"] if row.mine else acts


def _on_correction(name: str, conference: Conference, number: int) -> OfferedAct:
    return _offered(name, "corrections", conference, PlainForm(auto_id=False), number)


@require_GET
def correction_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    conference, actor = visit(request, slug)
    if refused := _not_to_be_read(request, conference, actor, sealed_of(conference)):
        return refused
    found = correction(conference, number)
    if found is None or found.sealed_at is None:
        raise Http404
    return _pdf(found.pdf, f"correction-{number}-{conference.slug}.pdf")


@never_cache
@require_GET
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """The opinion in other words, listed; for a facilitator, how one is added."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    if (refused := _not_to_be_read(request, conference, actor, sealed)) or sealed is None:
        return refused or _not_yet(request, conference, actor)
    context: Shown = {
        "conference": conference,
        "actor": actor,
        "public": is_public(sealed),
        "versions": queries.versions_of(sealed),
    }
    if rules.may(Act.ADD_DERIVATIVE, actor, conference):
        form = DerivativeForm(auto_id="version-%s")
        context["add"] = _offered("add_derivative", "versions", conference, form)
    return render(request, "handover/versions.html", context)


@never_cache
@require_GET
def version(request: HttpRequest, slug: str, derivative_id: int) -> HttpResponse:
    """One version, under its banner; a withdrawn one answers with the reason."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    if refused := _not_to_be_read(request, conference, actor, sealed):
        return refused
    found = derivative(conference, derivative_id)
    if found is None:
        raise Http404
    reason = why_not_show(found)
    context: Shown = {
        "conference": conference,
        "actor": actor,
        "sealed": sealed,
        "public": is_public(sealed),
        "version": queries.version_of(found),
        "prevails": languages.prevails(found.kind, found.language),
        "easy": found.kind == Derivative.Kind.EASY_READ,
        "reason": reason,
    }
    if not reason:
        context["body"] = html_of(set_in(parse(found.text), found.language), level=2)
    if rules.may(Act.WITHDRAW_DERIVATIVE, actor, conference) and not reason:
        form = WithdrawalForm(auto_id="withdraw-%s")
        context["withdraw"] = _offered("withdraw_derivative", "versions", conference, form, derivative_id)
    return render(request, "handover/version.html", context, status=GONE if reason else 200)


def _not_to_be_read(
    request: HttpRequest, conference: Conference, actor: Actor | None, sealed: SealedOpinion | None
) -> HttpResponse | None:
    """The page for whoever may not read the opinion yet, and for what nothing stands beside yet."""
    if sentence := why_not_read(actor, conference, sealed):
        return waiting(request, conference, actor, sentence, status=403)
    if sealed is None or sealed.handed_over_at is None:
        return _not_yet(request, conference, actor)
    return None


def _not_yet(request: HttpRequest, conference: Conference, actor: Actor | None, sentence: str = "") -> HttpResponse:
    said = sentence or _("Nothing stands beside the opinion before it is handed over.")
    return waiting(request, conference, actor, said, status=403)


def _offered(name: str, page: str, conference: Conference, form: forms.Form, *about: object) -> OfferedAct:
    return OfferedAct(
        name.replace("_", "-"),
        reverse(name, args=[conference.slug, *about]),
        reverse(page, args=[conference.slug]),
        form,
    )


def _pdf(content: bytes | memoryview, name: str) -> HttpResponse:
    """Sealed bytes, untouched."""
    response = HttpResponse(bytes(content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-transform"
    return response
