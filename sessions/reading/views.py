from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation.ballots.queries import figures
from deliberation.ballots.tally import is_consensus
from deliberation.conference import rules
from deliberation.conference.models import Conference, Mandate
from deliberation.conference.posting import closed_page
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role, Stage
from deliberation.dossier.bookmarks.queries import keeps_anything, progress_of, progress_of_sheets
from deliberation.dossier.forms import DocumentForm
from deliberation.dossier.queries import glossary_of, hearings_to_choose, refused_before, shown_documents, terms_of
from deliberation.dossier.search import search
from deliberation.dossier.sheets.queries import shown_sheets, unclear_counts
from deliberation.dossier.sheets.rules import may_read_feedback, may_revise
from deliberation.dossier.sheets.search import search_sheets
from deliberation.hearings.plurality.queries import (
    decisions_of,
    has_committee,
    refused_documents,
    standing_by_document,
)
from deliberation.hearings.queries import expert_of
from deliberation.hearings.requests.queries import told
from deliberation.hearings.requests.rules import why_not_act
from deliberation.journal.models import Head
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, SealedOpinion, Signature
from deliberation.opinion.queries import adoption_of, answers_due_at, opinion_of, sealed_of, sections_of
from deliberation.opinion.rules import is_public, why_not_read
from deliberation.opinion.writing.queries import AFTER
from deliberation.oversight.queries import statement_text
from deliberation.panel.queries import citizens_of, composition, table_of
from deliberation.questionnaire.queries import closed_questionnaires
from sessions.fanout.render import CSRF_MARKER
from sessions.handover.queries import beside, receipt_awaited
from sessions.plurality.queries import awaited_of
from sessions.plurality.views import declaration
from sessions.reading import queries
from sessions.reading.printing import dossier_printed, planned, size_said
from sessions.reading.provenance import reader_of
from sessions.rounds.models import Round
from sessions.sittings.queries import current_sitting, running_round
from sessions.sittings.rules import is_link_due, link_shown_from


@require_GET
def opinion(request: HttpRequest, slug: str) -> HttpResponse:
    """The opinion, made for reading; a waiting page for whoever may not read it yet."""
    conference, actor = visit(request, slug)
    found, sealed = opinion_of(conference), sealed_of(conference)
    sentence = why_not_read(actor, conference, sealed)
    if sentence or found is None:
        return waiting(request, conference, actor, sentence, status=403 if sentence else 200)
    sections = sections_of(found)
    documents, recommendations = conference.documents.select_related("replaced_by"), queries.recommended(found)
    context = {
        "conference": conference,
        "actor": actor,
        "opinion": found,
        "sealed": sealed,
        "public": is_public(sealed),
        "sections": sections,
        # In their order, those that say something: they come after the recommendations.
        "after": [sections[part] for part in AFTER if sections[part].text],
        "recommendations": recommendations,
        "hearings": queries.hearings_held(conference),
        "committee_decided": list(decisions_of(conference)),
        "asked": queries.hearings_asked(conference),
        "documents": documents,
        "answers_told": bool(closed_questionnaires(conference)),
        "reader": reader_of(actor, conference, [row.recommendation.proposal for row in recommendations]),
        "citizens": citizens_of(conference).count(),
        **_adopted(found, conference.mandate),
        **(_signed(found, sealed) if sealed else {}),
        **(beside(actor, conference, sealed) if sealed and sealed.handed_over_at else {}),
    }
    return render(request, "opinion/opinion.html", context)


def _adopted(found: Opinion, mandate: Mandate) -> dict[str, Any]:
    vote = adoption_of(found) if found.adopted_at else None
    tally = figures(vote) if vote else None
    return {"adoption": tally, "adoption_consensus": bool(tally and is_consensus(tally, mandate.consensus))}


