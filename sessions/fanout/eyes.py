"""What each kind of audience sees: the data of its region, and nothing more."""

from collections.abc import Iterable, Sequence
from typing import Any

from deliberation.ballots.forms import PaperForm
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import closed_ballots, figures, open_ballots, turnouts, votes_of
from deliberation.conference.models import Conference, Membership
from deliberation.conference.posting import PlainForm
from deliberation.conference.queries import members
from deliberation.conference.stages import Act, Role, Stage, allows
from deliberation.dossier.models import Document
from deliberation.hearings.forms import AnswerForm, QuestionForm
from deliberation.hearings.queries import questions_of
from deliberation.opinion.canonical import digest
from deliberation.opinion.forms import SectionForm, SignatureForm
from deliberation.opinion.models import Section
from deliberation.opinion.queries import (
    opinion_of,
    sealed_of,
    sections_of,
    signatures_of,
    signing_progress,
    text_of,
)
from deliberation.panel.queries import panel_of, seated_at, tables_of
from deliberation.proposals.forms import ProposalForm, RemarkForm
from deliberation.proposals.queries import of_table, submitted
from deliberation.questionnaire.forms import QuestionnaireForm
from deliberation.questionnaire.queries import answers_of
from sessions.fanout.acts import act
from sessions.presence.register import register
from sessions.rounds.forms import ExtendForm
from sessions.rounds.models import Round
from sessions.sittings.models import Attendance
from sessions.sittings.queries import (
    current_sitting,
    present_citizens,
    running_round,
    sittings_of,
)
from sessions.tables.forms import NoteForm
from sessions.tables.queries import note_of, notes_of

Eyes = dict[str, Any]


def room(conference: Conference) -> Eyes:
    """What everyone inside sees: the sitting, the round now, and what the round is about."""
    round_ = running_round(conference)
    eyes: Eyes = {
        "sitting": current_sitting(conference),
        "round": round_,
        "stage": conference.current_stage,
        "documents": Document.objects.filter(conference=conference).order_by("-added_at"),
        "next_round": _next_round(conference) if round_ is None else None,
    }
    return eyes | (ABOUT.get(round_.stage, _nothing)(conference, round_) if round_ else {})


def _next_round(conference: Conference) -> Round | None:
    return (
        Round.objects.filter(sitting__conference=conference, sitting__closed_at=None, started_at=None)
        .order_by("sitting__number", "number")
        .first()
    )


def _nothing(conference: Conference, round_: Round) -> Eyes:
    return {}


def _plenary(conference: Conference, round_: Round) -> Eyes:
    """Restitution: what tables wrote comes back to everyone, with what has been decided."""
    return {
        "notes": notes_of(conference)[:30],
        "proposals": submitted(conference),
        "closed_ballots": _closed(conference),
    }


def _questionnaire(conference: Conference, round_: Round) -> Eyes:
    questionnaire = round_.questionnaire
    if questionnaire is None:
        return {}
    return {
        "questionnaire": questionnaire,
        "answer": act(
            "answer-items",
            "answer_items",
            conference,
            questionnaire.pk,
            form=QuestionnaireForm(items=questionnaire.items.order_by("pk")),
            until=f"questionnaire-{questionnaire.pk}",
        ),
    }


def _hearing(conference: Conference, round_: Round) -> Eyes:
    hearing = round_.hearing
    if hearing is None:
        return {}
    return {
        "hearing": hearing,
        "expert": hearing.expert,
        "presentations": Document.objects.filter(conference=conference, added_by__place=hearing.expert.key),
        "questions": questions_of(hearing),
        "ask": act("ask-question", "ask_question", conference, hearing.pk, form=QuestionForm()),
    }


def _review(conference: Conference, round_: Round) -> Eyes:
    return {
        "reviews": [
            {
                "proposal": proposal,
                "remark": act(
                    "make-remark",
                    "make_remark",
                    conference,
                    proposal.pk,
                    form=RemarkForm(auto_id=f"remark-{proposal.pk}-%s"),
                ),
            }
            for proposal in submitted(conference).prefetch_related("remarks")
        ]
    }


def _ballot(conference: Conference, round_: Round) -> Eyes:
    return {"ballots": [_open_ballot(conference, ballot) for ballot in open_ballots(conference)]}


