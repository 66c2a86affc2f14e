"""What a table sees."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import Stage
from deliberation.panel.queries import seated_at
from deliberation.proposals.forms import ProposalForm
from deliberation.proposals.queries import of_table
from sessions.fanout.acts import act
from sessions.fanout.eyes.room import Eyes
from sessions.rounds.models import Round
from sessions.sittings.queries import (
    running_round,
)
from sessions.tables.forms import NoteForm
from sessions.tables.queries import note_of, notes_of


def table(conference: Conference, key: str) -> Eyes:
    """One table: who sits there, its notes in this round and before, its proposals."""
    number, round_ = int(key), running_round(conference)
    eyes: Eyes = {
        "number": number,
        "round": round_,
        "stage": conference.current_stage,
        "names": seated_at(conference, number),
        "earlier_notes": notes_of(conference).filter(table=number),
    }
    if round_ and round_.stage == Stage.TABLES:
        note = note_of(round_, number)
        initial = {"text": note.text if note else "", "version": note.version if note else 0}
        eyes["earlier_notes"] = eyes["earlier_notes"].exclude(round=round_)
        eyes["note"] = note
        eyes["write_note"] = act(
            "write-note", "write_note", conference, form=NoteForm(initial=initial, auto_id="note-%s")
        )
    return eyes | _table_proposals(conference, number, round_)


def _table_proposals(conference: Conference, number: int, round_: Round | None) -> Eyes:
    found = list(of_table(conference, number))
    writable = round_ is not None and round_.stage in {Stage.DRAFTING, Stage.REVIEW}
    eyes: Eyes = {"proposals": [], "allowed": conference.mandate.proposals_per_table}
    for proposal in found:
        row: Eyes = {"proposal": proposal}
        if writable and not proposal.frozen:
            initial = {
                "title": proposal.title,
                "text": proposal.text,
                "reason": proposal.reason,
                "version": proposal.version,
            }
            form = ProposalForm(initial=initial, auto_id=f"proposal-{proposal.pk}-%s")
            row["write"] = act("write-proposal", "write_proposal", conference, proposal.pk, form=form)
            if proposal.state == "draft":
                row["submit"] = act("submit-proposal", "submit_proposal", conference, proposal.pk, form=PlainForm())
        eyes["proposals"].append(row)
    drafting = round_ is not None and round_.stage == Stage.DRAFTING
    if drafting and sum(not p.frozen for p in found) < conference.mandate.proposals_per_table:
        form = ProposalForm(auto_id="new-proposal-%s")
        eyes["new_proposal"] = act("new-proposal", "new_proposal", conference, form=form)
    return eyes
