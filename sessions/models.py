"""Every model of the app, for Django to find; each lives in its capability."""

from sessions.drafting.models import Document, Update, Version
from sessions.floor.models import Hand
from sessions.help.models import HelpCall
from sessions.notices.models import Notice
from sessions.rounds.models import Round
from sessions.sittings.models import Attendance, Sitting
from sessions.tables.models import Note

__all__ = [
    "Attendance",
    "Document",
    "Hand",
    "HelpCall",
    "Note",
    "Notice",
    "Round",
    "Sitting",
    "Update",
    "Version",
]
