from collections.abc import Collection

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.kernel.errors import Refused
from deliberation.proposals import actions as proposals
from deliberation.proposals.models import Evidence, Proposal
from sessions.drafting import actions as drafting
from sessions.merging.actions import conclude_merge
from sessions.sittings.queries import running_round
from sessions.tables import queries
from sessions.tables.models import Note


def write_note(*, actor: Actor, conference: Conference, text: str, version: int) -> None:
    """Write the notes of the actor's own table in the running round, where whoever typed them read ``version`` (0:
    nothing written yet). The very same again changes nothing: its author never heard that it was done.

    Of what others at the table wrote meanwhile nothing is lost; Conflict only when there is no such version.
    """
    with acting(Act.WRITE_NOTE, actor, conference) as locked:
        round_ = running_round(locked)
        if round_ is None:
            raise Refused(_("You do not sit at a table yet: ask the facilitator."))
        drafting.write_note(actor=actor, conference=locked, round_=round_, text=text, version=version)


def leave_tables(*, actor: Actor, conference: Conference, tables: Collection[int]) -> None:
    """These tables are formed anew, of other people: what was written there goes with those who sat there."""
    with acting(Act.START_ROUND, actor, conference):
        Note.objects.filter(round__sitting__conference=conference, table__in=tables).update(table_left=True)
        proposals.leave_tables(actor=actor, conference=conference, tables=tables)


# A table's proposals, as far as they ask who is in the room


def cite_evidence(
    *, actor: Actor, conference: Conference, proposal_id: int, thing: str, page: int | None = None, quote: str = ""
) -> Evidence:
    """Say what a proposal rests on: ``thing`` is one of the choices of ``queries.citable``. A table cites its own notes
    and those that everyone was shown."""
    with acting(Act.CITE_EVIDENCE, actor, conference) as locked:
        kind, _dash, number = thing.partition("-")
        if kind == "note" and int(number) not in _notes(actor, locked, proposal_id):
            raise Refused(_("Your table cites its own notes, and those that everyone was shown."))
        return proposals.cite_evidence(
            actor=actor,
            conference=conference,
            proposal_id=proposal_id,
            answer_id=int(number) if kind == "answer" else None,
            document_id=int(number) if kind == "document" else None,
            note_id=int(number) if kind == "note" else None,
            page=page,
            quote=quote,
        )


def _notes(actor: Actor, conference: Conference, proposal_id: int) -> set[int]:
    proposal = Proposal.objects.filter(conference=conference, pk=proposal_id).first()
    if proposal is None:
        return set()
    left = proposal.table_left
    found = queries.citable_by(actor.member) if left else queries.citable_at(conference, proposal.table)
    return {note.pk for note in found}


def submit_proposal(*, actor: Actor, conference: Conference, proposal_id: int) -> None:
    """Propose that the table submit its proposal as it is now: those who are present are asked."""
    with acting(Act.SUBMIT_PROPOSAL, actor, conference) as locked:
        proposals.submit_proposal(
            actor=actor, conference=conference, proposal_id=proposal_id, present=queries.present_people(locked)
        )
        conclude_merge(actor=actor, conference=locked, proposal_id=proposal_id)


def agree_to_proposal(
    *, actor: Actor, conference: Conference, proposal_id: int, text_digest: str, missing: str = ""
) -> None:
    """Answer whether the table submits the text that was read: yes, or what is still ``missing``."""
    with acting(Act.AGREE_TO_PROPOSAL, actor, conference) as locked:
        proposals.agree_to_proposal(
            actor=actor,
            conference=conference,
            proposal_id=proposal_id,
            text_digest=text_digest,
            missing=missing,
            present=queries.present_people(locked),
        )
        conclude_merge(actor=actor, conference=locked, proposal_id=proposal_id)
