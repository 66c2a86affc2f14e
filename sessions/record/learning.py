"""What citizens were given in sheets, and what they asked to hear, as the records tell it: nobody's name or reference,
and no answer without its reason."""

from typing import Any

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.dossier.sheets.models import SheetVersion
from deliberation.hearings.requests.models import HearingRequest
from deliberation.hearings.requests.queries import requests_of
from deliberation.hearings.requests.rules import is_late
from sessions.rounds.models import Round
from sessions.sittings.queries import hearings_held


def sheets(conference: Conference) -> list[dict[str, Any]]:
    """Every version of each, in the order in which sheets were first written; ``sheet`` tells which belong together."""
    found = SheetVersion.objects.filter(sheet__conference=conference).order_by("sheet_id", "number")
    place = {sheet: nth for nth, sheet in enumerate(dict.fromkeys(each.sheet_id for each in found), start=1)}
    return [
        {
            "sheet": place[each.sheet_id],
            "version": each.number,
            "question": each.question,
            "easy": each.easy,
            "essential": each.essential,
            "in_depth": each.in_depth,
            "source": each.source,
            "changed": each.changed,
            "written_at": each.written_at.isoformat(),
        }
        for each in found
    ]


def hearing_requests(conference: Conference) -> list[dict[str, Any]]:
    """In the order in which they were asked; the withdrawn ones too."""
    rounds = dict(
        Round.objects.filter(sitting__conference=conference, hearing__isnull=False).values_list("hearing", "title")
    )
    held = hearings_held(conference)
    return [_request(each, rounds, held) for each in requests_of(conference)]


def _who(request: HearingRequest) -> str | None:
    if request.answered_by is None:
        return None
    return "steering-committee" if request.answered_by.role == Role.STEERING else "facilitators"


def _request(request: HearingRequest, rounds: dict[int, str], held: tuple[int, ...]) -> dict[str, Any]:
    days = request.conference.mandate.hearing_answer_days
    hearing = request.hearing
    return {
        "kind": request.kind,
        "subject": request.subject,
        "reason": request.reason,
        "asked_at": request.asked_at.isoformat(),
        "support": request.support,  # type: ignore[attr-defined]
        "state": request.state,
        "answer": request.answer or None,
        "answered_by": _who(request),
        "closed_at": request.closed_at.isoformat() if request.closed_at else None,
        "late": is_late(request, days),
        "hearing": {
            "expert": hearing.expert.title if hearing.expert else None,
            "works_for_organiser": hearing.expert.works_for_organiser if hearing.expert else None,
            "round": rounds.get(hearing.pk),
            "held": hearing.pk in held,
        }
        if hearing
        else None,
    }
