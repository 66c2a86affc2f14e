"""What is said of an answer, in the language in force."""

from django.utils.translation import gettext as _

from deliberation.hearings.models import Question
from deliberation.kernel.times import day


def how_answered(question: Question) -> str:
    """How it was given, and whether the expert stands by it; of one that is still owed, until when. Empty for what was
    answered aloud and not noted."""
    if question.answered_at is None:
        return _("To be answered in writing until %s; not answered yet.") % day(question.due) if question.due else ""
    if question.written and question.is_late:
        days = {"due": day(question.due), "day": day(question.answered_at)}
        return _("Answered in writing by the expert on %(day)s, late: it was owed until %(due)s.") % days
    if question.written:
        return _("Answered in writing by the expert on %s.") % day(question.answered_at)
    if not question.answer:
        return ""
    if question.confirmed_at and question.noted_answer:
        return _("Put in their own words by the expert, who was noted in others.")
    if question.confirmed_at:
        return _("Noted during the hearing, and confirmed by the expert.")
    return _("Noted during the hearing; the expert has not confirmed it.")
