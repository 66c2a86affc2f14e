"""How many hearings citizens ask for: a line that leads to their page, where everything else is said."""

from deliberation.conference.models import Conference
from deliberation.conference.stages import NOT_IN_A_ROUND, Stage
from deliberation.hearings.requests.queries import counts
from deliberation.opinion.models import SealedOpinion
from sessions.fanout.eyes.room import Eyes

# While people listen and talk, and between rounds; what is drafted, voted or signed is not interrupted.
SHOWN = NOT_IN_A_ROUND | {Stage.PLENARY, Stage.HEARING, Stage.TABLES}


def requests(conference: Conference) -> Eyes:
    """Nothing that time alone changes: whether an answer is late, the page of the requests says."""
    if conference.current_stage not in SHOWN or SealedOpinion.objects.filter(conference=conference).exists():
        return {"requests_shown": False}
    asked, waiting = counts(conference)
    return {
        "requests_shown": True,
        "requests_asked": asked,
        "requests_waiting": waiting,
    }
