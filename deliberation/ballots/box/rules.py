"""Who votes where: on a page or on paper, and never on both."""

from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot, RollEntry


def why_not_cast(ballot: Ballot, entry: RollEntry) -> str:
    """Empty when this person may vote on a page, else a sentence for them."""
    if entry.on_paper:
        return _("You were given a paper: put it in the box. To vote here instead, give it back to a facilitator.")
    if ballot.stopped_at:
        return _("This vote is over: the papers in the box are being counted.")
    return ""


def why_not_give(ballot: Ballot, entry: RollEntry) -> str:
    """Empty when this person may be given a paper, or has one; else a sentence for the facilitator."""
    if entry.on_paper:
        return ""
    if ballot.rule.named:
        return _("This vote is named, and a paper has no name: everyone votes on a page, or on a tablet.")
    if ballot.stopped_at:
        return _("The papers are being counted: none is given any more.")
    if entry.voted:
        return _("This person has voted on a page or a tablet: they cannot vote a second time, on paper.")
    return ""
