"""What all tables submitted, to be read by everyone; and, once they have, how the panel takes to it."""

from typing import Any

from deliberation.conference.models import Conference
from deliberation.proposals.forms import RemarkForm
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import passages_of
from deliberation.review.forms import ReadingForm, TemperatureForm
from deliberation.review.queries import remarked, reviewed, temperatures
from sessions.fanout.acts import act
from sessions.fanout.eyes.amendments import amended

Card = dict[str, Any]


def gallery(conference: Conference) -> dict[str, Any]:
    """The proposals by theme, in the order of the themes; those without one come last."""
    found = list(reviewed(conference).prefetch_related("remarks"))
    amendments = amended(conference, found)
    cards = {each.pk: _card(conference, each) | {"amendments": amendments[each.pk]} for each in found}
    themes = {proposal.theme for proposal in found}
    order = sorted((theme for theme in themes if theme), key=lambda theme: (theme.position, theme.pk))
    groups = [
        {"theme": theme, "cards": [cards[proposal.pk] for proposal in found if proposal.theme == theme]}
        for theme in (*order, *({None} & themes))
    ]
    return {"count": len(found), "groups": groups, "themes": order}


def _card(conference: Conference, proposal: Proposal) -> Card:
    """``pk`` tells apart what is alike on every card."""
    pk = proposal.pk
    reading = ReadingForm(initial={"version": proposal.version}, auto_id=f"read-{pk}-%s")
    remark = RemarkForm(passages=passages_of(proposal), auto_id=f"remark-{pk}-%s")
    degree = TemperatureForm(auto_id=f"temperature-{pk}-%s")
    return {
        "proposal": proposal,
        "remarked": remarked(proposal),
        "read": act("read-proposal", "mark_read", conference, pk, form=reading),
        "temperature": act("take-temperature", "take_temperature", conference, pk, form=degree),
        "remark": act("make-remark", "make_remark", conference, pk, form=remark),
    }


def taken(conference: Conference) -> list[dict[str, Any]]:
    """How the panel takes to what is not voted yet, for the pause after it was reviewed."""
    found = temperatures(conference)
    if not found:
        return []
    waiting = reviewed(conference).filter(state=Proposal.State.SUBMITTED, pk__in=found)
    return [{"proposal": proposal, "taken": found[proposal.pk]} for proposal in waiting]
