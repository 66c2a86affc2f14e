"""The public record, ``avis-citoyen-record/2``, and the files that go with it into the sealed opinion.

Nobody is in it by name or reference but those who chose to be named; what the panel is made of is told by figures of
five people and more. Its form is ``docs/record.schema.json``."""

import json
from collections import Counter
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from deliberation.ballots.models import Ballot, BallotOption
from deliberation.ballots.queries import closed_ballots, decisions
from deliberation.ballots.wording import title_of_ballot
from deliberation.conference.models import Conference, Rule
from deliberation.conference.queries import stated
from deliberation.dossier.models import Document
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.plurality.models import Decision
from deliberation.hearings.plurality.queries import decisions_of
from deliberation.hearings.queries import experts_of
from deliberation.hearings.questions.queries import Asked, asked_in, was_put
from deliberation.opinion.document import Attachment, Enclosure
from deliberation.opinion.models import Opinion, Signature
from deliberation.opinion.queries import adoption_of, opinion_of
from deliberation.opinion.writing.models import ChangeRequest
from deliberation.oversight.queries import statement_text
from deliberation.panel.queries import citizens_of, composition
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import tables_of
from sessions.questionnaires.queries import Results
from sessions.record import deciding
from sessions.record.learning import hearing_requests, sheets
from sessions.record.queries import evidence_told, merge_told, proposals_of, tally_told
from sessions.sittings.models import Sitting
from sessions.sittings.queries import hearings_held, programme, sittings_of
from sessions.votes.queries import export_of

FORMAT = "avis-citoyen-record/2"
PROGRAM = "ballots/recount.py.txt"


def enclosure_of(conference: Conference) -> Enclosure:
    """What the seal takes from this side, in the conference's language: call it with that language active."""
    return Enclosure(
        sittings=programme(conference),
        hearings=hearings_held(conference),
        record=public_record(conference),
        files=ballot_files(conference),
    )


def ballot_files(conference: Conference) -> dict[str, Attachment]:
    """What the site offers to count each closed ballot again, byte for byte, and the program that does."""
    files = {
        f"ballot-{ballot.pk}.json": Attachment(
            ballot_json(ballot), "application/json", _("Papers of the ballot: %s") % title_of_ballot(ballot)
        )
        for ballot in _published(conference)
    }
    program = render_to_string(PROGRAM).encode()
    return {**files, "recount.py": Attachment(program, "text/x-python", _("The program that counts a ballot again"))}


def ballot_json(ballot: Ballot) -> bytes:
    return json.dumps(export_of(ballot), ensure_ascii=False, indent=1).encode()


def _published(conference: Conference) -> QuerySet[Ballot]:
    """Ballots on texts: one that elects people would name them."""
    elections = BallotOption.objects.filter(ballot=OuterRef("pk"), drafter__isnull=False)
    return closed_ballots(conference).filter(~Exists(elections)).select_related("conference").order_by("pk")


def public_record(conference: Conference) -> dict[str, Any]:
    """Everything but what only the seal knows: see ``opinion/enclosing.py``."""
    proposals, opinion = proposals_of(conference), opinion_of(conference)
    held = sittings_of(conference).exclude(opened_at=None).prefetch_related("rounds")
    votes = decisions(proposal=proposals)
    return {
        "format": FORMAT,
        "conference": conference.slug,
        "language": conference.language,
        "title": conference.title,
        "question": conference.question,
        "sponsor": conference.sponsor,
        "commitment": conference.commitment,
        "mandate": _mandate(conference),
        "panel": {"on_roll": citizens_of(conference).count(), "composition": composition(conference)},
        "sittings": [_sitting(each) for each in held],
        "experts": [
            {
                "title": each.title,
                "affiliation": each.affiliation,
                "viewpoint": each.viewpoint,
                "works_for_organiser": each.works_for_organiser,
                "side": each.side.label if each.side else None,
                "interests": _declared(each),
            }
            for each in experts_of(conference).select_related("side")
        ],
        "documents": [
            {
                "title": d.title,
                "source": d.source,
                "author": d.author,
                "affiliation": d.affiliation,
                "dated": d.dated,
                "licence": d.licence,
                "media_type": d.media_type,
                "address": d.address,
                "version": d.version,
                "replaces": d.replaces.sha256 if d.replaces else None,
                "added_at": d.added_at.isoformat(),
                "sha256": d.sha256,
            }
            for d in Document.objects.filter(conference=conference).select_related("replaces")
        ],
        "sheets": sheets(conference),
        "sides": list(conference.sides.values_list("label", flat=True)),
        "committee": [_decision(each) for each in decisions_of(conference)],
        "hearings": _hearings(conference),
        "hearing_requests": hearing_requests(conference),
        "themes": deciding.themes(conference),
        "proposals": [_proposal(each, votes.get(each.pk)) for each in proposals],
        "amendments": deciding.amendments(conference),
        "merges": deciding.merges(conference),
        "temperatures": deciding.temperatures(conference),
        "questionnaires": Results(conference).record(),
        "minority_opinions": deciding.minority_opinions(proposals),
        "provenance": deciding.provenance(conference, proposals),
        "ballots": list(_published(conference).values_list("pk", flat=True)),
        **(_opinion(opinion) if opinion else {}),
        "statement": statement_text(conference) or None,
    }


