"""What every citizen sees alike."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import AT_TABLES, Act, Role, allows
from deliberation.opinion.queries import sealed_of
from sessions.cards.forms import CardForm
from sessions.fanout.acts import act
from sessions.fanout.eyes.dissent import contested
from sessions.fanout.eyes.floor import interject
from sessions.fanout.eyes.requests import requests
from sessions.fanout.eyes.room import Eyes, closed, room, together
from sessions.floor.forms import HandForm
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting
from sessions.sittings.queries import current_sitting


def citizens(conference: Conference, key: str) -> Eyes:
    """The acts a citizen is asked for are the same for all: who did them already is on their own region."""
    sitting = current_sitting(conference)
    eyes = room(conference) | together(conference) | contested(conference) | requests(conference)
    eyes |= {
        "coming": _coming(sitting),
        "acting": True,
        "closed_ballots": closed(conference),
        "recount": True,
        "sealed": sealed_of(conference),
    }
    if sitting and sitting.is_open:
        until = f"attendance-{sitting.number}"
        eyes["attend"] = act("sign-attendance", "sign_attendance", conference, form=PlainForm(), until=until)
        eyes |= _at_hand(conference)
        if eyes["queue"] and eyes["queue"].speaking:
            eyes["interject"] = interject(conference)
    return eyes


def _at_hand(conference: Conference) -> Eyes:
    """What may be asked for at any moment: help, and the floor where there is one."""
    stage = conference.current_stage
    eyes: Eyes = {
        "at_tables": stage in AT_TABLES,
        "call_for_help": act("call-for-help", "call_for_help", conference, form=PlainForm(), until="call"),
        "raise_card": act("raise-card", "raise_card", conference, form=CardForm(auto_id="card-%s")),
    }
    if allows(Act.RAISE_HAND, Role.CITIZEN, stage):
        eyes["raise_hand"] = act("raise-hand", "raise_hand", conference, form=PlainForm(), until="hand")
        eyes["lower_hand"] = act("lower-hand", "lower_hand", conference, form=HandForm())
    return eyes


def _coming(sitting: Sitting | None) -> Round | None:
    """The step of this sitting after the one that runs."""
    return sitting.rounds.filter(started_at=None, skipped_at=None).order_by("number").first() if sitting else None
