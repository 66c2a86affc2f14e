from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.actions import enter_stage
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.canonical import digest
from deliberation.opinion.handover import queries, rules
from deliberation.opinion.handover.assemble import certificate_values, correction_values
from deliberation.opinion.handover.models import Correction, CorrectionAgreement, Derivative, HandoverCertificate
from deliberation.opinion.handover.typeset import typeset_certificate, typeset_correction
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.queries import opinion_of, sealed_of
from deliberation.opinion.seal import TimestampRefused, seal


def hand_over(*, actor: Actor, conference: Conference) -> None:
    """Give the sealed bytes to the sponsor, and to the public on the date the mandate sets."""
    with acting(Act.HAND_OVER, actor, conference):
        sealed = sealed_of(conference)
        if sealed is None:
            raise Refused(_("The opinion is not sealed yet."))
        now = clock.now()
        sealed.handed_over_at = now
        sealed.public_at = now + timedelta(days=conference.mandate.publication_days)
        sealed.save(update_fields=["handed_over_at", "public_at"])
        record(conference, Verb.OPINION_HANDED_OVER, actor=actor.ref, pdf=sealed.pdf_sha256)
        enter_stage(actor=actor, conference=conference, act=Act.HAND_OVER, stage=Stage.HANDED_OVER)


def acknowledge_receipt(
    *,
    actor: Actor,
    conference: Conference,
    sha256: str = "",
    first: str = "",
    last: str = "",
    means: str,
) -> None:
    """The sponsor says which bytes reached them, by their fingerprint or both ends of it; refused when they are not
    the sealed ones. Done once: the certificate of hand-over is made then, and kept."""
    with acting(Act.ACKNOWLEDGE_RECEIPT, actor, conference):
        sealed = _handed_over(conference)
        if not rules.is_received(sealed, sha256, first, last):
            raise Refused(
                _("This is not the sealed opinion: its fingerprint is another. Nothing was recorded as received.")
            )
        if sealed.acknowledged_at:
            return
        at = clock.now().replace(microsecond=0)
        sealed.acknowledged_at, sealed.acknowledged_by = at, actor.member
        sealed.received_sha256 = sealed.pdf_sha256
        sealed.save(update_fields=["acknowledged_at", "acknowledged_by", "received_sha256"])
        certificate = _certify(conference, sealed, means)
        record(
            conference,
            Verb.RECEIPT_ACKNOWLEDGED,
            actor=actor.ref,
            received=sealed.received_sha256,
            means=means,
            certificate=certificate.pdf_sha256,
        )


def _certify(conference: Conference, sealed: SealedOpinion, means: str) -> HandoverCertificate:
    certificate = HandoverCertificate(
        original=sealed, means=means, handed_over_by=queries.handed_over_by(conference).value
    )
    try:
        with translation.override(conference.language):
            values = certificate_values(certificate)
            pdf = seal(typeset_certificate(values), at=values.at, reason=_("Certificate of hand-over"))
    except TimestampRefused as error:
        sentence = _("The time-stamping service did not answer: receipt is not acknowledged yet. Try again.")
        raise Refused(sentence) from error
    certificate.pdf, certificate.pdf_sha256 = pdf, digest(pdf)
    certificate.save()
    return certificate


def propose_correction(*, actor: Actor, conference: Conference, passage: str, text: str, reason: str) -> None:
    """Say that the opinion is mistaken in this passage. Whoever signed agrees to what they propose; the very same
    again changes nothing."""
    with acting(Act.PROPOSE_CORRECTION, actor, conference):
        sealed = _handed_over(conference)
        if not rules.is_said(passage, _frozen_text(conference)):
            raise Refused(_("The opinion does not say this: copy the passage from it, word for word."))
        known = Correction.objects.filter(original=sealed, withdrawn_at=None, passage=passage, text=text)
        if known.exists():
            return
        correction = Correction.objects.create(
            original=sealed,
            number=Correction.objects.filter(original=sealed).count() + 1,
            passage=passage,
            text=text,
            reason=reason,
            proposed_by=actor.member,
            proposed_at=clock.now(),
        )
        words = digest("\n".join((passage, text, reason)).encode())
        record(conference, Verb.CORRECTION_PROPOSED, actor=actor.ref, correction=correction.number, words=words)
        if queries.has_signed(actor.member):
            _agree(actor, conference, correction)


def agree_to_correction(*, actor: Actor, conference: Conference, number: int) -> None:
    """Agree; with more than half of those who signed the opinion, it is sealed. Again changes nothing."""
    with acting(Act.AGREE_TO_CORRECTION, actor, conference):
        correction = _correction(conference, number)
        if not queries.has_signed(actor.member):
            raise Refused(_("Those who signed the opinion agree to its corrections."))
        if queries.agrees(actor.member, correction):
            return
        if sentence := rules.why_not_agree(correction):
            raise Refused(sentence)
        _agree(actor, conference, correction)


