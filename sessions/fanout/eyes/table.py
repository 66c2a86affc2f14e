"""What a table sees."""

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.conference.stages import AT_TABLES, DRAFTED, Stage
from deliberation.dossier.queries import glossary_of
from deliberation.panel.queries import people_at, seated_at
from deliberation.proposals.forms import ProposalForm
from deliberation.proposals.queries import counted, of_table
from sessions.drafting.queries import note_key
from sessions.fanout.acts import act
from sessions.fanout.eyes.floor import interject, pass_on
from sessions.fanout.eyes.hearing import at_table
from sessions.fanout.eyes.proposals import cite, written_by_table
from sessions.fanout.eyes.room import Eyes
from sessions.fanout.eyes.steps import step_of_table
from sessions.floor.queries import evenness_at, queue_of
from sessions.help.queries import call_of_table
from sessions.notices.queries import notices_of
from sessions.rounds.models import Round
from sessions.sittings.queries import open_sitting_of, running_round
from sessions.tables.forms import NoteForm
from sessions.tables.queries import citable_at, note_of, notes_at


def table(conference: Conference, key: str) -> Eyes:
    """One table: who sits there, its notes in this round and before, its proposals."""
    number, round_, sitting = int(key), running_round(conference), open_sitting_of(conference)
    eyes: Eyes = {
        "number": number,
        "round": round_,
        "stage": conference.current_stage,
        "words": glossary_of(conference),
        "names": seated_at(conference, number),
        "earlier_notes": notes_at(conference, number),
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
        eyes |= _floor(conference, number, round_) | step_of_table(conference, number, round_)
    if round_ and round_.stage == Stage.HEARING:
        people = [person.pk for person in people_at(conference, number)]
        eyes |= at_table(conference, round_, number, people)
    eyes |= _table_proposals(conference, number, round_)
    if eyes.get("move_on"):
        # The one thing to do next is to go on.
        for row in eyes["proposals"]:
            row["kind"] = "secondary"
    return eyes


def _floor(conference: Conference, number: int, round_: Round) -> Eyes:
    """Who speaks and who waits: anyone at the table may pass the floor on."""
    queue = queue_of(round_, number)
    eyes: Eyes = {
        "queue": queue,
        "evenness": evenness_at(round_, number),
        "pass_floor": pass_on(conference, queue, number),
    }
    if queue.holder:
        eyes["end_turn"] = act("end-turn", "end_turn", conference, queue.holder.pk, form=PlainForm())
    if queue.speaking:
        eyes["interject"] = interject(conference)
    return eyes


def _table_proposals(conference: Conference, number: int, round_: Round | None) -> Eyes:
    found = list(of_table(conference, number))
    allowed = conference.mandate.proposals_per_table
    eyes: Eyes = {"allowed": allowed, "proposals": [{"proposal": proposal} for proposal in found]}
    if round_ is None or round_.stage not in DRAFTED:
        return eyes
    eyes["proposals"] = written_by_table(conference, found)
    eyes["writes"] = any("document" in row for row in eyes["proposals"])
    open_ones = [proposal for proposal in found if not proposal.frozen]
    if open_ones:
        eyes["cite"] = cite(conference, open_ones, citable_at(conference, number))
    if round_.stage == Stage.DRAFTING and counted(conference, number) < allowed:
        form = ProposalForm(auto_id="new-proposal-%s")
        eyes["new_proposal"] = act("new-proposal", "new_proposal", conference, form=form)
    return eyes
