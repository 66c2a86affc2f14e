"""What became of a request for a hearing, in sentences and in the language in force: on screens and in print alike."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from deliberation.conference.stages import Role
from deliberation.hearings.requests.models import HearingRequest
from deliberation.hearings.requests.queries import hearing_named
from deliberation.hearings.requests.rules import is_late
from deliberation.kernel import times

State = HearingRequest.State


def outcome_said(request: HearingRequest) -> str:
    """Who answered what and when, and whether the mandate's time was over."""
    if request.state == State.OPEN:
        return _("Nobody has answered.")
    day = {"day": times.day(timezone.localdate(request.closed_at))}
    if request.state == State.WITHDRAWN:
        return _("Withdrawn by who had asked, on %(day)s.") % day
    said = _ANSWERED[request.state == State.ACCEPTED, _by_committee(request)]() % day
    if is_late(request, request.conference.mandate.hearing_answer_days):
        late = _("The answer came after its time.")
        return f"{said} {late}"
    return said


def heard_said(request: HearingRequest, held: Collection[int]) -> str:
    """Which hearing followed; ``held`` are the numbers of those that took place. Empty where nothing is to be said."""
    if request.state != State.ACCEPTED:
        return ""
    if request.hearing is None:
        return _("No hearing is tied to it.")
    who = hearing_named(request.hearing)
    if request.hearing_id in held:
        return _("Heard: %(who)s.") % {"who": who} if who else _("The hearing was held.")
    return _("Not heard so far: %(who)s.") % {"who": who} if who else _("The hearing was not held so far.")


def _by_committee(request: HearingRequest) -> bool:
    return request.answered_by is not None and request.answered_by.role == Role.STEERING


_ANSWERED = {
    (True, True): lambda: _("Accepted by the steering committee, on %(day)s."),
    (True, False): lambda: _("Accepted by the facilitators, on %(day)s."),
    (False, True): lambda: _("Refused by the steering committee, on %(day)s."),
    (False, False): lambda: _("Refused by the facilitators, on %(day)s."),
}
