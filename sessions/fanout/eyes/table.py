"""What a table sees."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import AT_TABLES, Stage
from deliberation.dossier.queries import glossary_of
from deliberation.panel.queries import seated_at
from deliberation.proposals.forms import ProposalForm
from deliberation.proposals.queries import of_table
from sessions.drafting.models import PROPOSAL
from sessions.drafting.queries import note_key, proposal_key
from sessions.drafting.subjects import SUBJECTS
from sessions.fanout.acts import act
from sessions.fanout.eyes.room import Eyes
from sessions.floor.queries import queue_of
from sessions.help.queries import call_of_table
from sessions.notices.queries import notices_of
from sessions.rounds.models import Round
from sessions.sittings.queries import open_sitting_of, running_round
from sessions.tables.forms import NoteForm
from sessions.tables.queries import note_of, notes_of


def table(conference: Conference, key: str) -> Eyes:
    """One table: who sits there, its notes in this round and before, its proposals."""
    number, round_, sitting = int(key), running_round(conference), open_sitting_of(conference)
    eyes: Eyes = {
        "number": number,
        "round": round_,
        "stage": conference.current_stage,
        "words": glossary_of(conference),
        "names": seated_at(conference, number),
        "earlier_notes": notes_of(conference).filter(table=number),
        "notices": notices_of(sitting, number) if sitting else (),
        "call": call_of_table(sitting, number) if sitting else None,
        "withdraw_call": act("withdraw-call", "withdraw_call", conference, form=PlainForm()),
    }
    if round_ and round_.stage == Stage.TABLES:
        note = note_of(round_, number)
        initial = {"text": note.text if note else "", "version": note.version if note else 0}
        eyes["earlier_notes"] = eyes["earlier_notes"].exclude(round=round_)
        eyes["note"] = note
        eyes["document"] = note_key(round_, number)
        eyes["write_note"] = act(
            "write-note", "write_note", conference, form=NoteForm(initial=initial, auto_id="note-%s")
        )
    if round_ and round_.stage in AT_TABLES:
        eyes |= _floor(conference, number, round_)
    return eyes | _table_proposals(conference, number, round_)


def _floor(conference: Conference, number: int, round_: Round) -> Eyes:
    """Who speaks and who waits: anyone at the table may pass the floor on."""
    queue = queue_of(round_, number)
    eyes: Eyes = {"queue": queue}
    if queue.waiting:
        eyes["give_floor"] = act("give-floor", "give_floor", conference, queue.waiting[0].pk, form=PlainForm())
    if queue.speaking:
        eyes["end_turn"] = act("end-turn", "end_turn", conference, queue.speaking.pk, form=PlainForm())
    return eyes


def _table_proposals(conference: Conference, number: int, round_: Round | None) -> Eyes:
    found = list(of_table(conference, number))
    writable = round_ is not None and round_.stage in {Stage.DRAFTING, Stage.REVIEW}
    eyes: Eyes = {"proposals": [], "allowed": conference.mandate.proposals_per_table}
    eyes["fields"] = " ".join(field.name for field in SUBJECTS[PROPOSAL].fields)
    for proposal in found:
        row: Eyes = {"proposal": proposal, "kind": "secondary"}
        row["document"] = proposal_key(proposal) if writable and not proposal.frozen else ""
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
    eyes["writes"] = any(row["document"] for row in eyes["proposals"])
    # One thing to do next: the first draft that the panel has not got.
    for row in [row for row in eyes["proposals"] if "submit" in row][:1]:
        row["kind"] = "primary"
    drafting = round_ is not None and round_.stage == Stage.DRAFTING
    if drafting and sum(not p.frozen for p in found) < conference.mandate.proposals_per_table:
        form = ProposalForm(auto_id="new-proposal-%s")
        eyes["new_proposal"] = act("new-proposal", "new_proposal", conference, form=form)
    return eyes
