from datetime import datetime, timedelta

from django.utils.timezone import get_default_timezone

from sessions.rounds.timetable import beginning
from sessions.sittings.models import Sitting

SHOWN_BEFORE = timedelta(hours=1)


def link_shown_from(sitting: Sitting) -> datetime | None:
    """From when the members of an online sitting find its joining link; None where no hour is planned: as it opens."""
    if not sitting.online or sitting.day is None or sitting.starts is None:
        return None
    begins = beginning(sitting.day, sitting.starts, None, get_default_timezone())
    return begins - SHOWN_BEFORE if begins else None


def is_link_due(sitting: Sitting, now: datetime) -> bool:
    """Whether those who may follow an online sitting are shown its joining link, if it is given: while it is open, and
    an hour before."""
    if not sitting.online or sitting.closed_at:
        return False
    shown_from = link_shown_from(sitting)
    return sitting.is_open or (shown_from is not None and now >= shown_from)
