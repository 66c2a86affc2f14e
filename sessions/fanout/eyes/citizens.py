"""What every citizen sees alike."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.opinion.queries import (
    sealed_of,
)
from sessions.fanout.acts import act
from sessions.fanout.eyes.room import Eyes, closed, room
from sessions.sittings.queries import (
    current_sitting,
)


def citizens(conference: Conference, key: str) -> Eyes:
    """The acts a citizen is asked for are the same for all: who did them already is on their own region."""
    sitting = current_sitting(conference)
    eyes = room(conference) | {
        "acting": True,
        "closed_ballots": closed(conference),
        "sealed": sealed_of(conference),
    }
    if sitting and sitting.is_open:
        until = f"attendance-{sitting.number}"
        eyes["attend"] = act("sign-attendance", "sign_attendance", conference, form=PlainForm(), until=until)
    return eyes
