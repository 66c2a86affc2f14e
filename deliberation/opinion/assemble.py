"""From the record to what is printed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

from deliberation.ballots import queries as ballots
from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.conference.wording import rule_sentence
from deliberation.dissent.queries import dissents
from deliberation.hearings.plurality.wording import declaration_said, interests_said
from deliberation.hearings.queries import experts_of
from deliberation.journal.models import Head
from deliberation.opinion import document as doc
from deliberation.opinion import queries
from deliberation.opinion.annexes import annexes_of, figures_of, outcome_of
from deliberation.opinion.labels import evidence_sentence
from deliberation.opinion.models import Opinion, Section, Signature
from deliberation.oversight.queries import statement_text
from deliberation.panel.queries import citizens_of
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import cited, not_adopted, people_shown, tables_said


def document_of(
    opinion: Opinion, *, at: datetime, enclosure: doc.Enclosure, evidence_digest: str = ""
) -> doc.OpinionDocument:
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
        disagreements=sections[Section.Part.DISAGREEMENTS].text,
        requests=sections[Section.Part.REQUESTS].text,
        closing=sections[Section.Part.CLOSING].text,
        adoption_rule=rule_sentence(mandate.adoption),
        adoption=figures_of(adoption),
        # In the order of the words, not of the signing, which could be tied to who signed when.
        reservations=tuple(
            doc.Reservation(s.reservation, s.public_name or None)
            for s in sorted(signed, key=lambda s: s.reservation)
            if s.reservation
        ),
        signatories=tuple(sorted(s.public_name for s in signed if s.public_name)),
        signed=len(signed),
        own_key=sum(s.form == Signature.Form.OWN_KEY for s in signed),
        declined=len(declined),
        unanswered=on_roll - len(signatures),
        on_roll=on_roll,
        refusals=tuple(sorted(s.reason for s in declined if s.reason)),
        lost_proposals=tuple(_lost(conference)),
        sittings=enclosure.sittings,
        experts=tuple(
            doc.Expert(
                e.title,
                e.affiliation,
                e.viewpoint,
                e.works_for_organiser,
                interests_said(e),
                declaration_said(e),
                heard=e.hearings.filter(pk__in=enclosure.hearings).exists(),
            )
            for e in experts_of(conference)
        ),
        guarantor=", ".join(
            conference.memberships.filter(role=Role.GUARANTOR, ended_at=None).values_list("name", flat=True)
        ),
        journal_length=head.length,
        journal_head=head.hash,
        text_digest=opinion.text_digest,
        sealed_at=at,
        guarantor_statement=statement_text(conference),
        check_url=settings.BASE_URL + reverse("verify"),
        annexes=annexes_of(opinion, hearings=enclosure.hearings),
        evidence_digest=evidence_digest,
    )


def _recommendations(opinion: Opinion) -> list[doc.Recommendation]:
    found = list(
        opinion.recommendations.select_related("proposal__theme")
        .prefetch_related("proposal__participations", "proposal__merge__origins__proposal", cited("proposal__"))
        .order_by("number")
    )
    votes = ballots.decisions(proposal=[each.proposal for each in found])
    contested = dissents(each.proposal_id for each in found)
    return [
        doc.Recommendation(
            number=each.number,
            **_words(each.proposal),
            figures=figures_of(votes[each.proposal_id]),
            theme=each.proposal.theme.title if each.proposal.theme else "",
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
            figures=figures_of(votes[proposal.pk]) if proposal.pk in votes else None,
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
