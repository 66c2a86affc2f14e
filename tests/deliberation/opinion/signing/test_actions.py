"""Who signs, when and how: with a key that was certified, more simply, or not at all; once."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import OPERATOR, Actor, actor_of
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion, SealedOpinion, Signature
from deliberation.opinion.signing import actions, cms, queries
from deliberation.opinion.signing.models import SigningAuthority, SigningCertificate, SigningCode
from deliberation.panel.actions import issue_badge
from tests.at_once import at_once
from tests.cast import enter, fresh_code, set_stage
from tests.deliberation.opinion.signing.pen import Pen, changed, holds, laid_out, new_key
from tests.hall import Hall

OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]
NOT_SIGNING = [stage for stage in Stage if stage != Stage.SIGNING]
LATER = timedelta(minutes=10, seconds=1)


def entries(*verbs: str) -> list[tuple[str, str, dict[str, object]]]:
    found = Entry.objects.filter(verb__in=verbs).order_by("number")
    return [(each.verb, each.actor, json.loads(each.detail)) for each in found]


def kept() -> list[tuple[str, str, str, str, str]]:
    """What was decided, in the order in which it was."""
    columns = ("decision", "form", "public_name", "reservation", "proof")
    return list(Signature.objects.order_by("pk").values_list(*columns))


def waited(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    then = clock.now() + time
    monkeypatch.setattr(clock, "now", lambda: then)


def simply(hall: Hall, citizen: Actor, **words: str) -> None:
    """With this proof and no other."""
    actions.sign_opinion(
        actor=citizen, conference=hall.conference, decision="signed", text_digest=hall.text_digest(), **words
    )


# Who, and when

WAYS: dict[str, Callable[[Hall, Actor], object]] = {
    "asks for a code": lambda hall, actor: actions.send_signing_code(actor=actor, conference=hall.conference),
    "has a key certified": lambda hall, actor: Pen(hall, actor).certify(),
    "signs with a key": lambda hall, actor: Pen(hall, actor).send(b"0"),
    "signs more simply": lambda hall, actor: hall.sign(actor),
    "declines": lambda hall, actor: hall.sign(actor, "declined"),
}


def traces() -> tuple[int, int, int]:
    return (
        SigningCertificate.objects.count(),
        Signature.objects.count(),
        SigningCode.objects.exclude(spent_at=None).count(),
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_a_citizen(way: str, role: Role, signing: Hall) -> None:
    with pytest.raises(Refused):
        WAYS[way](signing, enter(signing.conference, role))
    assert (traces(), Opinion.objects.get().frozen_at) == ((0, 0, 0), None)


def test_no_citizen_of_another_conference(signing: Hall, other_conference: Conference) -> None:
    stranger = enter(other_conference, Role.CITIZEN)
    code = issue_badge(actor=OPERATOR, conference=other_conference, membership=stranger.member)
    set_stage(other_conference, Stage.SIGNING)
    proof = {"proof": "badge", "code": code}
    for way in (
        lambda: actions.send_signing_code(actor=stranger, conference=signing.conference),
        lambda: Pen(signing, stranger).certify(**proof),
        lambda: simply(signing, stranger, **proof),
        lambda: signing.sign(stranger, "declined"),
    ):
        with pytest.raises(Refused):
            way()
    assert traces() == (0, 0, 0)


@pytest.mark.parametrize("way", WAYS)
def test_neither_before_nor_after(way: str, signing: Hall) -> None:
    for stage in NOT_SIGNING:
        set_stage(signing.conference, stage)
        with pytest.raises(Refused):
            WAYS[way](signing, signing.citizens[0])
    assert (traces(), Opinion.objects.get().frozen_at) == ((0, 0, 0), None)


@pytest.mark.parametrize("way", ["has a key certified", "signs more simply", "declines"])
def test_what_is_not_adopted_is_not_signed(way: str, signing: Hall) -> None:
    Opinion.objects.update(adopted_at=None)
    with pytest.raises(Refused):
        WAYS[way](signing, signing.citizens[0])
    assert traces() == (0, 0, 0)


# With one's own key


def test_a_signature_with_a_key_is_kept_with_what_was_chosen(signing: Hall, pen: Pen, tmp_path: Path) -> None:
    pen.sign(reservation="Le prix.", public_name="Camille")
    Pen(signing, signing.citizens[1]).sign()
    assert kept() == [
        ("signed", "own-key", "Camille", "Le prix.", "code"),
        ("signed", "own-key", "", "", "code"),
    ]
    first, second = Signature.objects.order_by("pk")
    assert (first.membership, first.pseudonym, len(second.pseudonym)) == (pen.citizen.member, "", 9)
    files = laid_out(tmp_path)
    assert [name for name in files if name.endswith(".p7s")] == ["signature-001.p7s", "signature-002.p7s"]
    assert [holds(tmp_path, name) for name in files if name.endswith(".p7s")] == [True, True]


def test_openssl_refuses_one_byte_less_of_the_truth(pen: Pen, tmp_path: Path) -> None:
    pen.sign(reservation="Le prix.")
    laid_out(tmp_path)
    text, file = (tmp_path / "avis.txt").read_bytes(), (tmp_path / "signature-001.p7s").read_bytes()
    stamp = cms.token_of(file)
    value = cms._value_in(file)
    assert value is not None
    assert holds(tmp_path, "signature-001.p7s")
    for place in (0, len(text) // 2, len(text) - 1):
        (tmp_path / "other.txt").write_bytes(changed(text, place))
        assert not holds(tmp_path, "signature-001.p7s", "other.txt")
    attribute = file.index(cms.reservation_digest("Le prix."))
    for place in (attribute, file.index(value) + 20):
        assert place < file.index(stamp)
        (tmp_path / "other.p7s").write_bytes(changed(file, place))
        assert not holds(tmp_path, "other.p7s")
    (tmp_path / "authority.pem").write_bytes((tmp_path / "timestamps.pem").read_bytes())
    assert not holds(tmp_path, "signature-001.p7s")


@pytest.mark.parametrize("bytes_", [b"", b"0", b"0\x80\x00\x00", b"\xff" * 300])
def test_what_is_no_signature_is_refused_and_nothing_is_frozen(bytes_: bytes, pen: Pen) -> None:
    pen.certify()
    with pytest.raises(Refused):
        pen.send(bytes_)
    assert (kept(), Opinion.objects.get().frozen_at) == ([], None)


def test_without_a_certificate_there_is_nothing_to_sign_with(signing: Hall, pen: Pen) -> None:
    theirs = Pen(signing, signing.citizens[1])
    signature = theirs.signature(theirs.certify())
    with pytest.raises(Refused):
        pen.send(signature)
    assert kept() == []


def test_somebody_elses_certificate_is_not_mine(signing: Hall, pen: Pen) -> None:
    theirs = Pen(signing, signing.citizens[1], pen.key)
    signature = theirs.signature(theirs.certify())
    pen.certify()
    with pytest.raises(Refused):
        pen.send(signature)
    assert kept() == []


def test_another_key_than_the_one_certified_does_not_sign(pen: Pen) -> None:
    made = pen.certify()
    pen.key = new_key()
    with pytest.raises(Refused):
        pen.send(pen.signature(made))
    assert kept() == []


def test_a_certificate_that_has_expired_does_not_sign(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    signature = pen.signature(pen.certify())
    waited(monkeypatch, LATER)
    with pytest.raises(Refused):
        pen.send(signature)
    assert (kept(), SigningCertificate.objects.count()) == ([], 1)


def test_of_two_certificates_the_last_counts(pen: Pen) -> None:
    before = pen.signature(pen.certify(reservation="D’abord."))
    after = pen.signature(pen.certify(reservation="Ensuite."))
    with pytest.raises(Refused):
        pen.send(before)
    pen.send(after)
    assert kept() == [("signed", "own-key", "", "Ensuite.", "code")]


def test_another_text_is_not_signed(pen: Pen) -> None:
    other = hashlib.sha256(b"Un autre texte").hexdigest()
    made = pen.certify()
    for text_digest in ("", other):
        with pytest.raises(Refused):
            pen.send(pen.signature(made, other), text_digest)
    # The digest said is the right one, the one signed is not.
    with pytest.raises(Refused):
        pen.send(pen.signature(made, other))
    with pytest.raises(Refused):
        Pen(pen.hall, pen.hall.citizens[1]).certify(text_digest=other)
    assert (kept(), SigningCertificate.objects.count()) == ([], 1)


def test_another_reservation_is_not_signed(pen: Pen) -> None:
    made = pen.certify(reservation="Le prix.")
    for words in ("Le prix !", ""):
        made.reservation = words
        with pytest.raises(Refused):
            pen.send(pen.signature(made))
    assert kept() == []


# Once


def test_a_signature_sent_again_after_its_answer_was_lost_changes_nothing(pen: Pen) -> None:
    signature = pen.sign(reservation="Le prix.")
    before = (list(Signature.objects.values()), Entry.objects.count())
    pen.send(signature)
    assert (list(Signature.objects.values()), Entry.objects.count()) == before


def test_a_key_certified_again_after_its_answer_was_lost_has_the_same_certificate(pen: Pen) -> None:
    code = fresh_code(pen.citizen)
    made = pen.certify(proof="code", code=code)
    # The code is spent: it proved who asks, and is not asked for again.
    assert pen.certify(proof="code", code=code).pk == made.pk
    assert len(entries("opinion:key-certified")) == 1
    with pytest.raises(Refused):
        pen.certify(proof="code", code=code, reservation="Autre chose.")
    with pytest.raises(Refused):
        Pen(pen.hall, pen.citizen).certify(proof="code", code=code)
    assert SigningCertificate.objects.count() == 1


def test_nobody_decides_a_second_time(signing: Hall, pen: Pen) -> None:
    pen.sign()
    other = Pen(signing, pen.citizen)
    with pytest.raises(Refused):
        other.certify()
    with pytest.raises(Refused):
        signing.sign(pen.citizen, "declined")
    declined = Pen(signing, signing.citizens[1])
    signature = declined.signature(declined.certify())
    signing.sign(declined.citizen, "declined", reason="Non.")
    with pytest.raises(Refused):
        declined.send(signature)
    with pytest.raises(Refused):
        signing.sign(declined.citizen)
    assert kept() == [("signed", "own-key", "", "", "code"), ("declined", "", "", "", "")]
    assert Signature.objects.get(decision="declined").reason == "Non."


# More simply


def test_who_was_certified_signs_more_simply_without_another_proof(signing: Hall, pen: Pen) -> None:
    """Also with the code that is spent, which stands in the form still."""
    code = fresh_code(pen.citizen)
    made = pen.certify(proof="code", code=code)
    simply(signing, pen.citizen, proof="code", code=code, reservation="Le prix.")
    signature = Signature.objects.get()
    assert kept() == [("signed", "attested", "", "Le prix.", "code")]
    assert (signature.proved_at, bytes(signature.cms)) == (made.issued_at, b"")


def test_a_proof_is_good_for_ten_minutes(signing: Hall, pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    pen.certify()
    waited(monkeypatch, LATER)
    with pytest.raises(Refused):
        simply(signing, pen.citizen)
    assert kept() == []


def test_who_declines_proves_nothing_and_gives_a_reason_or_none(signing: Hall) -> None:
    signing.sign(signing.citizens[0], "declined", reason="Trop vite.")
    signing.sign(signing.citizens[1], "declined")
    assert list(Signature.objects.values_list("decision", "reason", "form", "proof", "pseudonym")) == [
        ("declined", "Trop vite.", "", "", ""),
        ("declined", "", "", "", ""),
    ]
    assert Opinion.objects.get().text_digest == signing.text_digest()


# Names


@pytest.mark.parametrize(
    "sign", [lambda pen, **name: pen.certify(**name), lambda pen, **n: pen.hall.sign(pen.citizen, **n)]
)
@pytest.mark.parametrize(
    "name", ["citizen-2", "CITIZEN-2", " citizen-2 ", "citizen\u200b-2", "ci\u0301tizen-2", "ｃitizen-2"]
)
def test_nobody_signs_in_the_name_of_another(sign: Callable[..., object], name: str, pen: Pen) -> None:
    assert pen.hall.citizens[1].member.name == "citizen-2"
    with pytest.raises(Refused) as refused:
        sign(pen, public_name=name)
    assert (refused.value.field, traces()) == ("other_name", (0, 0, 0))


def test_nor_in_the_name_of_one_who_is_no_citizen(pen: Pen) -> None:
    enter(pen.hall.conference, Role.GUARANTOR, "La garante")
    with pytest.raises(Refused):
        pen.certify(public_name="la  Garante")


def test_ones_own_name_and_one_that_nobody_has_are_taken(signing: Hall) -> None:
    for citizen, name in zip(signing.citizens, ("citizen-1", "Une habitante"), strict=False):
        Pen(signing, citizen).sign(public_name=name)
    kinds = [cms.certificate_of(bytes(each.cms)).subject.rfc4514_string() for each in Signature.objects.order_by("pk")]
    # What the platform does not vouch for is no common name.
    assert kinds == ["CN=citizen-1", "2.5.4.65=Une habitante"]


def test_labels_are_drawn(signing: Hall) -> None:
    opinion = Opinion.objects.get()
    labels = {actions._new_label(opinion) for _each in range(50)}
    assert len(labels) == 50


# What is told


def test_the_journal_names_nobody(signing: Hall, pen: Pen) -> None:
    member = pen.citizen.member
    member.user.email = "citizen-1@example.org"
    member.user.save()
    actions.send_signing_code(actor=actor_of(member), conference=signing.conference)
    pen.sign(reservation="Le prix.", public_name="Camille")
    signing.sign(signing.citizens[1], reservation="Le coût.")
    signing.sign(signing.citizens[2], "declined", reason="Trop vite.")
    verbs = ("signing-code-sent", "key-certified", "frozen", "signed", "declined")
    text = {"text": signing.text_digest()}
    assert entries(*(f"opinion:{verb}" for verb in verbs)) == [
        ("opinion:signing-code-sent", "citizen", {}),
        ("opinion:key-certified", "citizen", {}),
        ("opinion:frozen", "citizen", text),
        ("opinion:signed", "citizen", text),
        ("opinion:signed", "citizen", text),
        ("opinion:declined", "citizen", text),
    ]
    assert verify(signing.conference).whole


def test_nothing_of_the_unnamed_is_published(signing: Hall) -> None:
    """Neither who they are, nor the certificates' minutes in the order of names, nor what was declined."""
    Pen(signing, signing.citizens[0]).sign()
    signing.sign(signing.citizens[1], reservation="Le coût.")
    Pen(signing, signing.citizens[2]).sign(public_name="Une habitante")
    signing.sign(signing.citizens[3], "declined", reason="Trop vite.")
    files = queries.signature_files(Opinion.objects.get())
    index = json.loads(files["signatures.json"])
    names = [each["name"] for each in index["signatures"]]
    assert (names, len(names)) == (sorted(names), 3)
    assert {frozenset(each) for each in index["signatures"]} == {
        frozenset({"file", "form", "name", "named", "proof", "signed_at", "reservation"})
    }
    everything = b"\n".join(files.values())
    for citizen in signing.citizens[:4]:
        member = citizen.member
        private = (member.ref, member.name, "Trop vite.")
        assert [each for each in private if each.encode() in everything] == []


