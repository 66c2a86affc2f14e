from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from deliberation.ballots import actions, queries, receipts
from deliberation.ballots.forms import PaperForm
from deliberation.conference.models import Conference
from deliberation.conference.posting import act_view
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act


# What was voted must not stand in an error report either.
@sensitive_post_parameters()
def cast_paper(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """A vote by an ordinary form. The browser's secret makes the receipt: one that has none is given one."""
    secret = receipts.secret_in(request.COOKIES) or receipts.new_secret()
    view = act_view(
        Act.CAST_PAPER,
        PaperForm,
        partial(actions.cast_paper, secret=secret),
        said=partial(said, secret=secret),
        form_options=queries.paper_of,
        done_before=queries.was_cast,
    )
    response = view(request, slug, ballot_id=ballot_id)
    if secret != receipts.secret_in(request.COOKIES):
        receipts.keep(response, secret)
    return response


def said(*, actor: Actor, conference: Conference, ballot_id: int, secret: str, **_given: Any) -> str:
    """What who voted reads."""
    key = receipts.key_of(secret, ballot=ballot_id, ref=actor.member.ref)
    return _("Your vote is in the ballot box. Your receipt: %s") % receipts.said(key)
