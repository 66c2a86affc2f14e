"""What the guarantor sees."""

from deliberation.conference.models import Conference
from sessions.fanout.eyes.overview import overview
from sessions.fanout.eyes.room import Eyes


def guarantor(conference: Conference, key: str) -> Eyes:
    """The guarantor sees what the desk sees, and touches nothing."""
    return overview(conference) | {"guiding": False}
