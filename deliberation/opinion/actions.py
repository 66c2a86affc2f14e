import hashlib
from collections.abc import Collection
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.ballots import actions as ballots
from deliberation.ballots.queries import by_support, decisions
from deliberation.conference.acting import acting
from deliberation.conference.actions import enter_stage
from deliberation.conference.methods import Outcome
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Conflict, Refused
from deliberation.opinion import queries, rules
from deliberation.opinion.assemble import document_of
from deliberation.opinion.canonical import digest
from deliberation.opinion.document import SittingLine
from deliberation.opinion.models import Opinion, Recommendation, SealedOpinion, Section, Signature
from deliberation.opinion.seal import seal
from deliberation.opinion.typeset import typeset
from deliberation.proposals.models import Proposal


def begin_writing(*, actor: Actor, conference: Conference) -> None:
    """Put the adopted proposals in their places, in the order of their support, and open the citizens' own parts.

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
        votes = decisions(proposal=Proposal.objects.filter(conference=conference, state=Proposal.State.ADOPTED))
        adopted = [vote.proposal for vote in by_support(votes.values()) if vote.proposal]
        Recommendation.objects.bulk_create(
            Recommendation(opinion=opinion, proposal=proposal, number=number)
            for number, proposal in enumerate(adopted, start=1)
        )
        record(conference, Verb.OPINION_ASSEMBLED, actor=actor.ref, recommendations=len(adopted))


def write_section(*, actor: Actor, conference: Conference, part: str, text: str, version: int) -> None:
    """Write a part of the opinion; the very same again changes nothing. Raises Conflict when somebody else wrote since
    ``version``."""
    with acting(Act.WRITE_OPINION, actor, conference):
        section = Section.objects.select_related("opinion").filter(opinion__conference=conference, part=part).first()
        if section is None:
            raise Refused(_("There is no such part of the opinion."))
        if sentence := rules.why_not_write(section.opinion):
            raise Refused(sentence)
        if (section.text, section.version) == (text, version + 1):
            return
        if section.version != version:
            raise Conflict(
                _("Another citizen changed this part while you were writing."),
                current=section.text,
                version=section.version,
            )
        section.text, section.version = text, version + 1
        section.save(update_fields=["text", "version"])
        record(conference, Verb.OPINION_WRITTEN, actor=actor.ref, part=part, version=section.version)


def put_to_vote(*, actor: Actor, conference: Conference) -> None:
    """Open the ballot on the whole text, bound to the text's digest."""
    with acting(Act.START_ROUND, actor, conference):
        opinion = _required(conference)
        missing = [section.get_part_display() for section in opinion.sections.order_by("pk") if not section.text]
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


def begin_signing(*, actor: Actor, conference: Conference) -> None:
    with acting(Act.START_ROUND, actor, conference):
        if _required(conference).adopted_at is None:
            raise Refused(_("The opinion is not adopted: open a writing round, then vote again."))


def sign_opinion(
    *,
    actor: Actor,
    conference: Conference,
    decision: str,
    text_digest: str,
    reservation: str = "",
    reason: str = "",
    public_name: str = "",
) -> None:
    """Sign the text whose digest was read, or decline. The first decision freezes it; each citizen decides once.

    The very same decision sent again changes nothing.
    """
    with acting(Act.SIGN_OPINION, actor, conference):
        opinion = _required(conference)
        if opinion.adopted_at is None:
            raise Refused(_("The opinion is not adopted."))
        text = queries.text_of(opinion)
        if text_digest != digest(text):
            raise Refused(_("The text is not the one you have read: reload the page."))
        earlier = queries.signature_of(actor.member, opinion)
        if earlier:
            if earlier.decision == decision:
                return
            raise Refused(_("You have decided already."))
        if opinion.frozen_at is None:
            if text_digest != queries.adopted_digest(opinion):
                raise Refused(_("The text is not the one that was adopted: open a writing round, then vote again."))
            opinion.frozen_at = clock.now()
            opinion.frozen_text, opinion.text_digest = text.decode(), text_digest
            opinion.save(update_fields=["frozen_at", "frozen_text", "text_digest"])
            record(conference, Verb.OPINION_FROZEN, actor=actor.ref, text=text_digest)
        Signature.objects.create(
            opinion=opinion,
            membership=actor.member,
            decision=decision,
            text_digest=text_digest,
            reservation=reservation,
            reason=reason,
            public_name=public_name,
            at=clock.now(),
        )
        signed = decision == Signature.Decision.SIGNED
        verb = Verb.OPINION_SIGNED if signed else Verb.OPINION_DECLINED
        record(conference, verb, actor=actor.ref, text=text_digest)


def seal_opinion(*, actor: Actor, conference: Conference, sittings: tuple[SittingLine, ...]) -> SealedOpinion:
    """Close the signing: typeset what was signed, seal it, keep its bytes. Refused when nobody signed.

    ``sittings`` is the programme as it was held, printed in the annex.
    """
    with acting(Act.END_ROUND, actor, conference), translation.override(conference.language):
        opinion = _required(conference)
        if not opinion.signatures.filter(decision=Signature.Decision.SIGNED).exists():
            raise Refused(_("Nobody has signed: there is nothing to seal."))
        text = queries.text_of(opinion)
        at = clock.now().replace(microsecond=0)
        pdf = seal(typeset(document_of(opinion, at=at, sittings=sittings), text), at=at)
        sealed = SealedOpinion.objects.create(
            conference=conference,
            pdf=pdf,
            pdf_sha256=hashlib.sha256(pdf).hexdigest(),
            text_sha256=digest(text),
            sealed_at=at,
        )
        record(
            conference,
            Verb.OPINION_SEALED,
            actor=actor.ref,
            text=sealed.text_sha256,
            pdf=sealed.pdf_sha256,
        )
    return sealed


def hand_over(*, actor: Actor, conference: Conference) -> None:
    """Give the sealed bytes to the sponsor, and to the public on the date the mandate sets."""
    with acting(Act.HAND_OVER, actor, conference):
        sealed = queries.sealed_of(conference)
        if sealed is None:
            raise Refused(_("The opinion is not sealed yet."))
        now = clock.now()
        sealed.handed_over_at = now
        sealed.public_at = now + timedelta(days=conference.mandate.publication_days)
        sealed.save(update_fields=["handed_over_at", "public_at"])
        record(conference, Verb.OPINION_HANDED_OVER, actor=actor.ref, pdf=sealed.pdf_sha256)
        enter_stage(actor=actor, conference=conference, act=Act.HAND_OVER, stage=Stage.HANDED_OVER)


def _required(conference: Conference) -> Opinion:
    opinion = queries.opinion_of(conference)
    if opinion is None:
        raise Refused(_("There is no opinion yet: open a writing round first."))
    return opinion
