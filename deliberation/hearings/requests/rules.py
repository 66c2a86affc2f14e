from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conference import rules
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.hearings.plurality.queries import has_committee
from deliberation.hearings.requests.models import HearingRequest
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock

State = HearingRequest.State


def why_not_act(act: Act, actor: Actor | None, conference: Conference) -> str:
    """The table's answer, and that a sealed opinion is told of no further hearing.

    The stage does not tell: between the signing's end and the hand-over the conference pauses. The journal does.
    """
    if sentence := rules.why_not(act, actor, conference):
        return sentence
    if Entry.objects.filter(conference=conference, verb=Verb.OPINION_SEALED).exists():
        return _("The opinion is sealed: no further hearing is held.")
    if act == Act.ANSWER_REQUEST and actor and actor.role == Role.FACILITATOR and has_committee(conference):
        return _("The steering committee answers the requests of this conference.")
    return ""


def why_not_support(request: HearingRequest) -> str:
    return "" if request.state == State.OPEN else _ended(request)


def why_not_withdraw(actor: Actor, request: HearingRequest) -> str:
    """While nobody has answered."""
    if request.asked_by_id != actor.member.pk:
        return _("Only who asked withdraws a request.")
    return "" if request.state == State.OPEN else _ended(request)


def why_not_answer(request: HearingRequest) -> str:
    """Once: a citizen who is not content asks again."""
    return "" if request.state == State.OPEN else _ended(request)


def why_not_link(request: HearingRequest) -> str:
    return "" if request.state == State.ACCEPTED else _("Only a request that was accepted has a hearing.")


def _ended(request: HearingRequest) -> str:
    return _("This request is settled: “%s”.") % request.get_state_display()


def due_on(request: HearingRequest, days: int) -> date:
    """The last day on which an answer is in time; ``days`` is the mandate's."""
    return timezone.localdate(request.asked_at) + timedelta(days=days)


def is_overdue(request: HearingRequest, days: int) -> bool:
    return request.state == State.OPEN and timezone.localdate(clock.now()) > due_on(request, days)


def is_late(request: HearingRequest, days: int) -> bool:
    """Whether it was answered, after its time."""
    answered = request.answered_by_id is not None and request.closed_at is not None
    return answered and timezone.localdate(request.closed_at) > due_on(request, days)