def test_the_evidence_ties_each_signature_to_its_person(signing: Hall) -> None:
    Pen(signing, signing.citizens[0]).sign()
    signing.sign(signing.citizens[1], public_name="Une habitante")
    signing.sign(signing.citizens[2], "declined")
    opinion = Opinion.objects.get()
    told = json.loads(queries.evidence_of(opinion))
    index = json.loads(queries.signature_files(opinion)["signatures.json"])
    assert [(each["file"], each["name"]) for each in told["signatures"]] == [
        (each["file"], each["name"]) for each in index["signatures"]
    ]
    behind = {each["name"]: (each["member"], each["person"], each["proof"]) for each in told["signatures"]}
    first, second = Signature.objects.filter(decision="signed").order_by("pk")
    assert behind == {
        first.pseudonym: (first.membership.ref, "citizen-1", "code"),
        "Une habitante": (second.membership.ref, "citizen-2", "code"),
    }


def test_the_evidence_is_bound_by_the_seal_and_outside_of_the_document(signing: Hall) -> None:
    Pen(signing, signing.citizens[0]).sign()
    signing.end(Stage.SIGNING)
    sealed = SealedOpinion.objects.get()
    evidence = bytes(sealed.evidence)
    assert evidence == queries.evidence_of(Opinion.objects.get())
    assert sealed.evidence_sha256 == hashlib.sha256(evidence).hexdigest()
    ((_verb, _actor, told),) = entries("opinion:sealed")
    assert told["evidence_file"] == sealed.evidence_sha256
    assert signing.citizens[0].member.ref.encode() not in bytes(sealed.pdf)


