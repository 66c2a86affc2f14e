"""Proposals in the hands of those who write them, with everything they can do: at their table, or after it."""

from collections.abc import Iterable, Sequence

from deliberation.conference.models import Conference
from deliberation.conference.posting import PlainForm
from deliberation.proposals.forms import AgreementForm, EvidenceForm, LackForm, ProposalForm
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import WORDS, Standing, mark_of, standings, writers_of
from sessions.drafting.models import PROPOSAL
from sessions.drafting.queries import proposal_key
from sessions.drafting.subjects import SUBJECTS
from sessions.fanout.acts import OfferedAct, act
from sessions.fanout.eyes.amendments import to_answer
from sessions.fanout.eyes.room import Eyes
from sessions.tables.models import Note
from sessions.tables.queries import citable, label_of, present_people

FIELDS = " ".join(field.name for field in SUBJECTS[PROPOSAL].fields)


def written_by_table(conference: Conference, found: Sequence[Proposal]) -> list[Eyes]:
    """A row a proposal; those that may still be written have their acts."""
    stand, writers = standings(found, present_people(conference)), writers_of(found)
    rows = [_row(conference, proposal, stand[proposal.pk]) for proposal in found]
    amendments = to_answer(conference, found)
    for row in rows:
        row["writers"] = writers.get(row["proposal"].pk, [])
        row["amendments"] = amendments.get(row["proposal"].pk, [])
    # One thing to do next: the first draft that the panel has not got.
    for row in [row for row in rows if "submit" in row][:1]:
        row["kind"] = "primary"
    return rows


def _row(conference: Conference, proposal: Proposal, standing: Standing) -> Eyes:
    row: Eyes = {"proposal": proposal, "kind": "secondary"}
    if proposal.frozen:
        return row
    initial = {name: getattr(proposal, name) for name in WORDS} | {"version": proposal.version}
    form = ProposalForm(initial=initial, auto_id=f"proposal-{proposal.pk}-%s")
    row["document"], row["fields"] = proposal_key(proposal), FIELDS
    row["write"] = act("write-proposal", "write_proposal", conference, proposal.pk, form=form)
    row["evidence"] = [
        {
            "evidence": each,
            "label": label_of(each),
            "withdraw": act(
                "withdraw-evidence", "withdraw_evidence", conference, proposal.pk, each.pk, form=PlainForm()
            ),
        }
        for each in proposal.evidence.all()
    ]
    if proposal.state == Proposal.State.DRAFT:
        row |= _agreement(conference, proposal, standing)
    return row


def _agreement(conference: Conference, proposal: Proposal, standing: Standing) -> Eyes:
    """Proposing to submit, then each person's answer: the mark on their own page says that they gave it."""
    if not standing.proposed or standing.is_agreed:
        submit = act("submit-proposal", "submit_proposal", conference, proposal.pk, form=PlainForm())
        return {"draft": True, "standing": standing, "submit": submit}
    mark, read = mark_of(proposal.pk, standing.digest), {"text_digest": standing.digest}
    yes = AgreementForm(initial=read, auto_id=f"agree-{proposal.pk}-%s")
    no = LackForm(initial=read, auto_id=f"lack-{proposal.pk}-%s")
    return {
        "draft": True,
        "standing": standing,
        "mark": mark,
        "agree": act("agree-to-proposal", "agree_to_proposal", conference, proposal.pk, form=yes, until=mark),
        "lack": act("lack-in-proposal", "lack_in_proposal", conference, proposal.pk, form=no, until=mark),
        "take_back": act("withdraw-agreement", "withdraw_agreement", conference, proposal.pk, form=PlainForm()),
    }


def cite(conference: Conference, proposals: Iterable[Proposal], notes: Iterable[Note]) -> OfferedAct | None:
    """The form that says what one of these proposals rests on; None while there is nothing to cite."""
    things = citable(conference, notes)
    if not things:
        return None
    choices = [(proposal.pk, proposal.title) for proposal in proposals]
    form = EvidenceForm(proposals=choices, things=[("", "—"), *things], auto_id="cite-%s")
    return act("cite-evidence", "cite_evidence", conference, form=form)