def _open_ballot(conference: Conference, ballot: Ballot) -> Eyes:
    return {
        "ballot": ballot,
        "proposal": ballot.proposal,
        "cast": act(
            "cast-paper",
            "cast_paper",
            conference,
            ballot.pk,
            form=PaperForm(auto_id=f"ballot-{ballot.pk}-%s"),
            until=f"ballot-{ballot.pk}",
        ),
    }


def _closed(conference: Conference) -> list[Eyes]:
    return [
        {"ballot": ballot, "proposal": ballot.proposal, "tally": figures(ballot)}
        for ballot in closed_ballots(conference).order_by("pk")
    ]


def _writing(conference: Conference, round_: Round) -> Eyes:
    opinion = opinion_of(conference)
    if opinion is None:
        return {}
    sections = sections_of(opinion)
    return {
        "opinion": opinion,
        "recommendations": opinion.recommendations.select_related("proposal").order_by("number"),
        "sections": [
            {
                "section": sections[part],
                "write": act(
                    "write-opinion",
                    "write_opinion",
                    conference,
                    part.value,
                    form=SectionForm(
                        initial={"text": sections[part].text, "version": sections[part].version},
                        auto_id=f"section-{part.value}-%s",
                    ),
                ),
            }
            for part in Section.Part
        ],
    }


def _adoption(conference: Conference, round_: Round) -> Eyes:
    return _writing(conference, round_) | _ballot(conference, round_)


def _signing(conference: Conference, round_: Round) -> Eyes:
    opinion = opinion_of(conference)
    if opinion is None:
        return {}
    text_digest = digest(text_of(opinion))
    return _writing(conference, round_) | {
        "text_digest": text_digest,
        "sign": act(
            "sign-opinion",
            "sign_opinion",
            conference,
            form=SignatureForm(initial={"text_digest": text_digest}),
            until="signature",
        ),
    }


def _handover(conference: Conference, round_: Round) -> Eyes:
    return {"sealed": sealed_of(conference)}


ABOUT = {
    Stage.PLENARY: _plenary,
    Stage.QUESTIONNAIRE: _questionnaire,
    Stage.HEARING: _hearing,
    Stage.REVIEW: _review,
    Stage.BALLOT: _ballot,
    Stage.WRITING: _writing,
    Stage.ADOPTION: _adoption,
    Stage.SIGNING: _signing,
    Stage.HANDOVER: _handover,
}


def citizens(conference: Conference, key: str) -> Eyes:
    """The acts a citizen is asked for are the same for all: who did them already is on their own region."""
    sitting = current_sitting(conference)
    eyes = room(conference) | {
        "acting": True,
        "closed_ballots": _closed(conference),
        "sealed": sealed_of(conference),
    }
    if sitting and sitting.is_open:
        until = f"attendance-{sitting.number}"
        eyes["attend"] = act("sign-attendance", "sign_attendance", conference, form=PlainForm(), until=until)
    return eyes


# What of a region is the opinion's text, or leads to it.
OPINION = frozenset({"opinion", "sections", "recommendations", "text_digest", "sign"})


def watch(conference: Conference, key: str) -> Eyes:
    """Experts and the steering committee: what citizens see, without anything to do, and not the opinion before it is
    theirs to read."""
    eyes = room(conference) | {"acting": False, "closed_ballots": _closed(conference), "sealed": None}
    if not allows(Act.READ_OPINION, Role.EXPERT, conference.current_stage):
        eyes = {name: seen for name, seen in eyes.items() if name not in OPINION}
    return eyes


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


def people(conference: Conference, refs: Sequence[str]) -> dict[str, Eyes]:
    """Citizens by reference: their name, their table, and marks of what they have done, which put the acts away.

    Many of them cost the same few queries as one.
    """
    memberships = list(Membership.objects.filter(ref__in=refs, conference=conference))
    opinion = opinion_of(conference)
    tables = tables_of(memberships)
    signatures = signatures_of(memberships, opinion) if opinion else {}
    marks: dict[int, set[str]] = {membership.pk: set() for membership in memberships}
    done = {
        "ballot": votes_of(memberships),
        "questionnaire": answers_of(memberships),
        "attendance": _sheets(memberships),
    }
    for name, found in done.items():
        for person, number in found:
            marks[person].add(f"{name}-{number}")
    for person in signatures:
        marks[person].add("signature")
    return {
        membership.ref: {
            "membership": membership,
            "table_number": tables.get(membership.pk),
            "marks": sorted(marks[membership.pk]),
            "signature": signatures.get(membership.pk),
        }
        for membership in memberships
    }


