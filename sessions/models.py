"""Every model of the app, for Django to find; each lives in its capability."""

from sessions.allocation.models import Plan, PlannedSeat, Seat, SeatingRule
from sessions.floor.models import Hand
from sessions.help.models import HelpCall
from sessions.notices.models import Notice
from sessions.rounds.models import Round
from sessions.sittings.models import Attendance, Sitting
from sessions.tables.models import Note

__all__ = [
    "Attendance",
    "Hand",
    "HelpCall",
    "Note",
    "Notice",
    "Plan",
    "PlannedSeat",
    "Round",
    "Seat",
    "SeatingRule",
    "Sitting",
]
