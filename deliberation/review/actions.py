from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from deliberation.review.models import Reading, Temperature
from deliberation.review.queries import reviewed


def mark_read(*, actor: Actor, conference: Conference, proposal_id: int, version: int) -> None:
    """This person has read the proposal as it stood at ``version``. The journal does not hear of it: who reads what is
    nobody's business."""
    with acting(Act.READ_PROPOSAL, actor, conference) as locked:
        proposal = _reviewed(locked, proposal_id)
        read = min(version, proposal.version)
        known = Reading.objects.filter(proposal=proposal, membership=actor.member).first()
        if known is None:
            Reading.objects.create(proposal=proposal, membership=actor.member, version=read)
        elif known.version < read:
            known.version = read
            known.save(update_fields=["version"])


def take_temperature(*, actor: Actor, conference: Conference, proposal_id: int, degree: int) -> None:
    """How this person takes to the proposal, one of ``Temperature.Degree``: another degree replaces the first, the same
    again changes nothing.

    The journal says that somebody answered, neither who nor what: it is theirs alone.
    """
    with acting(Act.TAKE_TEMPERATURE, actor, conference) as locked:
        proposal = _reviewed(locked, proposal_id)
        if Temperature.objects.filter(proposal=proposal, membership=actor.member, degree=degree).exists():
            return
        Temperature.objects.update_or_create(proposal=proposal, membership=actor.member, defaults={"degree": degree})
        record(
            conference,
            Verb.TEMPERATURE_TAKEN,
            actor=actor.role.value,
            whose={actor.member.ref},
            proposal=proposal.pk,
        )


def _reviewed(conference: Conference, proposal_id: int) -> Proposal:
    proposal = reviewed(conference).filter(pk=proposal_id).first()
    if proposal is None:
        raise Refused(_("There is no such proposal."))
    return proposal
