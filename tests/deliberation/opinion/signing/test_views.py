"""The page on which one reads and signs: what it shows to whom, and what comes back of what was typed."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from django.core import mail
from django.test import Client

from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.opinion.models import Opinion, Signature
from deliberation.opinion.signing.models import SigningCertificate
from deliberation.panel.actions import issue_badge
from tests.cast import enter, fresh_code, set_stage
from tests.deliberation.opinion.signing.pen import Pen
from tests.hall import Hall

ClientOf = Callable[..., Client]
OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]
BASE = "/conferences/eau/opinion/"
PAGE, TEXT, CODE, CERTIFY, KEY = (
    BASE + rest for rest in ("signing/", *(f"signing/{n}/" for n in ("text", "code", "certify", "key")))
)
SIGN = BASE + "sign/"
JSON = {"HTTP_ACCEPT": "application/json"}
SENTINEL = "Mots de la partie title"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def choices(hall: Hall, citizen: Actor, **changes: str) -> dict[str, str]:
    return {
        "text_digest": hall.text_digest(),
        "appear": "unnamed",
        "proof": "code",
        "code": fresh_code(citizen),
    } | changes


def key_of(pen: Pen) -> str:
    return encoded(pen.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_citizen_reads_the_text_and_its_fingerprint(signing: Hall, client_of: ClientOf) -> None:
    page = client_of(signing.citizens[0]).get(PAGE)
    assert (page.status_code, SENTINEL in shown(page), "no-store" in page["Cache-Control"]) == (200, True, True)
    assert f'data-text-digest="{signing.text_digest()}"' in shown(page)
    assert "dist/signing.js" in shown(page)


def test_the_text_to_sign_is_the_bytes_that_are_signed(signing: Hall, client_of: ClientOf) -> None:
    text = client_of(signing.citizens[0]).get(TEXT)
    assert (text.status_code, hashlib.sha256(text.content).hexdigest()) == (200, signing.text_digest())
    assert text["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_is_shown_where_to_sign(role: Role, signing: Hall, client_of: ClientOf) -> None:
    browser = client_of(enter(signing.conference, role))
    page = browser.get(PAGE)
    assert (page.status_code, SENTINEL in shown(page), "data-signing" in shown(page)) == (403, False, False)
    answers = [
        browser.post(path, {"text_digest": signing.text_digest()}, **JSON) for path in (CODE, CERTIFY, KEY, SIGN)
    ]
    assert [each.status_code for each in answers] == [403] * 4


def test_a_stranger_reads_nothing(signing: Hall, stranger: object, client_of: ClientOf) -> None:
    for browser in (client_of(None), client_of(stranger)):
        answers = [browser.get(path) for path in (PAGE, TEXT)]
        assert [SENTINEL in shown(each) for each in answers] == [False, False]
        assert {each.status_code for each in answers} <= {302, 403, 404}


@pytest.mark.parametrize("stage", [Stage.WRITING, Stage.ADOPTION, Stage.PAUSE, Stage.HANDOVER])
def test_the_form_is_there_while_the_signing_lasts(stage: Stage, signing: Hall, client_of: ClientOf) -> None:
    set_stage(signing.conference, stage)
    page = client_of(signing.citizens[0]).get(PAGE)
    assert (page.status_code, "data-signing" in shown(page)) == (403, False)


def test_what_one_decided_is_shown_to_oneself_alone(signing: Hall, client_of: ClientOf) -> None:
    Pen(signing, signing.citizens[0]).sign(reservation="Le prix secret.", public_name="Camille du bourg")
    signing.sign(signing.citizens[1], "declined", reason="Trop vite.")
    pages = [shown(client_of(citizen).get(PAGE)) for citizen in signing.citizens[:3]]
    words = ("Le prix secret.", "Camille du bourg", 'data-signed="own-key"', 'data-signed="declined"', "data-text=")
    assert [[word in page for word in words] for page in pages] == [
        [True, True, True, False, False],
        [False, False, False, True, False],
        [False, False, False, False, True],
    ]
    assert ("Trop vite." in pages[1], "Trop vite." in pages[0] + pages[2]) == (True, False)
    # And afterwards, as long as one likes.
    set_stage(signing.conference, Stage.PAUSE)
    assert 'data-signed="own-key"' in shown(client_of(signing.citizens[0]).get(PAGE))


def test_an_address_is_shown_so_far_as_its_owner_knows_it(signing: Hall, client_of: ClientOf) -> None:
    user = signing.citizens[0].member.user
    user.email = "longname@example.org"
    user.save()
    page = shown(client_of(signing.citizens[0]).get(PAGE))
    assert ("longname@" in page, "lo…@example.org" in page) == (False, True)


# With a key


def test_a_key_is_certified_and_signs(signing: Hall, client_of: ClientOf) -> None:
    pen = Pen(signing, signing.citizens[0])
    browser = client_of(pen.citizen)
    given = choices(
        signing, pen.citizen, public_key=key_of(pen), reservation="Le prix.", appear="other", other_name=" La  dame "
    )
    answer = browser.post(CERTIFY, given, **JSON)
    assert answer.status_code == 200
    made = SigningCertificate.objects.get()
    assert answer.json() == {"certificate": encoded(bytes(made.certificate))}
    assert (made.reservation, made.public_name) == ("Le prix.", "La dame")
    assert load_der_x509_certificate(bytes(made.certificate)).public_key() == pen.key.public_key()
    # The answer was lost: the same again.
    assert browser.post(CERTIFY, given, **JSON).json() == answer.json()
    told = {"text_digest": signing.text_digest(), "signature": encoded(pen.signature(made))}
    answers = [browser.post(KEY, told, **JSON) for _time in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert Signature.objects.values_list("form", "public_name", "reservation").get() == (
        "own-key",
        "La dame",
        "Le prix.",
    )


WRONG: dict[str, tuple[dict[str, str], int, str]] = {
    "no key": ({"public_key": ""}, 422, "public_key"),
    "a key that is none": ({"public_key": encoded(b"0" * 91)}, 422, "public_key"),
    "a key of signs": ({"public_key": "é" * 40}, 422, "public_key"),
    "too long a key": ({"public_key": "A" * 4000}, 422, "public_key"),
    "no appearance": ({"appear": ""}, 422, "appear"),
    "no such appearance": ({"appear": "king"}, 422, "appear"),
    "no other name": ({"appear": "other"}, 422, "other_name"),
    "too long a name": ({"appear": "other", "other_name": "x" * 65}, 422, "other_name"),
    "a name of somebody else": ({"appear": "other", "other_name": "citizen-2"}, 409, "other_name"),
    "too long a reservation": ({"reservation": "x" * 2001}, 422, "reservation"),
    "another text": ({"text_digest": "0" * 64}, 409, ""),
    "a wrong code": ({"code": "x"}, 409, "code"),
    "a wrong badge": ({"proof": "badge", "code": "AAAAA-AAAAA"}, 409, "code"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_where_it_is(name: str, signing: Hall, client_of: ClientOf) -> None:
    pen = Pen(signing, signing.citizens[0])
    changes, status, field = WRONG[name]
    answer = client_of(pen.citizen).post(
        CERTIFY, choices(signing, pen.citizen, public_key=key_of(pen)) | changes, **JSON
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (status, [field])
    assert all(answer.json()["errors"][field])
    assert SigningCertificate.objects.count() == 0


@pytest.mark.parametrize("signature", ["", "é", "AAAA", encoded(b"0" * 8000), "A" * 20_000, encoded(b"\x30\x80")])
def test_what_is_no_signature_is_a_sentence(signature: str, signing: Hall, client_of: ClientOf) -> None:
    pen = Pen(signing, signing.citizens[0])
    pen.certify()
    told = {"text_digest": signing.text_digest(), "signature": signature}
    answer = client_of(pen.citizen).post(KEY, told, **JSON)
    assert answer.status_code in {409, 422}
    assert all(answer.json()["errors"].values())
    assert (Signature.objects.count(), Opinion.objects.get().frozen_at) == (0, None)


# Without a script


def test_one_signs_by_the_form_alone(signing: Hall, client_of: ClientOf) -> None:
    citizen = signing.citizens[0]
    browser = client_of(citizen)
    answer = browser.post(SIGN, choices(signing, citizen, decision="signed", appear="name", next=PAGE))
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert Signature.objects.values_list("form", "public_name").get() == ("attested", "citizen-1")
    assert 'data-signed="attested"' in shown(browser.get(PAGE))


def test_a_wrong_code_loses_nothing_that_was_typed(signing: Hall, client_of: ClientOf) -> None:
    citizen = signing.citizens[0]
    given = choices(signing, citizen, decision="signed", appear="other", other_name="La dame", reservation="Le prix.")
    page = client_of(citizen).post(SIGN, given | {"code": "1"})
    assert page.status_code == 409
    field = re.search(r'<textarea name="reservation"[^>]*>\s*([^<]*)</textarea>', shown(page))
    assert field and field.group(1) == "Le prix."
    assert 'value="La dame"' in shown(page)
    assert Signature.objects.count() == 0


REFUSED: dict[str, dict[str, str]] = {
    "no decision": {"decision": ""},
    "a reason to sign": {"decision": "signed", "reason": "Non."},
    "a reservation without a signature": {"decision": "declined", "reservation": "Le prix."},
    "no appearance": {"decision": "signed", "appear": ""},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_go_together_is_refused(name: str, signing: Hall, client_of: ClientOf) -> None:
    citizen = signing.citizens[0]
    page = client_of(citizen).post(SIGN, choices(signing, citizen) | REFUSED[name])
    assert (page.status_code, Signature.objects.count()) == (422, 0)
    assert "data-signing" in shown(page)


def test_who_declines_is_asked_for_nothing_else(signing: Hall, client_of: ClientOf) -> None:
    given = {"text_digest": signing.text_digest(), "decision": "declined", "reason": "Trop vite.", "appear": "name"}
    answer = client_of(signing.citizens[0]).post(SIGN, given)
    assert answer.status_code == 303
    assert Signature.objects.values_list("decision", "public_name", "reason").get() == ("declined", "", "Trop vite.")


def test_a_code_is_asked_for_beside_what_is_typed(signing: Hall, client_of: ClientOf) -> None:
    user = signing.citizens[0].member.user
    user.email = "citizen@example.org"
    user.save()
    browser = client_of(signing.citizens[0])
    typed = {"decision": "signed", "reservation": "Le prix.", "text_digest": signing.text_digest()}
    first, second = (browser.post(CODE, typed) for _time in range(2))
    assert (first.status_code, second.status_code, len(mail.outbox)) == (200, 409, 1)
    assert ["Le prix." in shown(page) for page in (first, second)] == [True, True]


def test_a_badge_signs_by_the_form(signing: Hall, client_of: ClientOf) -> None:
    citizen = signing.citizens[0]
    code = issue_badge(actor=OPERATOR, conference=signing.conference, membership=citizen.member)
    citizen.member.user.refresh_from_db()
    answer = client_of(citizen).post(
        SIGN, choices(signing, citizen, decision="signed", proof="badge", code=code.lower())
    )
    assert answer.status_code == 303
    assert Signature.objects.values_list("form", "proof").get() == ("attested", "badge")


@pytest.mark.parametrize("path", [CODE, CERTIFY, KEY, SIGN])
def test_acts_are_posted(path: str, signing: Hall, client_of: ClientOf) -> None:
    assert client_of(signing.citizens[0]).get(path).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(signing.citizens[0].member.user)
    assert strict.post(path, {}).status_code == 403
