from collections.abc import Collection
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.ballots import actions as ballots
from deliberation.ballots.queries import by_support, decisions
from deliberation.conference.acting import acting
from deliberation.conference.methods import Outcome
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion import enclosing, queries, rules
from deliberation.opinion.assemble import document_of
from deliberation.opinion.canonical import digest
from deliberation.opinion.document import Enclosure
from deliberation.opinion.models import REQUIRED, Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.opinion.seal import TimestampRefused, seal
from deliberation.opinion.signing.authority import close_authority
from deliberation.opinion.signing.queries import evidence_of
from deliberation.opinion.typeset import typeset
from deliberation.opinion.writing.lots import commitment_to, new_seed
from deliberation.proposals.models import Proposal


def begin_writing(*, actor: Actor, conference: Conference) -> None:
    """Put the adopted proposals in their places, by theme, then by support, and open the citizens' own parts.

    Writing again before the first signature voids an adoption: what is signed is what was adopted.
    """
    with acting(Act.START_ROUND, actor, conference):
        opinion, created = Opinion.objects.get_or_create(conference=conference)
        if sentence := rules.why_not_write(opinion):
            raise Refused(sentence)
        if Opinion.objects.filter(pk=opinion.pk, adopted_at__isnull=False).update(adopted_at=None):
            record(conference, Verb.OPINION_REOPENED, actor=actor.ref)
        if not created:
            return
        for part in Section.Part:
            Section.objects.create(opinion=opinion, part=part)
        draw = _commit_to_a_draw(opinion)
        votes = decisions(proposal=Proposal.objects.filter(conference=conference, state=Proposal.State.ADOPTED))
        adopted = [vote.proposal for vote in by_support(votes.values()) if vote.proposal]
        # By theme, those under none last; inside a theme, in the order of their support.
        adopted.sort(key=lambda each: (each.theme is None, each.theme.position if each.theme else 0))
        Recommendation.objects.bulk_create(
            Recommendation(opinion=opinion, proposal=proposal, number=number)
            for number, proposal in enumerate(adopted, start=1)
        )
        record(conference, Verb.OPINION_ASSEMBLED, actor=actor.ref, recommendations=len(adopted), **draw)


def _commit_to_a_draw(opinion: Opinion) -> dict[str, Any]:
    """Where the drafting group may be drawn: the seed, before anyone offers to write, and what binds to it."""
    mandate = opinion.conference.mandate
    if not mandate.drafters or mandate.drafting is not None:
        return {}
    opinion.drafters_seed = new_seed()
    opinion.save(update_fields=["drafters_seed"])
    return {"draw": commitment_to(opinion.drafters_seed)}


def put_to_vote(*, actor: Actor, conference: Conference) -> None:
    """Open the ballot on the whole text, bound to the text's digest."""
    with acting(Act.START_ROUND, actor, conference):
        opinion = _required(conference)
        parts = opinion.sections.filter(part__in=REQUIRED).order_by("pk")
        missing = [section.get_part_display() for section in parts if not section.text]
        if missing:
            raise Refused(_("The opinion still lacks: %s.") % ", ".join(missing))
        if opinion.frozen_at:
            raise Refused(rules.why_not_write(opinion))
        ballots.open_opinion_ballot(
            actor=actor,
            conference=conference,
            opinion=opinion,
            text_digest=digest(queries.text_of(opinion)),
        )


def conclude_adoption(*, actor: Actor, conference: Conference, present: Collection[int] | None = None) -> None:
    """Close the ballot on the whole text and say what became of it. ``present``: see ``close_ballot``."""
    with acting(Act.END_ROUND, actor, conference):
        opinion = _required(conference)
        vote = opinion.options.select_related("ballot__rule").get(ballot__closed_at=None)
        ballots.close_ballot(actor=actor, conference=conference, ballot=vote.ballot, present=present)
        vote.refresh_from_db()
        adopted = vote.outcome == Outcome.ADOPTED
        Opinion.objects.filter(pk=opinion.pk).update(adopted_at=clock.now() if adopted else None)
        verb = Verb.OPINION_ADOPTED if adopted else Verb.OPINION_REJECTED
        record(conference, verb, actor=actor.ref, ballot=vote.ballot_id, text=vote.text_digest)


def seal_opinion(*, actor: Actor, conference: Conference, enclosure: Enclosure) -> SealedOpinion:
    """Close the signing: typeset what was signed, seal it, keep its bytes. Refused when nobody signed, or when the
    time-stamping service that the settings name does not answer: then nothing is lost, and it can be asked again.
    """
    with acting(Act.END_ROUND, actor, conference):
        opinion = _required(conference)
        if not opinion.signatures.filter(decision=Signature.Decision.SIGNED).exists():
            raise Refused(_("Nobody has signed: there is nothing to seal."))
        text, at = queries.text_of(opinion), clock.now().replace(microsecond=0)
        evidence = evidence_of(opinion)
        evidence_digest = digest(evidence) if evidence else ""
        try:
            # What the document says is in its language; what is refused, in that of whoever acts.
            with translation.override(conference.language):
                document = document_of(opinion, at=at, enclosure=enclosure, evidence_digest=evidence_digest)
                attached = enclosing.attachments(opinion, enclosure, document)
                pdf = seal(typeset(document, text, attached), at=at)
        except TimestampRefused as error:
            raise Refused(_("The time-stamping service did not answer: nothing is sealed yet. Try again.")) from error
        sealed = SealedOpinion.objects.create(
            conference=conference,
            pdf=pdf,
            pdf_sha256=digest(pdf),
            text_sha256=digest(text),
            sealed_at=at,
            evidence=evidence,
            evidence_sha256=evidence_digest,
        )
        close_authority(opinion)
        record(
            conference,
            Verb.OPINION_SEALED,
            actor=actor.ref,
            text=sealed.text_sha256,
            pdf=sealed.pdf_sha256,
            evidence_file=sealed.evidence_sha256,
        )
    return sealed


def _required(conference: Conference) -> Opinion:
    opinion = queries.opinion_of(conference)
    if opinion is None:
        raise Refused(_("There is no opinion yet: open a writing round first."))
    return opinion
