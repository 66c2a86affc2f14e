import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from deliberation.ballots import tally
from deliberation.ballots.models import Ballot, Paper, RollEntry
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import citizens_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import digest_of

if TYPE_CHECKING:
    from deliberation.opinion.models import Opinion


def open_proposal_ballot(*, actor: Actor, conference: Conference, proposal: Proposal) -> Ballot:
    """Put a frozen proposal to the vote under the mandate's rule for proposals."""
    mandate = conference.mandate
    return _open(
        actor,
        Ballot(
            conference=conference,
            proposal=proposal,
            text_digest=digest_of(proposal),
            quorum=mandate.proposal_quorum,
            majority=mandate.proposal_majority,
            strict=mandate.proposal_strict,
        ),
    )


def open_opinion_ballot(*, actor: Actor, conference: Conference, opinion: "Opinion", text_digest: str) -> Ballot:
    """Put the whole text to the vote under the mandate's rule for adoption."""
    mandate = conference.mandate
    return _open(
        actor,
        Ballot(
            conference=conference,
            opinion=opinion,
            text_digest=text_digest,
            quorum=mandate.adoption_quorum,
            majority=mandate.adoption_majority,
            strict=mandate.adoption_strict,
        ),
    )


def _open(actor: Actor, ballot: Ballot) -> Ballot:
    with acting(Act.START_ROUND, actor, ballot.conference) as conference:
        ballot.opened_at = clock.now()
        ballot.save()
        RollEntry.objects.bulk_create(
            RollEntry(ballot=ballot, membership=citizen) for citizen in citizens_of(conference)
        )
        record(
            conference,
            Verb.BALLOT_OPENED,
            actor=actor.ref,
            ballot=ballot.pk,
            proposal=ballot.proposal_id,
            text=ballot.text_digest,
            on_roll=ballot.roll.count(),
        )
    return ballot


def cast_paper(
    *, actor: Actor, conference: Conference, ballot_id: int, choice: str, request: uuid.UUID | None = None
) -> None:
    """Sign the roll and drop one paper, together or not at all.

    The same ``request`` again is acknowledged and changes nothing; another vote of the same person is refused.
    """
    with acting(Act.CAST_PAPER, actor, conference):
        ballot = Ballot.objects.filter(conference=conference, pk=ballot_id, closed_at=None).first()
        if ballot is None:
            raise Refused(_("This ballot is not open."))
        entry = RollEntry.objects.filter(ballot=ballot, membership=actor.member).first()
        if entry is None:
            raise Refused(_("You are not on the roll of this ballot."))
        if entry.voted:
            if request is not None and entry.request == request:
                return
            raise Refused(_("You have voted on this already."))
        entry.voted, entry.request = True, request
        entry.save(update_fields=["voted", "request"])
        Paper.objects.create(ballot=ballot, choice=choice)
        record(conference, Verb.ROLL_SIGNED, actor=actor.ref, ballot=ballot.pk)


def close_ballot(*, actor: Actor, conference: Conference, ballot: Ballot) -> Ballot:
    """Count and publish. The papers are laid down again in the order of their keys, so that no order tells who."""
    with acting(Act.END_ROUND, actor, conference):
        papers = list(ballot.papers.order_by("key"))
        on_roll, voted = ballot.roll.count(), ballot.roll.filter(voted=True).count()
        if len(papers) != voted:
            raise Refused(
                _("There are %(papers)d papers for %(voted)d people who voted: the ballot stays open.")
                % {"papers": len(papers), "voted": voted}
            )
        ballot.papers.all().delete()
        Paper.objects.bulk_create(papers)
        counted = tally.count((paper.choice for paper in papers), on_roll=on_roll)
        ballot.in_favour = counted.in_favour
        ballot.against = counted.against
        ballot.abstained = counted.abstained
        ballot.outcome = tally.outcome(counted, quorum=ballot.quorum, majority=ballot.majority, strict=ballot.strict)
        ballot.closed_at = clock.now()
        ballot.save()
        if ballot.proposal is not None:
            adopted = ballot.outcome == Ballot.Outcome.ADOPTED
            ballot.proposal.state = Proposal.State.ADOPTED if adopted else Proposal.State.REJECTED
            ballot.proposal.save(update_fields=["state"])
        record(
            conference,
            Verb.BALLOT_CLOSED,
            actor=actor.ref,
            ballot=ballot.pk,
            in_favour=counted.in_favour,
            against=counted.against,
            abstained=counted.abstained,
            outcome=ballot.outcome,
        )
    return ballot
