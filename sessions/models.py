"""Every model of the app, for Django to find; each lives in its capability."""

from sessions.allocation.models import Plan, PlannedSeat, Seat, SeatingRule
from sessions.cards.models import Card
from sessions.drafting.models import Document, Update, Version
from sessions.floor.models import Hand, Share
from sessions.guide.models import Arrival, Ready, Step
from sessions.help.models import HelpCall
from sessions.notices.models import Notice
from sessions.rounds.models import Round
from sessions.sittings.models import Attendance, Sitting
from sessions.tables.models import Note

__all__ = [
    "Arrival",
    "Attendance",
    "Card",
    "Document",
    "Hand",
    "HelpCall",
    "Note",
    "Notice",
    "Plan",
    "PlannedSeat",
    "Ready",
    "Round",
    "Seat",
    "SeatingRule",
    "Share",
    "Sitting",
    "Step",
    "Update",
    "Version",
]
