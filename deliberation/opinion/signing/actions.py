import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from deliberation.accounts.letters import wrapped
from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion import queries as opinions
from deliberation.opinion.canonical import digest
from deliberation.opinion.models import Opinion, Signature
from deliberation.opinion.signing import authority, proofs, queries, rules, timestamps
from deliberation.opinion.signing.models import SigningAuthority, SigningCertificate
from deliberation.panel.codes import ALPHABET

Decision = Signature.Decision


def begin_signing(*, actor: Actor, conference: Conference) -> None:
    """Open the signing of the adopted text, with an authority that certifies the citizens' keys."""
    timestamps.prepare()
    with acting(Act.START_ROUND, actor, conference):
        opinion = _required(conference)
        if opinion.adopted_at is None:
            raise Refused(_("The opinion is not adopted: open a writing round, then vote again."))
        if SigningAuthority.objects.filter(opinion=opinion).exists():
            return
        made = authority.open_authority(opinion)
        record(conference, Verb.SIGNING_OPENED, actor=actor.ref, authority=authority.fingerprint(made))


def send_signing_code(*, actor: Actor, conference: Conference) -> None:
    """Send this person a code by e-mail; the one before stops working."""
    with acting(Act.PROVE_IDENTITY, actor, conference):
        opinion = _required(conference)
        if sentence := proofs.why_no_code(opinion, actor.member):
            raise Refused(sentence)
        code = proofs.new_code(opinion, actor.member)
        _tell(Verb.SIGNING_CODE_SENT, actor, conference)
    context = {"conference": conference, "code": f"{code[:3]} {code[3:]}", "minutes": proofs.MINUTES}
    text = wrapped(render_to_string("opinion/mail/code.txt", context))
    try:
        send_mail(_("Your code to sign the opinion"), text, None, [actor.member.user.email or ""])
    except OSError as error:  # Whatever a mail server does or does not do; SMTPException is one.
        proofs.forget_code(opinion, actor.member)
        raise Refused(_("The message could not be sent. Use the code of your badge, or try again.")) from error


def certify_key(
    *,
    actor: Actor,
    conference: Conference,
    text_digest: str,
    public_key: ec.EllipticCurvePublicKey,
    reservation: str = "",
    public_name: str = "",
    proof: str = "",
    code: str = "",
) -> SigningCertificate:
    """A certificate for a key that this person's browser has just made, valid for minutes. The very same request again
    is answered with the same certificate."""
    with acting(Act.CERTIFY_KEY, actor, conference):
        opinion = _to_be_signed(conference, text_digest)
        if opinions.signature_of(actor.member, opinion):
            raise Refused(_("You have decided already."))
        if again := _certified(opinion, actor, public_key, reservation, public_name):
            return again
        _require_name(public_name, actor)
        refusal = proofs.refusal(opinion, actor.member, proof, code)
        if not refusal:
            made = _issue(opinion, actor, public_key, public_name)
            made.reservation, made.proof = reservation, proof
            made.save()
            _tell(Verb.KEY_CERTIFIED, actor, conference)
            return made
    # Only now: the wrong try is counted.
    raise Refused(refusal, field="code")


def _certified(
    opinion: Opinion, actor: Actor, public_key: ec.EllipticCurvePublicKey, reservation: str, public_name: str
) -> SigningCertificate | None:
    found = proofs.standing(opinion, actor.member)
    if found is None or (found.reservation, found.public_name) != (reservation, public_name):
        return None
    known = load_der_x509_certificate(bytes(found.certificate)).public_key()
    return found if known == public_key else None


def _issue(
    opinion: Opinion, actor: Actor, public_key: ec.EllipticCurvePublicKey, public_name: str
) -> SigningCertificate:
    pseudonym = "" if public_name else _new_label(opinion)
    certificate = authority.issue(
        SigningAuthority.objects.get(opinion=opinion),
        public_key,
        name=public_name or pseudonym,
        is_pseudonym=public_name != actor.member.name,
    )
    return SigningCertificate(
        opinion=opinion,
        membership=actor.member,
        certificate=certificate.public_bytes(Encoding.DER),
        pseudonym=pseudonym,
        public_name=public_name,
        issued_at=certificate.not_valid_before_utc,
        expires_at=certificate.not_valid_after_utc,
    )


