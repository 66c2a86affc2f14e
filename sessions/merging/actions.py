"""Merges, as far as their texts are documents that people have open."""

from collections.abc import Collection, Iterable

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.merging import actions as merging
from deliberation.merging.models import Merge
from deliberation.merging.queries import living_merges, merges_of
from deliberation.proposals.models import Proposal
from sessions.drafting import actions as drafting


def ask_merge(*, actor: Actor, conference: Conference, proposals: Collection[int], reason: str) -> Merge:
    """Ask the people of these proposals to make one of them, beginning with their words as they stand now."""
    with acting(Act.ASK_MERGE, actor, conference) as locked:
        drafting.settle(actor=actor, conference=locked)
        return merging.ask_merge(actor=actor, conference=locked, proposal_ids=proposals, reason=reason)


def withdraw_merge(*, actor: Actor, conference: Conference, merge_id: int, reason: str) -> None:
    """Give a request up: its draft is kept as it stands."""
    with acting(Act.ASK_MERGE, actor, conference) as locked:
        _close(actor, living_merges(locked).filter(pk=merge_id))
        merging.withdraw_merge(actor=actor, conference=locked, merge_id=merge_id, reason=reason)


def lapse_merges(*, actor: Actor, conference: Conference, act: Act) -> None:
    """What is not agreed by now is not merged; ``act`` is the act that ends the time for it."""
    with acting(act, actor, conference) as locked:
        _close(actor, living_merges(locked))
        merging.lapse_merges(actor=actor, conference=locked, act=act)


def conclude_merge(*, actor: Actor, conference: Conference, proposal_id: int) -> None:
    """If this is a merge that has just been submitted, its origins are closed: inside the transaction of that act."""
    merge = merges_of(conference).filter(proposal=proposal_id, proposal__state=Proposal.State.SUBMITTED).first()
    if merge is not None:
        drafting.close_texts(actor=actor, proposals=[origin.proposal for origin in merge.origins.all()])
        merging.conclude_merge(actor=actor, conference=conference, proposal_id=proposal_id)


def _close(actor: Actor, merges: Iterable[Merge]) -> None:
    drafting.close_texts(actor=actor, proposals=[merge.proposal for merge in merges])