def _mandate(conference: Conference) -> dict[str, Any]:
    mandate = conference.mandate
    rules: dict[str, Rule | None] = {
        name: getattr(mandate, name) for name in ("proposals", "amendments", "adoption", "drafting")
    }
    return {
        "rules": {name: stated(rule) if rule else None for name, rule in rules.items()},
        "consensus": str(mandate.consensus) if mandate.consensus else None,
        "amendment_support": str(mandate.amendment_support),
        "drafters": mandate.drafters,
        "proposals_per_table": mandate.proposals_per_table,
        "publication_days": mandate.publication_days,
        "answer_days": mandate.answer_days,
        "hearing_answer_days": mandate.hearing_answer_days,
    }


def _sitting(sitting: Sitting) -> dict[str, Any]:
    return {
        "number": sitting.number,
        "title": sitting.title,
        "place": sitting.place,
        "day": sitting.day.isoformat() if sitting.day else None,
        "rounds": [
            {
                "number": each.number,
                "kind": each.kind,
                "title": each.title,
                "started_at": each.started_at.isoformat() if each.started_at else None,
                "ended_at": each.ended_at.isoformat() if each.ended_at else None,
                "skipped_at": each.skipped_at.isoformat() if each.skipped_at else None,
            }
            for each in sorted(sitting.rounds.all(), key=lambda each: each.number)
        ],
    }


def _declared(expert: Expert) -> dict[str, Any] | None:
    """None where nothing was declared; an empty text where there is no interest to declare."""
    if expert.declared_at is None:
        return None
    return {
        "text": expert.interests,
        "declared_at": expert.declared_at.isoformat(),
        "written_by": expert.declared_how,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """What the steering committee decided; with neither expert nor document, on the programme."""
    return {
        "expert": decision.expert.title if decision.expert else None,
        "works_for_organiser": decision.expert.works_for_organiser if decision.expert else None,
        "document": decision.document.title if decision.document else None,
        "approved": decision.approved,
        "reason": decision.reason,
        "acknowledged": decision.acknowledged,
        "corrected_since": decision.is_former,
        "decided_at": decision.decided_at.isoformat(),
    }


def _hearings(conference: Conference) -> list[dict[str, Any]]:
    """Those that were held, with the questions that were put, aloud or for writing: what was not is nobody's answer."""
    held = hearings_held(conference)
    found = Hearing.objects.select_related("expert").in_bulk(held)
    return [
        {
            "expert": hearing.heard.title,
            "works_for_organiser": hearing.heard.works_for_organiser,
            "questions": [_question(each) for each in asked_in(hearing) if was_put(each.question)],
        }
        for hearing in (found[number] for number in held)
    ]


def _question(asked: Asked) -> dict[str, Any]:
    question = asked.question
    return {
        "text": question.text,
        "answer": question.answer or None,
        "also_asked": [each.text for each in asked.others],
        "support": asked.support,
        "chosen_by": list(asked.chosen_by),
        "due": question.due.isoformat() if question.due else None,
        "written": question.written,
        "late": question.is_late,
        "confirmed": question.confirmed_at is not None,
        "noted_as": question.noted_answer or None,
    }


def _proposal(proposal: Proposal, vote: BallotOption | None) -> dict[str, Any]:
    return {
        "id": proposal.pk,
        "tables": tables_of(proposal),
        "title": proposal.title,
        "observation": proposal.observation,
        "text": proposal.text,
        "reason": proposal.reason,
        "addressee": proposal.addressee,
        "evidence": [evidence_told(each) for each in proposal.evidence.all()],
        "state": proposal.state,
        "theme": proposal.theme.title if proposal.theme else None,
        "merge": merge_told(proposal),
        "tally": tally_told(vote) if vote else None,
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    adoption = adoption_of(opinion)
    return {
        "adoption": tally_told(adoption) if adoption else None,
        "signatures": _signatures(opinion),
        "drafting": {
            "offered": opinion.drafters.count(),
            "chosen": opinion.drafters.filter(chosen=True).count(),
            "seed": opinion.drafters_seed or None,
        },
        "change_requests": _states(ChangeRequest.objects.filter(section__opinion=opinion)),
    }


def _states(found: QuerySet[ChangeRequest]) -> dict[str, int]:
    counts = Counter(found.values_list("state", flat=True))
    return {state: counts[state] for state in ChangeRequest.State.values}


def _signatures(opinion: Opinion) -> dict[str, Any]:
    """In figures; by name, those who chose to be named."""
    decided = list(opinion.signatures.all())
    signed = [each for each in decided if each.decision == Signature.Decision.SIGNED]
    on_roll = citizens_of(opinion.conference).count()
    return {
        "signed": len(signed),
        "own_key": sum(each.form == Signature.Form.OWN_KEY for each in signed),
        "attested": sum(each.form == Signature.Form.ATTESTED for each in signed),
        "with_reservation": sum(bool(each.reservation) for each in signed),
        "declined": len(decided) - len(signed),
        "unanswered": on_roll - len(decided),
        "on_roll": on_roll,
        "named": sorted(each.public_name for each in signed if each.public_name),
    }
