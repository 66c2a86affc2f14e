"""From the record to what is printed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.ballots import queries as ballots
from deliberation.ballots.models import BallotOption
from deliberation.ballots.tally import Tally
from deliberation.conference.methods import Outcome
from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.conference.wording import rule_sentence
from deliberation.dissent.queries import dissents
from deliberation.hearings.queries import experts_of
from deliberation.journal.models import Head
from deliberation.opinion import document as doc
from deliberation.opinion import queries
from deliberation.opinion.labels import evidence_sentence
from deliberation.opinion.models import Opinion, Section, Signature
from deliberation.oversight.queries import statement_text
from deliberation.panel.queries import citizens_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import cited, merged_into, not_adopted, origins_of, people_shown, tables_said


def document_of(opinion: Opinion, *, at: datetime, sittings: tuple[doc.SittingLine, ...]) -> doc.OpinionDocument:
    """Everything the sealed document prints, in the conference's language: call it with that language active."""
    conference = opinion.conference
    sections = queries.sections_of(opinion)
    signatures = list(opinion.signatures.order_by("pk"))
    signed = [s for s in signatures if s.decision == Signature.Decision.SIGNED]
    declined = [s for s in signatures if s.decision == Signature.Decision.DECLINED]
    head, mandate = Head.objects.get(conference=conference), conference.mandate
    on_roll = citizens_of(conference).count()
    adoption = queries.adoption_of(opinion)
    if adoption is None:
        raise ValueError("An opinion is printed once it was adopted.")
    return doc.OpinionDocument(
        language=conference.language,
        conference_title=conference.title,
        question=conference.question,
        sponsor=conference.sponsor,
        commitment=conference.commitment,
        opinion_title=sections[Section.Part.TITLE].text,
        preamble=sections[Section.Part.PREAMBLE].text,
        recommendations=tuple(_recommendations(opinion)),
        closing=sections[Section.Part.CLOSING].text,
        decision_rule=rule_sentence(mandate.proposals),
        adoption_rule=rule_sentence(mandate.adoption),
        adoption=_figures(adoption),
        # In the order of the words, not of the signing, which could be tied to who signed when.
        reservations=tuple(
            doc.Reservation(s.reservation, s.public_name or None)
            for s in sorted(signed, key=lambda s: s.reservation)
            if s.reservation
        ),
        signatories=tuple(sorted(s.public_name for s in signed if s.public_name)),
        signed=len(signed),
        declined=len(declined),
        unanswered=on_roll - len(signatures),
        on_roll=on_roll,
        refusals=tuple(sorted(s.reason for s in declined if s.reason)),
        lost_proposals=tuple(_lost(conference)),
        sittings=sittings,
        experts=tuple(doc.Expert(e.title, e.affiliation, e.viewpoint) for e in experts_of(conference)),
        guarantor=", ".join(
            conference.memberships.filter(role=Role.GUARANTOR, ended_at=None).values_list("name", flat=True)
        ),
        journal_length=head.length,
        journal_head=head.hash,
        text_digest=opinion.text_digest,
        sealed_at=at,
        guarantor_statement=statement_text(conference),
        check_url=settings.BASE_URL + reverse("verify"),
    )


def _figures(option: BallotOption) -> Tally:
    tally = ballots.figures(option)
    if tally is None:
        raise ValueError("A ballot has no figures before it is closed.")
    return tally


def _recommendations(opinion: Opinion) -> list[doc.Recommendation]:
    found = list(
        opinion.recommendations.select_related("proposal")
        .prefetch_related("proposal__participations", "proposal__merge__origins__proposal", cited("proposal__"))
        .order_by("number")
    )
    votes = ballots.decisions(proposal=[each.proposal for each in found])
    contested = dissents(each.proposal_id for each in found)
    return [
        doc.Recommendation(
            number=each.number,
            **_words(each.proposal),
            figures=_figures(votes[each.proposal_id]),
            minority_opinions=tuple(
                doc.MinorityOpinion(dissent.opinion.text, dissent.people)
                for dissent in contested.get(each.proposal_id, ())
            ),
        )
        for each in found
    ]


def _lost(conference: Conference) -> list[doc.LostProposal]:
    found = list(not_adopted(conference).select_related("merge").prefetch_related("participations"))
    votes = ballots.decisions(proposal=found)
    return [
        doc.LostProposal(
            **_words(proposal),
            outcome=outcome_of(proposal, votes.get(proposal.pk)),
            figures=_figures(votes[proposal.pk]) if proposal.pk in votes else None,
        )
        for proposal in found
    ]


def _words(proposal: Proposal) -> dict[str, Any]:
    """What is printed of a proposal wherever it is: its words, what it rests on, and who wrote it, without a name."""
    people, at = people_shown(proposal), tables_said(proposal)
    by = ngettext("%(count)d person", "%(count)d people", people) % {"count": people} if people else ""
    return {
        "title": proposal.title,
        "observation": proposal.observation,
        "text": proposal.text,
        "reason": proposal.reason,
        "addressee": proposal.addressee,
        "evidence": tuple(evidence_sentence(each) for each in proposal.evidence.all()),
        "table": ", ".join(filter(None, (at, by))),
    }


def outcome_of(proposal: Proposal, vote: BallotOption | None) -> str:
    """What became of a proposal that is not in the opinion, in the language in force; ``vote`` is the last on it."""
    if vote is not None:
        return str(Outcome(vote.outcome).label)
    if whole := merged_into(proposal):
        return _("Merged into “%s”") % whole.title
    if proposal.state == Proposal.State.DRAFT and origins_of(proposal):
        return _("A merge that was not made: its origins went on as they were")
    if proposal.state == Proposal.State.DRAFT:
        return _("Not submitted by its table")
    return _("Not put to the vote")