def _new_label(opinion: Opinion) -> str:
    """What stands for who is not named: drawn, and tied to nothing."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _each in range(8))
        label = f"{drawn[:4]}-{drawn[4:]}"
        if not Signature.objects.filter(opinion=opinion, pseudonym=label).exists():
            return label


@dataclass(frozen=True)
class _Given:
    """A signature that was checked and stamped."""

    certificate: SigningCertificate
    file: bytes


def sign_with_key(*, actor: Actor, conference: Conference, text_digest: str, signature: bytes) -> None:
    """Sign with the key that was certified just before: ``signature`` is a detached CMS signature over the text.

    The very same decision sent again changes nothing. The time stamp is asked for before the conference is locked.
    """
    opinion = _required(conference)
    earlier = opinions.signature_of(actor.member, opinion)
    given = None if earlier else _checked(actor, opinion, text_digest, signature)
    with acting(Act.SIGN_OPINION, actor, conference):
        opinion = _to_be_signed(conference, text_digest)
        if _decided(opinion, actor, Decision.SIGNED):
            return
        if given is None:
            raise Refused(_("This signature is not the one it should be. Begin again from “Prove that it is you”."))
        made = given.certificate
        _keep(
            actor,
            opinion,
            text_digest,
            Signature(
                decision=Decision.SIGNED,
                form=Signature.Form.OWN_KEY,
                reservation=made.reservation,
                public_name=made.public_name,
                pseudonym=made.pseudonym,
                cms=given.file,
                proof=made.proof,
                proved_at=made.issued_at,
            ),
        )


def _checked(actor: Actor, opinion: Opinion, text_digest: str, signature: bytes) -> _Given:
    """Everything that can be checked without the lock, then the time stamp."""
    made = SigningCertificate.objects.filter(opinion=opinion, membership=actor.member).last()
    if made is None:
        raise Refused(_("No key of yours was certified: prove first that it is you."))
    if made.expires_at <= clock.now():
        raise Refused(_("More than ten minutes have passed: prove again that it is you, then sign."))
    text = opinions.text_of(opinion)
    if text_digest != digest(text):
        raise Refused(_("The text is not the one you have read: reload the page."))
    signed = queries.signed_by(made, bytes.fromhex(text_digest))
    value = signed.signature_in(signature)
    if value is None:
        raise Refused(_("This signature is not the one it should be. Begin again from “Prove that it is you”."))
    token = timestamps.stamp(value)
    if not made.issued_at <= timestamps.time_of(token) <= made.expires_at:
        raise Refused(
            _(
                "The clock of the service that says the time of signatures is not the one of this site. Nothing is "
                "lost: try again in a moment, or sign more simply."
            )
        )
    return _Given(made, signed.whole(value, token))


def sign_opinion(
    *,
    actor: Actor,
    conference: Conference,
    decision: str,
    text_digest: str,
    reservation: str = "",
    reason: str = "",
    public_name: str = "",
    proof: str = "",
    code: str = "",
) -> None:
    """Sign more simply the text whose digest was read, attested by a fresh proof of identity; or decline, which asks
    for no proof. Who was certified a key just before has proved it.

    The very same decision sent again changes nothing.
    """
    signs = decision == Decision.SIGNED
    with acting(Act.SIGN_OPINION, actor, conference):
        opinion = _to_be_signed(conference, text_digest)
        if _decided(opinion, actor, decision):
            return
        if not signs:
            _keep(actor, opinion, text_digest, Signature(decision=decision, reason=reason))
            return
        _require_name(public_name, actor)
        # The code that proved it then is spent, and still in the form.
        known = proofs.standing(opinion, actor.member)
        refusal = "" if known else proofs.refusal(opinion, actor.member, proof, code)
        if not refusal:
            _keep(
                actor,
                opinion,
                text_digest,
                Signature(
                    decision=decision,
                    form=Signature.Form.ATTESTED,
                    reservation=reservation,
                    public_name=public_name,
                    pseudonym="" if public_name else _new_label(opinion),
                    proof=known.proof if known else proof,
                    proved_at=known.issued_at if known else clock.now(),
                ),
            )
            return
    # Only now: the wrong try is counted.
    raise Refused(refusal, field="code")


def _require_name(public_name: str, actor: Actor) -> None:
    if public_name and (sentence := rules.why_not_this_name(public_name, actor.member)):
        raise Refused(sentence, field="other_name")


def _decided(opinion: Opinion, actor: Actor, decision: str) -> bool:
    """Whether this was decided already; Refused when something else was."""
    earlier = opinions.signature_of(actor.member, opinion)
    if earlier and earlier.decision != decision:
        raise Refused(_("You have decided already."))
    return earlier is not None


def _keep(actor: Actor, opinion: Opinion, text_digest: str, signature: Signature) -> None:
    """The first decision freezes the text. Who decides is told to nobody, the journal included."""
    conference = opinion.conference
    if opinion.frozen_at is None:
        if text_digest != opinions.adopted_digest(opinion):
            raise Refused(_("The text is not the one that was adopted: open a writing round, then vote again."))
        text = opinions.text_of(opinion)
        opinion.frozen_at, opinion.frozen_text, opinion.text_digest = clock.now(), text.decode(), text_digest
        opinion.save(update_fields=["frozen_at", "frozen_text", "text_digest"])
        _tell(Verb.OPINION_FROZEN, actor, conference, text=text_digest)
    signature.opinion, signature.membership = opinion, actor.member
    signature.text_digest, signature.at = text_digest, clock.now()
    signature.save()
    verb = Verb.OPINION_SIGNED if signature.decision == Decision.SIGNED else Verb.OPINION_DECLINED
    _tell(verb, actor, conference, text=text_digest)


def _to_be_signed(conference: Conference, text_digest: str) -> Opinion:
    """The adopted opinion, if its text is the one that was read."""
    opinion = _required(conference)
    if sentence := rules.why_not_certify(opinion):
        raise Refused(sentence)
    if text_digest != digest(opinions.text_of(opinion)):
        raise Refused(_("The text is not the one you have read: reload the page."))
    return opinion


def _tell(verb: Verb, actor: Actor, conference: Conference, **detail: str) -> None:
    """By a citizen: who signs is shown to nobody, but in the evidence once the opinion is sealed."""
    record(conference, verb, actor=actor.role.value, whose={actor.member.ref}, **detail)


def _required(conference: Conference) -> Opinion:
    opinion = opinions.opinion_of(conference)
    if opinion is None:
        raise Refused(_("There is no opinion yet: open a writing round first."))
    return opinion
