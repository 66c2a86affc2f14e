import hashlib

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.dissent import queries, rules
from deliberation.dissent.models import Joining, MinorityOpinion
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.proposals.models import Proposal


def write_minority_opinion(
    *, actor: Actor, conference: Conference, proposal_id: int, text: str, version: int
) -> MinorityOpinion:
    """Write against an adopted proposal, or change what one wrote: one a person and proposal.

    ``version`` is the one that was read, 0 for a new one. Those who joined other words must join again to be counted.
    The very same text again changes nothing; raises Conflict when it was changed or withdrawn elsewhere meanwhile.
    """
    with acting(Act.WRITE_MINORITY_OPINION, actor, conference) as locked:
        proposal = Proposal.objects.filter(conference=locked, pk=proposal_id).first()
        if (sentence := rules.why_not_dissent(proposal, frozen=queries.is_frozen(locked))) or proposal is None:
            raise Refused(sentence)
        standing = MinorityOpinion.objects.filter(proposal=proposal, written_by=actor.member, withdrawn_at=None).first()
        if standing and standing.text == text:
            return standing
        if version != (standing.version if standing else 0):
            raise _conflict(standing)
        if standing:
            standing.text, standing.version, standing.written_at = text, version + 1, clock.now()
            standing.save(update_fields=["text", "version", "written_at"])
        else:
            standing = MinorityOpinion.objects.create(
                proposal=proposal, written_by=actor.member, text=text, written_at=clock.now()
            )
        _tell(Verb.MINORITY_WRITTEN, actor, standing, text=hashlib.sha256(text.encode()).hexdigest())
    return standing


def _conflict(standing: MinorityOpinion | None) -> Conflict:
    if standing is None:
        return Conflict(_("You have withdrawn this minority opinion meanwhile."), current="", version=0)
    said = _("You have written a minority opinion against this proposal already, or changed it elsewhere.")
    return Conflict(said, current=standing.text, version=standing.version)


def withdraw_minority_opinion(*, actor: Actor, conference: Conference, minority_id: int) -> None:
    """Take one's own back, for whoever joined it too. Doing it again changes nothing."""
    with acting(Act.WRITE_MINORITY_OPINION, actor, conference) as locked:
        opinion = _against_an_adopted(locked, minority_id)
        if opinion is None or opinion.written_by_id != actor.member.pk:
            raise Refused(_("Only who wrote a minority opinion withdraws it."))
        if opinion.withdrawn_at is None:
            opinion.withdrawn_at = clock.now()
            opinion.save(update_fields=["withdrawn_at"])
            _tell(Verb.MINORITY_WITHDRAWN, actor, opinion)


def join_minority_opinion(*, actor: Actor, conference: Conference, minority_id: int, version: int) -> None:
    """Stand behind the words of the ``version`` that was read. Doing it again changes nothing."""
    with acting(Act.JOIN_MINORITY_OPINION, actor, conference) as locked:
        opinion = _against_an_adopted(locked, minority_id)
        if (sentence := rules.why_not_join(opinion, actor.member.pk, version)) or opinion is None:
            raise Refused(sentence)
        known = Joining.objects.filter(opinion=opinion, membership=actor.member).first()
        if known and known.version == version:
            return
        Joining.objects.update_or_create(opinion=opinion, membership=actor.member, defaults={"version": version})
        _tell(Verb.MINORITY_JOINED, actor, opinion)


def leave_minority_opinion(*, actor: Actor, conference: Conference, minority_id: int) -> None:
    """No longer stand behind it. Doing it again changes nothing."""
    with acting(Act.JOIN_MINORITY_OPINION, actor, conference) as locked:
        opinion = _against_an_adopted(locked, minority_id)
        if opinion and Joining.objects.filter(opinion=opinion, membership=actor.member).delete()[0]:
            _tell(Verb.MINORITY_LEFT, actor, opinion)


def _against_an_adopted(conference: Conference, minority_id: int) -> MinorityOpinion | None:
    """Refused once minority opinions stay as they are."""
    found = MinorityOpinion.objects.select_related("proposal")
    opinion = found.filter(proposal__conference=conference, pk=minority_id).first()
    if opinion and (sentence := rules.why_not_dissent(opinion.proposal, frozen=queries.is_frozen(conference))):
        raise Refused(sentence)
    return opinion


def _tell(verb: Verb, actor: Actor, opinion: MinorityOpinion, **text: str) -> None:
    """By a citizen: who dissents is not the journal's to say. Shown on the pages of all who stand behind it."""
    joined = set(opinion.joinings.values_list("membership__ref", flat=True))
    record(
        opinion.proposal.conference,
        verb,
        actor=actor.role.value,
        whose=joined | {opinion.written_by.ref, actor.member.ref},
        minority=opinion.pk,
        proposal=opinion.proposal_id,
        version=opinion.version,
        **text,
    )
