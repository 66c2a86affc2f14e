"""The whole conference as data: ``record.json`` and ``journal.jsonl``, described in ``docs/record.md``."""

import json
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from deliberation.ballots.models import BallotOption
from deliberation.ballots.queries import decisions, figures
from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.opinion.models import Signature
from deliberation.opinion.queries import adoption_of, opinion_of, sealed_of
from deliberation.oversight.models import Observation
from deliberation.oversight.queries import observations_of, statement_of
from deliberation.proposals.models import Evidence, Proposal
from deliberation.proposals.queries import cited, origins_of
from sessions.drafting.queries import writers_of_notes
from sessions.questionnaires.queries import Results
from sessions.record import deciding
from sessions.record.learning import hearing_requests
from sessions.rounds.models import Round
from sessions.tables.models import Note

FORMAT = "deliberation-record/5"
# Roles that no person has: they are in the journal, and not counted.
NOT_PEOPLE = frozenset({Role.OPERATOR, Role.TABLE})


def record_of(conference: Conference) -> dict[str, Any]:
    """Counts, rounds, proposals with tallies, signatures and hashes; nobody's name but those who chose to print it."""
    chain, proposals = verify(conference), proposals_of(conference)
    votes = decisions(proposal=proposals)
    return {
        "format": FORMAT,
        "conference": conference.slug,
        "title": conference.title,
        "question": conference.question,
        "stage": conference.stage,
        "people": {
            role.value: conference.memberships.filter(role=role, ended_at=None).count()
            for role in Role
            if role not in NOT_PEOPLE
        },
        "rounds": [_round(r) for r in _rounds(conference)],
        "notes": [_note(n) for n in _notes(conference)],
        "proposals": [_proposal(p, votes.get(p.pk)) for p in proposals],
        "hearing_requests": hearing_requests(conference),
        "themes": deciding.themes(conference),
        "amendments": deciding.amendments(conference),
        "merges": deciding.merges(conference),
        "temperatures": deciding.temperatures(conference),
        "questionnaires": Results(conference).record(),
        "minority_opinions": deciding.minority_opinions(proposals),
        "provenance": deciding.provenance(conference, proposals),
        "opinion": _opinion(conference),
        "observations": [_observation(o) for o in observations_of(conference)],
        "statement": _statement(conference),
        "journal": {"entries": chain.length, "head": chain.head, "whole": chain.whole},
    }


def _rounds(conference: Conference) -> Iterator[Round]:
    yield from (
        Round.objects.filter(sitting__conference=conference)
        .select_related("sitting")
        .prefetch_related("shares")
        .order_by("sitting__number", "number")
    )


def _round(round_: Round) -> dict[str, Any]:
    return {
        "sitting": round_.sitting.number,
        "number": round_.number,
        "kind": round_.kind,
        "title": round_.title,
        "started_at": round_.started_at.isoformat() if round_.started_at else None,
        "ended_at": round_.ended_at.isoformat() if round_.ended_at else None,
        "skipped_at": round_.skipped_at.isoformat() if round_.skipped_at else None,
        "floor": [
            {
                "table": share.table,
                "people": share.people,
                "spoke": share.spoke,
                "half_by": share.half_by,
                "percent": share.percent,
            }
            for share in round_.shares.all()
        ],
    }


def _notes(conference: Conference) -> Iterator[Note]:
    yield from (
        Note.objects.filter(round__sitting__conference=conference)
        .select_related("round__sitting")
        .prefetch_related("people")
        .order_by("round__sitting__number", "round__number", "table")
    )


def _note(note: Note) -> dict[str, Any]:
    """A shared tablet stands for all who sit there."""
    there = {person.ref for person in note.people.all()}
    writers = writers_of_notes(note.round, note.table)
    by_tablet = any(person.role == Role.TABLE for person in writers)
    return {
        "sitting": note.round.sitting.number,
        "round": note.round.number,
        "table": note.table,
        "text": note.text,
        "took_part": sorted(there),
        "wrote": sorted(
            {person.ref for person in writers if person.role != Role.TABLE} | (there if by_tablet else set())
        ),
    }


def proposals_of(conference: Conference) -> list[Proposal]:
    return list(
        Proposal.objects.filter(conference=conference)
        .select_related("conference", "theme", "merge")
        .prefetch_related("merge__origins__proposal__merge")
        .prefetch_related("participations__membership", cited(), "evidence__note__round__sitting")
        .order_by("table", "pk")
    )


