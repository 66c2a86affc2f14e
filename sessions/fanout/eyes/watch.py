"""What experts and the steering committee see."""

from deliberation.conference.models import Conference
from deliberation.conference.stages import Act, Role, allows
from sessions.fanout.eyes.requests import requests
from sessions.fanout.eyes.room import Eyes, closed, room, together
from sessions.plurality.queries import awaited_of

# What of a region is the opinion's text, or leads to it.
OPINION = frozenset({"opinion", "sections", "recommendations", "reading", "sign"})


def watch(conference: Conference, key: str) -> Eyes:
    """Experts and the steering committee: what citizens see, without anything to do, and not the opinion before it is
    theirs to read."""
    eyes = room(conference) | together(conference) | requests(conference)
    eyes |= {"acting": False, "closed_ballots": closed(conference)}
    eyes["awaited"] = len(awaited_of(conference))
    eyes["counting"] = any(row["ballot"].stopped_at for row in eyes.get("ballots", ()))
    if not allows(Act.READ_OPINION, Role.EXPERT, conference.current_stage):
        eyes = {name: seen for name, seen in eyes.items() if name not in OPINION}
    return eyes
