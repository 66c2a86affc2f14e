from deliberation.conference.models import Conference
from deliberation.conference.stages import Stage


def may_be_told(conference: Conference) -> bool:
    """Whether anybody sees how proposals are taken to: not while some of the panel still read and answer."""
    return conference.current_stage != Stage.REVIEW
