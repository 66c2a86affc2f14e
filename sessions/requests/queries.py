"""What the page of the requests for hearings shows, for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.hearings.models import Expert
from deliberation.hearings.requests.models import HearingRequest
from deliberation.hearings.requests.queries import requests_of, supported_by
from deliberation.hearings.requests.rules import due_on, is_overdue
from deliberation.hearings.requests.wording import outcome_said
from sessions.fanout.acts import OfferedAct
from sessions.rounds.models import Round

State = HearingRequest.State


@dataclass
class Row:
    """A request. ``mine`` and ``supports`` are the reader's; ``round`` is that of the hearing it is tied to."""

    request: HearingRequest
    due: date
    overdue: bool
    outcome: str
    mine: bool
    supports: bool
    round: Round | None
    acts: dict[str, OfferedAct] = field(default_factory=dict)

    @property
    def who(self) -> Expert | None:
        """Who is heard there, where somebody is scheduled."""
        return self.request.hearing.expert if self.request.hearing else None


@dataclass(frozen=True)
class Asked:
    """Those that wait, the longest first; those that were answered, the latest first; those that were withdrawn."""

    waiting: list[Row]
    answered: list[Row]
    withdrawn: list[Row]


def asked(actor: Actor, conference: Conference) -> Asked:
    found = list(requests_of(conference))
    days = conference.mandate.hearing_answer_days
    citizen = actor.role == Role.CITIZEN
    supported = supported_by(actor.member, found) if citizen else set()
    rounds = _rounds(conference, found)
    rows = [
        Row(
            request,
            due_on(request, days),
            is_overdue(request, days),
            outcome_said(request),
            citizen and request.asked_by_id == actor.member.pk,
            request.pk in supported,
            rounds.get(request.hearing_id or 0),
        )
        for request in found
    ]
    return Asked(
        [row for row in rows if row.request.state == State.OPEN],
        sorted((row for row in rows if row.request.answered_by_id), key=_answered_at, reverse=True),
        [row for row in rows if row.request.state == State.WITHDRAWN],
    )


def _answered_at(row: Row) -> tuple[float, int]:
    closed = row.request.closed_at
    return (closed.timestamp() if closed else 0, row.request.pk)


def _rounds(conference: Conference, requests: Iterable[HearingRequest]) -> dict[int, Round]:
    numbers = {request.hearing_id for request in requests if request.hearing_id}
    found = Round.objects.filter(sitting__conference=conference, hearing__in=numbers).select_related("sitting")
    return {round_.hearing_id: round_ for round_ in found if round_.hearing_id}


def hearings_to_choose(conference: Conference) -> list[tuple[int, str]]:
    """The hearings of the programme, with their round and sitting; not those that were left out."""
    rounds = Round.objects.filter(sitting__conference=conference, hearing__isnull=False, skipped_at=None)
    return [
        (round_.hearing_id, _("%(round)s (%(sitting)s)") % {"round": round_.title, "sitting": round_.sitting.title})
        for round_ in rounds.select_related("sitting").order_by("sitting__number", "number")
        if round_.hearing_id
    ]