def _signed(found: Opinion, sealed: SealedOpinion) -> dict[str, Any]:
    """What the sealed document prints besides the text. Names only of those who wished it, words in no order that
    tells who wrote them."""
    decided = queries.turnout_of_signing(found)
    signed = found.signatures.filter(decision=Signature.Decision.SIGNED)
    forms = Counter(signed.values_list("form", flat=True))
    declined = found.signatures.filter(decision=Signature.Decision.DECLINED)
    names = sorted(name for name in signed.values_list("public_name", flat=True) if name)
    return {
        "signed": decided[Signature.Decision.SIGNED],
        "own_key": forms[Signature.Form.OWN_KEY],
        "attested": forms[Signature.Form.ATTESTED],
        "declined": decided[Signature.Decision.DECLINED],
        "undecided": citizens_of(found.conference).count() - decided.total(),
        "names": names,
        "unnamed": decided[Signature.Decision.SIGNED] - len(names),
        "reservations": signed.exclude(reservation="").order_by("reservation"),
        "refusals": sorted(declined.exclude(reason="").values_list("reason", flat=True)),
        "not_kept": queries.not_kept(found.conference),
        "statement": statement_text(found.conference),
        "pdf_size": len(sealed.pdf),
        "due": answers_due_at(sealed),
    }


@require_GET
def opinion_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The sealed bytes, untouched."""
    conference, actor = visit(request, slug)
    sealed = sealed_of(conference)
    sentence = why_not_read(actor, conference, sealed)
    if sentence or sealed is None:
        return waiting(request, conference, actor, sentence, status=403 if sentence else 404)
    response = HttpResponse(bytes(sealed.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="avis-citoyen-{conference.slug}.pdf"'
    response["Cache-Control"] = "no-transform"
    return response


def waiting(
    request: HttpRequest, conference: Conference, actor: Actor | None, sentence: str, *, status: int
) -> HttpResponse:
    """Why there is nothing to read yet, and when there will be."""
    planned = Round.objects.filter(sitting__conference=conference, kind=Stage.HANDOVER).select_related("sitting")
    context = {
        "conference": conference,
        "actor": actor,
        "sentence": sentence,
        "planned": planned.first(),
        **owed(conference, sealed_of(conference)),
    }
    return render(request, "opinion/waiting.html", context, status=status)


def owed(conference: Conference, sealed: SealedOpinion | None) -> dict[str, Any]:
    found = opinion_of(conference)
    return {
        "sealed": sealed,
        "due": answers_due_at(sealed),
        "recommendation_count": found.recommendations.count() if found else 0,
    }


@require_GET
def conference_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The public record sheet of a conference, with the way in for its members."""
    conference, actor = visit(request, slug)
    sealed, sittings = sealed_of(conference), list(queries.programme_of(conference))
    context = {
        "conference": conference,
        "sheet": getattr(conference, "sheet", None),
        "actor": actor,
        "sittings": sittings,
        "duration": queries.duration_of(sittings),
        "experts": conference.experts.order_by("pk"),
        "hearings": conference.hearings.count(),
        "documents": shown_documents(conference).count(),
        "composition": queries.values_in_order(composition(conference)),
        "citizens": citizens_of(conference).count(),
        "guarantors": conference.memberships.filter(role=Role.GUARANTOR, ended_at=None).count(),
        "committee": conference.memberships.filter(role=Role.STEERING, ended_at=None).count(),
        "committee_answers": has_committee(conference),
        "public": is_public(sealed),
        "requests": told(conference),
        **owed(conference, sealed),
        **(_mine(actor, conference) if actor else {}),
    }
    return render(request, "conference/conference.html", context)