# At once


@pytest.mark.django_db(transaction=True)
def test_the_first_signatures_at_once_freeze_the_text_once(signing: Hall) -> None:
    pens = [Pen(signing, citizen) for citizen in signing.citizens]
    ready = [(pen, pen.signature(pen.certify(reservation=f"Réserve {n}"))) for n, pen in enumerate(pens[:4])]
    code, digest = fresh_code(pens[4].citizen), signing.text_digest()
    raised = at_once(
        *(lambda pen=pen, signature=signature: pen.send(signature, digest) for pen, signature in ready),
        lambda: simply(signing, pens[4].citizen, proof="code", code=code),
        lambda: signing.sign(pens[5].citizen, "declined"),
    )
    assert raised == [None] * 6
    assert len(entries("opinion:frozen")) == 1
    assert Signature.objects.filter(text_digest=digest).count() == 6
    assert Opinion.objects.get().text_digest == digest


@pytest.mark.django_db(transaction=True)
def test_one_person_on_four_devices_at_once_signs_once(signing: Hall) -> None:
    pen = Pen(signing, signing.citizens[0])
    signature = pen.signature(pen.certify())
    digest = signing.text_digest()
    assert at_once(*[lambda: pen.send(signature, digest)] * 4) == [None] * 4
    assert (Signature.objects.count(), len(entries("opinion:signed"))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_code_used_on_two_devices_at_once_certifies_one_key(signing: Hall) -> None:
    citizen = signing.citizens[0]
    code, pens = fresh_code(citizen), [Pen(signing, citizen), Pen(signing, citizen)]
    raised = at_once(*(lambda pen=pen: pen.certify(proof="code", code=code) for pen in pens))
    assert sorted(type(each).__name__ for each in raised) == ["NoneType", "Refused"]
    assert SigningCertificate.objects.count() == 1


def test_the_signing_is_opened_once(signing: Hall) -> None:
    set_stage(signing.conference, Stage.PAUSE)
    actions.begin_signing(actor=signing.facilitator, conference=signing.conference)
    assert (SigningAuthority.objects.count(), len(entries("opinion:signing-opened"))) == (1, 1)