def _sheets(memberships: Sequence[Membership]) -> Iterable[tuple[int, int]]:
    return Attendance.objects.filter(membership__in=memberships).values_list("membership", "sitting__number")


def desk(conference: Conference, key: str) -> Eyes:
    """The facilitator: everything needed to guide, nothing that a ballot or a draft keeps to itself."""
    eyes = overview(conference) | {"guiding": True}
    round_ = eyes["round"]
    for sitting_row in eyes["sittings"]:
        sitting = sitting_row["sitting"]
        if not sitting.closed_at:
            name = "close_sitting" if sitting.is_open else "open_sitting"
            sitting_row["open_or_close"] = act(
                name.replace("_", "-"), name, conference, sitting.number, form=PlainForm()
            )
        for row in sitting_row["rounds"]:
            row["start"] = act("start-round", "start_round", conference, row["round"].pk, form=PlainForm())
    if round_:
        eyes["extend"] = act("extend-round", "extend_round", conference, round_.pk, form=ExtendForm())
        if round_.stage == Stage.HANDOVER:
            eyes["hand_over"] = act("hand-over", "hand_over", conference, round_.pk, form=PlainForm())
        eyes["end"] = act("end-round", "end_round", conference, round_.pk, form=PlainForm())
        if round_.stage == Stage.HEARING:
            eyes["answers"] = [
                {
                    "question": question,
                    "answer": act(
                        "answer-question",
                        "answer_question",
                        conference,
                        question.pk,
                        form=AnswerForm(initial={"answer": question.answer}, auto_id=f"answer-{question.pk}-%s"),
                    ),
                }
                for question in eyes["questions"]
            ]
    return eyes


def guarantor(conference: Conference, key: str) -> Eyes:
    """The guarantor sees what the desk sees, and touches nothing."""
    return overview(conference) | {"guiding": False}


def overview(conference: Conference) -> Eyes:
    """The run sheet, who is here, and every table at a glance."""
    eyes = room(conference)
    sitting, round_ = eyes["sitting"], eyes["round"]
    people = list(members(conference).order_by("name"))
    here = register.connected(conference.pk)
    present = set(present_citizens(sitting).values_list("ref", flat=True)) if sitting else set()
    citizens = [p for p in people if p.role == Role.CITIZEN]
    return (
        eyes
        | _progress(conference, eyes)
        | {
            "acting": False,
            "closed_ballots": _closed(conference),
            "sealed": sealed_of(conference),
            "sittings": [
                {"sitting": each, "rounds": [{"round": r} for r in each.rounds.order_by("number")]}
                for each in sittings_of(conference).prefetch_related("rounds")
            ],
            "connected": sum(c.ref in here for c in citizens),
            "present": len(present),
            "expected": len(citizens),
            "unseated": panel_of(conference).filter(table=None, membership__ref__in=present).count(),
            "tables": _tables(conference, here, round_),
        }
    )


def _progress(conference: Conference, eyes: Eyes) -> Eyes:
    """How many have done their part: for those who guide and watch. On every phone it would be news at each vote."""
    progress: Eyes = {}
    if eyes.get("ballots"):
        so_far = turnouts(conference)
        for row in eyes["ballots"]:
            row["voted"], row["on_roll"] = so_far[row["ballot"].pk]
    if "questionnaire" in eyes:
        progress["answered"] = eyes["questionnaire"].answers.values("respondent").distinct().count()
    if eyes["stage"] == Stage.SIGNING and "opinion" in eyes:
        progress["decided"], progress["on_roll"] = signing_progress(eyes["opinion"])
    return progress


def _tables(conference: Conference, here: frozenset[str], round_: Round | None) -> list[Eyes]:
    tables: dict[int, Eyes] = {}
    for panellist in panel_of(conference).exclude(table=None):
        row = tables.setdefault(panellist.table or 0, {"number": panellist.table, "people": []})
        row["people"].append({"name": panellist.membership.name, "here": panellist.membership.ref in here})
    for number, row in tables.items():
        note = note_of(round_, number) if round_ and round_.stage == Stage.TABLES else None
        row["note"] = note
        row["proposals"] = of_table(conference, number)
    return [tables[number] for number in sorted(tables)]
