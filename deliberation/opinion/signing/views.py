import base64
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from deliberation.conference import rules as may
from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm, act_view, closed_page, sentences_of
from deliberation.conference.queries import visit
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.kernel.errors import Refused
from deliberation.opinion.canonical import digest
from deliberation.opinion.models import Opinion, Proof, Signature
from deliberation.opinion.queries import opinion_of, sections_of, signature_of, text_of
from deliberation.opinion.signing import actions, rules
from deliberation.opinion.signing.authority import LONGEST_NAME
from deliberation.opinion.signing.forms import Appearance, KeyForm, SignatureForm, SignedForm
from deliberation.panel.tablets import loan_of
from deliberation.proposals.queries import cited


@never_cache
@require_GET
def signing(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole text, and then the decision; afterwards, what one decided."""
    conference, actor = visit(request, slug)
    return _page(request, conference, actor)


def _page(
    request: HttpRequest, conference: Conference, actor: Actor | None, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    opinion = opinion_of(conference)
    mine = actor and actor.role == Role.CITIZEN and opinion and signature_of(actor.member, opinion)
    sentence = "" if mine else may.why_not(Act.SIGN_OPINION, actor, conference)
    if opinion and not mine and not sentence:
        sentence = rules.why_not_certify(opinion)
    if sentence or actor is None or opinion is None:
        return closed_page(request, conference, sentence or _("There is no opinion yet."))
    context = {
        "conference": conference,
        "actor": actor,
        "opinion": opinion,
        "mine": mine,
        **_text(opinion),
        **({} if mine else _deciding(request, actor, text_digest=digest(text_of(opinion)), form=form)),
    }
    return render(request, "opinion/signing.html", context, status=status)


def _text(opinion: Opinion) -> dict[str, Any]:
    return {
        "sections": sections_of(opinion),
        "recommendations": opinion.recommendations.select_related("proposal")
        .prefetch_related(cited("proposal__"))
        .order_by("number"),
        "text_digest": digest(text_of(opinion)),
    }


def _deciding(request: HttpRequest, actor: Actor, *, text_digest: str, form: forms.Form | None) -> dict[str, Any]:
    email = actor.member.user.email or ""
    if not isinstance(form, SignatureForm):
        # Whoever asked for a code beside it has typed what they have typed.
        typed = {name: value for name, value in request.POST.items() if name in SignatureForm.base_fields}
        first = {"proof": Proof.CODE if email else Proof.BADGE, "appear": Appearance.UNNAMED}
        form, errors = SignatureForm(initial=first | typed | {"text_digest": text_digest}), form and form.errors
        refused = errors and errors.get("__all__")
    else:
        refused = None
    return {
        "form": form,
        "refused": refused,
        "email": _masked(email),
        "lent": loan_of(request) is not None,
        "my_name": actor.member.name,
    }


def _masked(email: str) -> str:
    """Enough to know which of one's mailboxes it is."""
    name, at, host = email.partition("@")
    return f"{name[:2]}…{at}{host}" if at else ""


def _named(member: Membership, appear: str, other_name: str) -> str:
    return {Appearance.NAME.value: member.name[:LONGEST_NAME], Appearance.OTHER.value: other_name}.get(appear, "")


@never_cache
@require_GET
def text_to_sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The very bytes that are signed."""
    conference, actor = visit(request, slug)
    opinion = opinion_of(conference)
    sentence = may.why_not(Act.READ_OPINION, actor, conference)
    if sentence or opinion is None or opinion.adopted_at is None:
        return closed_page(request, conference, sentence or _("The opinion is not adopted."))
    response = HttpResponse(text_of(opinion), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="avis-{conference.slug}.txt"'
    return response


send_signing_code = act_view(
    Act.PROVE_IDENTITY,
    PlainForm,
    actions.send_signing_code,
    said=gettext_lazy("A code is on its way to your mailbox. It is good for ten minutes."),
    page=_page,
    stays=True,
)


def _sign_opinion(*, actor: Actor, conference: Conference, appear: str, other_name: str, **given: Any) -> None:
    name = _named(actor.member, appear, other_name) if given["decision"] == Signature.Decision.SIGNED else ""
    actions.sign_opinion(actor=actor, conference=conference, public_name=name, **given)


sign_opinion = sensitive_post_parameters()(
    act_view(
        Act.SIGN_OPINION, SignatureForm, _sign_opinion, said=gettext_lazy("Your decision is recorded."), page=_page
    )
)
sign_with_key = act_view(
    Act.SIGN_OPINION, SignedForm, actions.sign_with_key, said=gettext_lazy("Your signature is recorded.")
)


@sensitive_post_parameters()
@require_POST
def certify_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Asked by the script of the page: a certificate for the key that the browser has just made."""
    conference, actor = visit(request, slug)
    form = KeyForm(request.POST)
    if sentence := may.why_not(Act.CERTIFY_KEY, actor, conference):
        return JsonResponse({"errors": {"": [sentence]}}, status=403)
    assert actor is not None  # noqa: S101 - why_not() refuses None
    if not form.is_valid():
        return JsonResponse({"errors": sentences_of(form)}, status=422)
    given = form.cleaned_data
    name = _named(actor.member, given.pop("appear"), given.pop("other_name"))
    try:
        made = actions.certify_key(actor=actor, conference=conference, public_name=name, **given)
    except Refused as refused:
        return JsonResponse({"errors": {refused.field: [str(refused)]}}, status=409)
    return JsonResponse({"certificate": base64.b64encode(bytes(made.certificate)).decode()})