def _proposal(proposal: Proposal, vote: BallotOption | None) -> dict[str, Any]:
    return {
        "id": proposal.pk,
        "table": proposal.table,
        "title": proposal.title,
        "observation": proposal.observation,
        "text": proposal.text,
        "reason": proposal.reason,
        "addressee": proposal.addressee,
        "evidence": [evidence_told(each) for each in proposal.evidence.all()],
        "took_part": sorted(each.membership.ref for each in proposal.participations.all()),
        "wrote": sorted(each.membership.ref for each in proposal.participations.all() if each.first_at),
        "state": proposal.state,
        "theme": proposal.theme.title if proposal.theme else None,
        "merge": merge_told(proposal),
        "tally": tally_told(vote) if vote else None,
    }


def merge_told(proposal: Proposal) -> dict[str, Any] | None:
    """What it joins, or was to join, and why it was not made; empty where the time for it was over."""
    origins = origins_of(proposal)
    if not origins:
        return None
    merge = proposal.merge
    lapsed = merge.lapse_reason if merge.lapsed_at else None
    return {"reason": merge.reason, "origins": [origin.title for origin in origins], "lapsed": lapsed}


def evidence_told(evidence: Evidence) -> dict[str, Any]:
    """What it is, and, for what anyone may be given to read, where."""
    told: dict[str, Any] = {"reference": evidence.reference, "quote": evidence.quote}
    if evidence.answer:
        told |= {"kind": "answer", "expert": evidence.answer.hearing.heard.key, "question": evidence.answer.text}
    elif evidence.document:
        address = reverse("document", args=[evidence.proposal.conference.slug, evidence.document.pk])
        told |= {"kind": "document", "title": evidence.document.title, "page": evidence.page, "address": address}
        told |= {"sha256": evidence.document.sha256}
    elif evidence.note:
        round_ = evidence.note.round
        told |= {"kind": "note", "table": evidence.note.table, "sitting": round_.sitting.number, "round": round_.number}
    return told


def tally_told(vote: BallotOption) -> dict[str, Any] | None:
    tally = figures(vote)
    if tally is None:
        return None
    return {
        "ballot": vote.ballot_id,
        "method": tally.method.value,
        "counts": dict(tally.counts),
        "voted": tally.voted,
        "on_roll": tally.on_roll,
        "electors": tally.electors,
        "outcome": tally.outcome.value,
        **{name: value for name in ("score", "place", "grade") if (value := getattr(tally, name))},
        "text_sha256": vote.text_digest,
    }


def _opinion(conference: Conference) -> dict[str, Any] | None:
    opinion, sealed = opinion_of(conference), sealed_of(conference)
    if opinion is None:
        return None
    adoption = adoption_of(opinion)
    signed = opinion.signatures.filter(decision=Signature.Decision.SIGNED)
    return {
        "adoption": tally_told(adoption) if adoption else None,
        "signatures": {
            "signed": signed.count(),
            "with_reservation": signed.exclude(reservation="").count(),
            "declined": opinion.signatures.exclude(decision=Signature.Decision.SIGNED).count(),
            "named": sorted(name for name in signed.values_list("public_name", flat=True) if name),
        },
        "text_sha256": opinion.text_digest or None,
        "pdf_sha256": sealed.pdf_sha256 if sealed else None,
        "handed_over_at": sealed.handed_over_at.isoformat() if sealed and sealed.handed_over_at else None,
    }


def _observation(observation: Observation) -> dict[str, Any]:
    return {
        "at": observation.at.isoformat(),
        "by": observation.written_by.ref,
        "entry": observation.entry,
        "text": observation.text,
    }


def _statement(conference: Conference) -> dict[str, Any] | None:
    statement = statement_of(conference)
    return {"text": statement.text, "version": statement.version} if statement else None


def journal_lines(conference: Conference) -> Iterator[str]:
    """One JSON object an entry, with exactly the values its hash covers: see ``deliberation/journal/chain.py``."""
    for entry in Entry.objects.filter(conference=conference).order_by("number").iterator():
        row = {
            "conference": conference.slug,
            "number": entry.number,
            "at": entry.at.isoformat(),
            "verb": entry.verb,
            "actor": entry.actor,
            "detail": entry.detail,
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"