def _mine(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What this member must find within ten seconds."""
    sitting = current_sitting(conference)
    context: dict[str, Any] = {
        "may_follow": rules.may(Act.FOLLOW_SITTING, actor, conference),
        "may_read_people": rules.may(Act.READ_PEOPLE, actor, conference),
        "may_read_journal": rules.may(Act.READ_JOURNAL, actor, conference),
        "may_read_dossier": rules.may(Act.READ_DOSSIER, actor, conference),
        "may_read_opinion": not why_not_read(actor, conference, sealed_of(conference)) and opinion_of(conference),
        "answers_requests": not why_not_act(Act.ANSWER_REQUEST, actor, conference),
        "sitting": sitting,
        "running": running_round(conference),
        "over": conference.current_stage == Stage.HANDED_OVER,
    }
    if sitting and sitting.online and not sitting.closed_at and context["may_follow"]:
        due, shown_from = is_link_due(sitting, clock.now()), link_shown_from(sitting)
        context |= {"joins_online": True, "link_due": due, "link_shown_from": shown_from}
    if actor.role in {Role.SPONSOR, Role.FACILITATOR, Role.GUARANTOR}:
        context["receipt_awaited"] = receipt_awaited(sealed_of(conference))
    if actor.role == Role.CITIZEN:
        context["my_table"] = table_of(actor.member)
        context |= _my_reading(actor, conference)
    if actor.role == Role.EXPERT:
        context["speaking"] = queries.speaking(actor.member)
        if expert := expert_of(actor.member):
            here = reverse("conference", args=[conference.slug])
            context |= {"expert": expert, "declare": declaration(conference, actor, expert, back=here)}
    if actor.role == Role.GUARANTOR:
        head = Head.objects.filter(conference=conference).first()
        context["entries"] = head.length if head else 0
    if actor.role == Role.STEERING:
        context["awaited"] = awaited_of(conference)
        context["latest"] = conference.documents.order_by("-added_at", "-pk").first()
        context["from_organisers"] = conference.experts.filter(works_for_organiser=True).count()
    return context


@require_GET
def written(request: HttpRequest, slug: str) -> HttpResponse:
    """What tables wrote, as far as it is this visitor's to read; their own comes first, wherever they sit now."""
    conference, actor = visit(request, slug)
    sentence = rules.why_not(Act.FOLLOW_SITTING, actor, conference)
    if sentence or actor is None:
        return closed_page(request, conference, sentence)
    context = {"conference": conference, "actor": actor, **queries.written(actor, conference)}
    # The forms are those of the live page, which put the token in as they are sent.
    page = render_to_string("live/written.html", context, request)
    return HttpResponse(page.replace(CSRF_MARKER, f'name="csrfmiddlewaretoken" value="{get_token(request)}"'))


@never_cache
@require_GET
def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """What the citizens are given to read, and the words they meet in it; to a citizen, what of it they have read."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_DOSSIER, actor, conference):
        return closed_page(request, conference, sentence)
    asked = request.GET.get("q", "").strip()[:200]
    documents = shown_documents(conference).select_related("added_by", "hearing__expert")
    unclear: dict[int, int] = unclear_counts(conference) if may_read_feedback(actor, conference) else {}
    found, found_sheets = search(conference, asked), search_sheets(conference, asked)
    context = {
        "conference": conference,
        "actor": actor,
        "shelves": queries.shelves(conference, documents),
        "decisions": standing_by_document(decisions_of(conference)),
        "refused_documents": refused_documents(conference),
        "refused_before": refused_before(conference),
        "terms": terms_of(conference),
        "words": glossary_of(conference),
        "may_follow": rules.may(Act.FOLLOW_SITTING, actor, conference),
        "asked": asked,
        "found": found,
        "found_sheets": found_sheets,
        "places": len(found) + len(found_sheets),
        "print_size": size_said(planned(conference)),
        "sheets": [
            (each, may_revise(actor, conference, each.sheet), unclear.get(each.sheet_id, 0))
            for each in shown_sheets(conference)
        ],
        "may_write_sheet": rules.may(Act.WRITE_SHEET, actor, conference),
        "form": DocumentForm(hearings=hearings_to_choose(conference))
        if rules.may(Act.ADD_DOCUMENT, actor, conference)
        else None,
        **(_my_reading(actor, conference) if actor else {}),
    }
    return render(request, "dossier/dossier.html", context)


@never_cache
@require_GET
def dossier_to_print(request: HttpRequest, slug: str) -> HttpResponse:
    """All of the dossier in one PDF, made as it is asked for."""
    conference, actor = visit(request, slug)
    if sentence := rules.why_not(Act.READ_DOSSIER, actor, conference):
        return closed_page(request, conference, sentence)
    try:
        pdf = dossier_printed(conference)
    except Refused as refused:
        response = closed_page(request, conference, str(refused))
        response.status_code = 503
        return response
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="dossier-{conference.slug}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _my_reading(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What this person has read, for their own eyes; nothing for whoever notes none."""
    if not rules.may(Act.NOTE_READING, actor, conference):
        return {}
    mine, my_sheets = progress_of(actor.member, conference), progress_of_sheets(actor.member, conference)
    return {
        "mine": mine,
        "my_sheets": my_sheets,
        "to_read": sum(not each.read for each in (*mine.values(), *my_sheets.values())),
        "keeps_reading": keeps_anything(actor.member),
    }
