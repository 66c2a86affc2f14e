"""How a ballot round goes: amendments first, then the proposals as they are once these are decided."""

from django.utils.translation import gettext as _

from deliberation.amendments.queries import to_be_voted
from deliberation.ballots import actions as ballots
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import open_ballots
from deliberation.conference.acting import acting
from deliberation.conference.methods import SEVERAL, Method, Outcome
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import submitted
from sessions.amending import actions as amending
from sessions.drafting import actions as drafting
from sessions.merging.actions import lapse_merges
from sessions.tables.queries import present_people


def open_votes(*, actor: Actor, conference: Conference) -> None:
    """Open the votes on the amendments that come to all, and on the proposals that none of them would change.

    Where one paper compares all proposals, it waits for the amendments.
    """
    waiting = _waiting(conference)
    if not waiting:
        raise Refused(_("No proposal was submitted: there is nothing to vote on."))
    # Asked for after the last review: nobody could write them.
    lapse_merges(actor=actor, conference=conference, act=Act.START_ROUND)
    drafting.freeze_proposals(actor=actor, conference=conference)
    amendments = to_be_voted(conference)
    for amendment in amendments:
        ballots.open_amendment_ballot(actor=actor, conference=conference, amendment=amendment)
    touched = {amendment.proposal_id for amendment in amendments}
    together = Method(conference.mandate.proposals.method) in SEVERAL
    # As they read now that nobody writes in them any more.
    ready = [proposal for proposal in _waiting(conference) if proposal.pk not in touched]
    if not (together and touched):
        ballots.open_proposal_ballots(actor=actor, conference=conference, proposals=ready)


def open_proposal_votes(*, actor: Actor, conference: Conference) -> None:
    """Close the votes on amendments, put what was adopted into the texts, and open the votes that waited for it."""
    with acting(Act.OPEN_PROPOSAL_VOTES, actor, conference) as locked:
        under_way = amendment_votes(locked)
        if not under_way:
            raise Refused(_("There is no vote on amendments under way."))
        present = present_people(locked)
        for ballot in under_way:
            ballots.close_ballot(actor=actor, conference=locked, ballot=ballot, present=present)
            option = ballot.options.select_related("amendment__proposal").get()
            if option.amendment is not None:
                adopted = option.outcome == Outcome.ADOPTED
                amending.conclude_vote(actor=actor, conference=locked, amendment=option.amendment, adopted=adopted)
        record(conference, Verb.AMENDMENTS_VOTED, actor=actor.ref, amendments=len(under_way))
        ballots.open_proposal_ballots(
            actor=actor, conference=locked, proposals=_waiting(locked), act=Act.OPEN_PROPOSAL_VOTES
        )


def close_votes(*, actor: Actor, conference: Conference) -> None:
    """Close every vote. Refused while proposals wait for amendments that are being voted on."""
    if amendment_votes(conference):
        raise Refused(_("Close the votes on the amendments first: the proposals they change are still to be voted on."))
    present = present_people(conference)
    for ballot in open_ballots(conference):
        ballots.close_ballot(actor=actor, conference=conference, ballot=ballot, present=present)


def amendment_votes(conference: Conference) -> list[Ballot]:
    """The votes on amendments that are open."""
    return list(open_ballots(conference).filter(options__amendment__isnull=False).distinct())


def were_opened(*, conference: Conference, **_given: object) -> bool:
    """Said again to whoever presses a button that a co-facilitator pressed just before."""
    voting = Conference.objects.filter(pk=conference.pk, stage=Stage.BALLOT).exists()
    voted = Ballot.objects.filter(conference=conference, options__amendment__isnull=False).exists()
    return voting and voted and not amendment_votes(conference)


def _waiting(conference: Conference) -> list[Proposal]:
    """Submitted, and in no open vote."""
    found = submitted(conference).filter(state=Proposal.State.SUBMITTED)
    return list(found.exclude(options__ballot__closed_at=None, options__isnull=False))
