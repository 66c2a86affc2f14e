"""What a table answers to amendments, as far as it asks who is in the room and writes in a text written together."""

from functools import partial

from django.utils.translation import gettext as _

from deliberation.amendments import actions as amendments
from deliberation.amendments.models import Amendment, Verdict
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from sessions.drafting import actions as drafting
from sessions.tables.queries import present_people


def propose_verdict(
    *, actor: Actor, conference: Conference, amendment_id: int, kind: str, text: str = "", reason: str = ""
) -> None:
    """Propose what the table answers to an amendment: those of it who are present are asked."""
    with acting(Act.ANSWER_AMENDMENT, actor, conference) as locked:
        amendment = Amendment.objects.filter(proposal__conference=locked, pk=amendment_id).first()
        if amendment is None:
            raise Refused(_("There is no such amendment."))
        amendments.propose_verdict(
            actor=actor,
            conference=locked,
            amendment_id=amendment_id,
            kind=kind,
            text=text,
            reason=reason,
            present=present_people(locked),
            write=_writing_in(actor, locked, amendment.proposal),
        )


def agree_to_verdict(*, actor: Actor, conference: Conference, verdict_id: int) -> None:
    """Agree to one of the answers that were proposed."""
    with acting(Act.ANSWER_AMENDMENT, actor, conference) as locked:
        verdict = Verdict.objects.filter(amendment__proposal__conference=locked, pk=verdict_id).first()
        if verdict is None:
            raise Refused(_("There is no such answer."))
        amendments.agree_to_verdict(
            actor=actor,
            conference=locked,
            verdict_id=verdict_id,
            present=present_people(locked),
            write=_writing_in(actor, locked, verdict.amendment.proposal),
        )


def conclude_vote(*, actor: Actor, conference: Conference, amendment: Amendment, adopted: bool) -> Amendment:
    """What all voted on an amendment: adopted words stand in the proposal, frozen as its document is."""
    with acting(Act.END_ROUND, actor, conference) as locked:
        write = _writing_in(actor, locked, amendment.proposal, frozen=True)
        return amendments.conclude_vote(
            actor=actor, conference=locked, amendment=amendment, adopted=adopted, write=write
        )


def _writing_in(actor: Actor, conference: Conference, proposal: Proposal, *, frozen: bool = False) -> amendments.Write:
    """The proposal says what was written until now, and nobody writes in it until this is done."""
    drafting.hold_proposal(actor=actor, conference=conference, proposal=proposal)
    put = partial(drafting.put_into_proposal, actor=actor, conference=conference, frozen=frozen)
    return lambda found, field, text: put(proposal=found, field=field, text=text)
