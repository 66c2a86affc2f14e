"""What the guarantor sees."""

from deliberation.conference.models import Conference
from deliberation.oversight.queries import observations_of, statement_of
from sessions.fanout.eyes.overview import overview
from sessions.fanout.eyes.room import Eyes


def guarantor(conference: Conference, key: str) -> Eyes:
    """The guarantor sees what the desk sees, and touches nothing; what they write is their own."""
    return overview(conference) | {
        "guiding": False,
        "observations": observations_of(conference).count(),
        "statement": statement_of(conference),
    }
