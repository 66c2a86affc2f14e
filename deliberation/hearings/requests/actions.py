import hashlib

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.hearings.models import Hearing
from deliberation.hearings.requests import rules
from deliberation.hearings.requests.models import HearingRequest, HearingRequestSupport
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused

State = HearingRequest.State


def request_hearing(*, actor: Actor, conference: Conference, kind: str, subject: str, reason: str) -> HearingRequest:
    """Ask that somebody, or a point of view, be heard; whoever asks supports it. The same again changes nothing."""
    with acting(Act.REQUEST_HEARING, actor, conference) as locked:
        _require(Act.REQUEST_HEARING, actor, locked)
        words = {"kind": kind, "subject": subject, "reason": reason}
        said = HearingRequest.objects.filter(conference=locked, asked_by=actor.member, **words)
        if found := said.exclude(state=State.WITHDRAWN).first():
            return found
        request = HearingRequest.objects.create(conference=locked, asked_by=actor.member, asked_at=clock.now(), **words)
        HearingRequestSupport.objects.create(request=request, membership=actor.member)
        text = _digest(*words.values())
        record(locked, Verb.HEARING_REQUESTED, actor=actor.ref, request=request.pk, text=text)
    return request


def support_request(*, actor: Actor, conference: Conference, request_id: int) -> None:
    """Ask for it too. Doing it again changes nothing."""
    with acting(Act.SUPPORT_REQUEST, actor, conference) as locked:
        request = _found(Act.SUPPORT_REQUEST, actor, locked, request_id)
        if HearingRequestSupport.objects.filter(request=request, membership=actor.member).exists():
            return
        if sentence := rules.why_not_support(request):
            raise Refused(sentence)
        HearingRequestSupport.objects.create(request=request, membership=actor.member)
        record(locked, Verb.HEARING_REQUEST_SUPPORTED, actor=actor.ref, request=request.pk, taken_back=False)


def take_back_request_support(*, actor: Actor, conference: Conference, request_id: int) -> None:
    """Ask for it no longer. Doing it again changes nothing."""
    with acting(Act.SUPPORT_REQUEST, actor, conference) as locked:
        request = _found(Act.SUPPORT_REQUEST, actor, locked, request_id)
        mine = HearingRequestSupport.objects.filter(request=request, membership=actor.member)
        if not mine.exists():
            return
        if request.asked_by_id == actor.member.pk:
            raise Refused(_("This request is yours: withdraw the request itself."))
        if sentence := rules.why_not_support(request):
            raise Refused(sentence)
        mine.delete()
        record(locked, Verb.HEARING_REQUEST_SUPPORTED, actor=actor.ref, request=request.pk, taken_back=True)


def withdraw_request(*, actor: Actor, conference: Conference, request_id: int) -> None:
    """Withdraw what one asked, while nobody has answered. Doing it again changes nothing."""
    with acting(Act.WITHDRAW_REQUEST, actor, conference) as locked:
        request = _found(Act.WITHDRAW_REQUEST, actor, locked, request_id)
        if request.state == State.WITHDRAWN and request.asked_by_id == actor.member.pk:
            return
        if sentence := rules.why_not_withdraw(actor, request):
            raise Refused(sentence)
        request.state, request.closed_at = State.WITHDRAWN, clock.now()
        request.save(update_fields=["state", "closed_at"])
        record(locked, Verb.HEARING_REQUEST_WITHDRAWN, actor=actor.ref, request=request.pk)


def answer_request(*, actor: Actor, conference: Conference, request_id: int, decision: str, answer: str) -> None:
    """Accept or refuse, with the reason, for the steering committee or in its absence. The same again changes
    nothing."""
    with acting(Act.ANSWER_REQUEST, actor, conference) as locked:
        request = _found(Act.ANSWER_REQUEST, actor, locked, request_id)
        if decision not in {State.ACCEPTED, State.REFUSED}:
            raise Refused(_("Say whether the request is accepted or refused."), field="decision")
        if (request.state, request.answer) == (decision, answer):
            return
        if sentence := rules.why_not_answer(request):
            raise Refused(sentence)
        request.state, request.answer = State(decision), answer
        request.answered_by, request.closed_at = actor.member, clock.now()
        request.save(update_fields=["state", "answer", "answered_by", "closed_at"])
        record(
            locked,
            Verb.HEARING_REQUEST_ANSWERED,
            actor=actor.ref,
            request=request.pk,
            accepted=decision == State.ACCEPTED,
            text=_digest(decision, answer),
        )


def link_request(*, actor: Actor, conference: Conference, request_id: int, hearing_id: int) -> None:
    """Say which hearing answers an accepted request; another one takes its place. The same again changes nothing."""
    with acting(Act.LINK_REQUEST, actor, conference) as locked:
        request = _found(Act.LINK_REQUEST, actor, locked, request_id)
        if sentence := rules.why_not_link(request):
            raise Refused(sentence)
        hearing = Hearing.objects.filter(conference=locked, pk=hearing_id).first()
        if hearing is None:
            raise Refused(_("There is no such hearing."), field="hearing_id")
        if request.hearing_id == hearing.pk:
            return
        request.hearing = hearing
        request.save(update_fields=["hearing"])
        record(locked, Verb.HEARING_REQUEST_LINKED, actor=actor.ref, request=request.pk, hearing=hearing.pk)


def _require(act: Act, actor: Actor, conference: Conference) -> None:
    if sentence := rules.why_not_act(act, actor, conference):
        raise Refused(sentence)


def _found(act: Act, actor: Actor, conference: Conference, request_id: int) -> HearingRequest:
    _require(act, actor, conference)
    request = HearingRequest.objects.filter(conference=conference, pk=request_id).first()
    if request is None:
        raise Refused(_("There is no such request."))
    return request


def _digest(*words: str) -> str:
    """SHA-256 of words that are in the record and not in the journal, separated by form feeds."""
    return hashlib.sha256("\f".join(words).encode()).hexdigest()
