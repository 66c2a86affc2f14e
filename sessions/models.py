"""Every model of the app, for Django to find; each lives in its capability."""

from sessions.rounds.models import Round
from sessions.sittings.models import Attendance, Sitting
from sessions.tables.models import Note

__all__ = ["Attendance", "Note", "Round", "Sitting"]
