"""What an expert declared and what the committee decided, in the language in force, for documents and files."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deliberation.hearings.models import Expert
from deliberation.hearings.plurality.models import Decision
from deliberation.kernel import times


def interests_said(expert: Expert) -> str:
    if expert.declared_at is None:
        return _("Has not declared their interests.")
    return expert.interests or _("No interest to declare.")


def declaration_said(expert: Expert) -> str:
    """When it was declared, and who wrote it down; empty where nothing was."""
    if expert.declared_at is None:
        return ""
    day = times.day(timezone.localdate(expert.declared_at))
    return f"{day}, {expert.get_declared_how_display()}"


def about_said(decision: Decision) -> str:
    """What a decision is about."""
    if decision.expert:
        if decision.is_former:
            return _("%(expert)s, of whom something else was said then") % {"expert": decision.expert.named}
        return decision.expert.named
    if decision.document:
        return _("Document: %(title)s") % {"title": decision.document.title}
    return _("The programme of hearings")


def outcome_said(decision: Decision) -> str:
    return pgettext("a decision", "Approved") if decision.approved else pgettext("a decision", "Refused")
