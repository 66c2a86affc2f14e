from collections.abc import Iterable
from datetime import datetime, timedelta

from deliberation.ballots.models import BallotOption
from deliberation.ballots.queries import decisions
from deliberation.conference.methods import Outcome
from deliberation.conference.models import Conference, Membership
from deliberation.opinion.canonical import OpinionText, RecommendationText, canonical_text
from deliberation.opinion.models import Opinion, SealedOpinion, Section, Signature
from deliberation.proposals.models import Proposal
from deliberation.proposals.queries import cited, line_of


def opinion_of(conference: Conference) -> Opinion | None:
    return Opinion.objects.filter(conference=conference).first()


def sealed_of(conference: Conference) -> SealedOpinion | None:
    return SealedOpinion.objects.filter(conference=conference).first()


def sections_of(opinion: Opinion) -> dict[str, Section]:
    return {section.part: section for section in opinion.sections.all()}


def text_of(opinion: Opinion) -> bytes:
    """The canonical text: the frozen one, or what would be frozen now."""
    if opinion.frozen_at:
        return opinion.frozen_text.encode()
    sections = sections_of(opinion)
    return canonical_text(
        OpinionText(
            question=opinion.conference.question,
            opinion_title=sections[Section.Part.TITLE].text,
            preamble=sections[Section.Part.PREAMBLE].text,
            recommendations=tuple(
                _words_of(each.proposal)
                for each in opinion.recommendations.select_related("proposal")
                .prefetch_related(cited("proposal__"))
                .order_by("number")
            ),
            disagreements=sections[Section.Part.DISAGREEMENTS].text,
            requests=sections[Section.Part.REQUESTS].text,
            closing=sections[Section.Part.CLOSING].text,
        )
    )


def _words_of(proposal: Proposal) -> RecommendationText:
    return RecommendationText(
        title=proposal.title,
        observation=proposal.observation,
        text=proposal.text,
        reason=proposal.reason,
        addressee=proposal.addressee,
        evidence=tuple(line_of(each) for each in proposal.evidence.all()),
    )


def adoption_of(opinion: Opinion) -> BallotOption | None:
    """The last vote on the whole text that is closed."""
    return decisions(opinion=[opinion]).get(opinion.pk)


def adopted_digest(opinion: Opinion) -> str:
    """The digest of the text that the last vote on the whole adopted, empty when it adopted none."""
    vote = adoption_of(opinion)
    return vote.text_digest if vote and vote.outcome == Outcome.ADOPTED else ""


def signature_of(membership: Membership, opinion: Opinion) -> Signature | None:
    return signatures_of([membership], opinion).get(membership.pk)


def signatures_of(memberships: Iterable[Membership], opinion: Opinion) -> dict[int, Signature]:
    """By membership, for each person's own eyes."""
    found = Signature.objects.filter(opinion=opinion, membership__in=memberships)
    return {signature.membership_id: signature for signature in found}


def signing_progress(opinion: Opinion) -> tuple[int, int]:
    """How many citizens have decided, of how many; not what they decided."""
    on_roll = opinion.conference.memberships.filter(role="citizen", ended_at=None).count()
    return opinion.signatures.count(), on_roll


def answers_due_at(sealed: SealedOpinion | None) -> datetime | None:
    """When the sponsor owes a reasoned answer to each recommendation; None before the hand-over."""
    if sealed is None or sealed.handed_over_at is None:
        return None
    return sealed.handed_over_at + timedelta(days=sealed.conference.mandate.answer_days)