def take_back_agreement(*, actor: Actor, conference: Conference, number: int) -> None:
    with acting(Act.AGREE_TO_CORRECTION, actor, conference):
        correction = _correction(conference, number)
        mine = CorrectionAgreement.objects.filter(correction=correction, membership=actor.member)
        if not mine.exists():
            return
        if sentence := rules.why_not_agree(correction):
            raise Refused(sentence)
        mine.delete()
        record(conference, Verb.CORRECTION_AGREED, actor=actor.ref, correction=number, taken_back=True)


def withdraw_correction(*, actor: Actor, conference: Conference, number: int) -> None:
    with acting(Act.WITHDRAW_CORRECTION, actor, conference):
        correction = _correction(conference, number)
        if sentence := rules.why_not_withdraw(actor, correction):
            raise Refused(sentence)
        if correction.withdrawn_at:
            return
        correction.withdrawn_at = clock.now()
        correction.save(update_fields=["withdrawn_at"])
        record(conference, Verb.CORRECTION_WITHDRAWN, actor=actor.ref, correction=number)


def add_derivative(
    *, actor: Actor, conference: Conference, kind: str, language: str, title: str, made_by: str, text: str
) -> None:
    """Publish the opinion in other words, beside it and never in its place. The very same again changes nothing."""
    with acting(Act.ADD_DERIVATIVE, actor, conference):
        sealed = _handed_over(conference)
        words = {"kind": kind, "language": language, "title": title, "made_by": made_by, "text": text}
        if Derivative.objects.filter(original=sealed, withdrawn_at=None, **words).exists():
            return
        added = Derivative.objects.create(original=sealed, added_by=actor.member, added_at=clock.now(), **words)
        record(
            conference,
            Verb.DERIVATIVE_ADDED,
            actor=actor.ref,
            other_version=added.pk,
            version_kind=kind,
            version_language=language,
            words=digest("\n".join((title, text)).encode()),
        )


def withdraw_derivative(*, actor: Actor, conference: Conference, derivative_id: int, reason: str) -> None:
    """It stays on the list, with the reason. Again changes nothing."""
    with acting(Act.WITHDRAW_DERIVATIVE, actor, conference):
        derivative = queries.derivative(conference, derivative_id)
        if derivative is None:
            raise Refused(_("There is no such version."))
        if derivative.withdrawn_at:
            return
        derivative.withdrawn_at, derivative.withdrawal_reason = clock.now(), reason
        derivative.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        record(conference, Verb.DERIVATIVE_WITHDRAWN, actor=actor.ref, other_version=derivative_id)


def _agree(actor: Actor, conference: Conference, correction: Correction) -> None:
    """Under the conference's lock: of two who reach the number together, one comes second, and seals."""
    CorrectionAgreement.objects.create(correction=correction, membership=actor.member)
    record(conference, Verb.CORRECTION_AGREED, actor=actor.ref, correction=correction.number)
    agreed, signed = correction.agreements.count(), queries.signers_of(conference).count()
    if agreed >= rules.needed(signed):
        _seal(actor, conference, correction, agreed, signed)


def _seal(actor: Actor, conference: Conference, correction: Correction, agreed: int, signed: int) -> None:
    at = clock.now().replace(microsecond=0)
    try:
        with translation.override(conference.language):
            values = correction_values(correction, at=at, agreed=agreed, signed=signed)
            pdf = seal(typeset_correction(values), at=at, reason=_("Correction beside the citizen opinion"))
    except TimestampRefused as error:
        sentence = _("The time-stamping service did not answer: the correction is not sealed yet. Try again.")
        raise Refused(sentence) from error
    correction.pdf, correction.pdf_sha256, correction.sealed_at = pdf, digest(pdf), at
    correction.save(update_fields=["pdf", "pdf_sha256", "sealed_at"])
    record(
        conference,
        Verb.CORRECTION_SEALED,
        actor=actor.ref,
        correction=correction.number,
        agreed=agreed,
        signed=signed,
        pdf=correction.pdf_sha256,
        original=correction.original.pdf_sha256,
    )


def _handed_over(conference: Conference) -> SealedOpinion:
    sealed = sealed_of(conference)
    if sealed is None or sealed.handed_over_at is None:
        raise Refused(_("The opinion is not handed over yet."))
    return sealed


def _frozen_text(conference: Conference) -> str:
    opinion = opinion_of(conference)
    return opinion.frozen_text if opinion else ""


def _correction(conference: Conference, number: int) -> Correction:
    found = queries.correction(conference, number)
    if found is None:
        raise Refused(_("There is no such correction."))
    return found
