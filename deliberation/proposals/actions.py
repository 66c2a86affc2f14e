from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from deliberation.proposals import queries
from deliberation.proposals.models import Proposal, Remark
from deliberation.proposals.rules import why_not_write


def begin_proposal(*, actor: Actor, conference: Conference, title: str, text: str, reason: str) -> Proposal:
    """A new proposal of the actor's table, which it goes on writing together. Refused when the table has all the
    mandate allows."""
    with acting(Act.WRITE_PROPOSAL, actor, conference) as locked:
        proposal = _new_proposal(actor, locked)
        proposal.title, proposal.text, proposal.reason = title, text, reason
        proposal.save()
        record(
            conference,
            Verb.PROPOSAL_WRITTEN,
            actor=actor.ref,
            proposal=proposal.pk,
            table=proposal.table,
            version=proposal.version,
        )
    return proposal


def _new_proposal(actor: Actor, conference: Conference) -> Proposal:
    table = table_of(actor.member)
    if conference.current_stage != Stage.DRAFTING:
        raise Refused(_("New proposals are written in the drafting rounds."))
    if table is None:
        raise Refused(_("You do not sit at a table yet: ask the facilitator."))
    allowed = conference.mandate.proposals_per_table
    if queries.of_table(conference, table).filter(frozen=False).count() >= allowed:
        raise Refused(_("Your table has the %d proposals the mandate allows.") % allowed)
    return Proposal(conference=conference, table=table)


def _of_my_table(actor: Actor, conference: Conference, proposal_id: int) -> Proposal:
    proposal = Proposal.objects.filter(conference=conference, pk=proposal_id).first()
    if proposal is None:
        raise Refused(_("There is no such proposal."))
    if sentence := why_not_write(actor, proposal):
        raise Refused(sentence)
    return proposal


def submit_proposal(*, actor: Actor, conference: Conference, proposal_id: int) -> None:
    """Put a table's proposal before the whole panel. Doing it again changes nothing."""
    with acting(Act.SUBMIT_PROPOSAL, actor, conference) as locked:
        proposal = _of_my_table(actor, locked, proposal_id)
        if proposal.state == Proposal.State.DRAFT:
            proposal.state = Proposal.State.SUBMITTED
            proposal.save(update_fields=["state"])
            record(conference, Verb.PROPOSAL_SUBMITTED, actor=actor.ref, proposal=proposal.pk)


def make_remark(*, actor: Actor, conference: Conference, proposal_id: int, text: str) -> Remark:
    """Say something of a submitted proposal; the very same again changes nothing."""
    with acting(Act.MAKE_REMARK, actor, conference) as locked:
        proposal = queries.submitted(locked).filter(pk=proposal_id).first()
        if proposal is None:
            raise Refused(_("There is no such proposal."))
        remark, created = Remark.objects.get_or_create(
            proposal=proposal, made_by=actor.member, text=text, defaults={"made_at": clock.now()}
        )
        if created:
            record(conference, Verb.REMARK_MADE, actor=actor.ref, proposal=proposal.pk)
    return remark


def freeze_proposals(*, actor: Actor, conference: Conference) -> None:
    """From the opening of the ballot on, nobody changes what is voted."""
    with acting(Act.START_ROUND, actor, conference):
        count = queries.submitted(conference).filter(frozen=False).update(frozen=True)
        record(conference, Verb.PROPOSALS_FROZEN, actor=actor.ref, proposals=count)
