"""The sponsor says which bytes reached them: the sealed ones, or nothing is recorded."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deliberation.conference.stages import Role
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.kernel.errors import Refused
from deliberation.opinion.handover.assemble import certificate_values
from deliberation.opinion.handover.models import HandoverCertificate
from deliberation.opinion.handover.typeset import typeset_certificate
from deliberation.opinion.seal import seal
from tests.deliberation.opinion.handover.conftest import Handed
from tests.deliberation.opinion.samples import printed, read_with

NO_SERVICE = "http://127.0.0.1:9"
ACT = "/conferences/eau/opinion/handover/acknowledge/"


def recorded() -> list[tuple[str, dict[str, str]]]:
    entries = Entry.objects.filter(verb="opinion:receipt-acknowledged")
    return [(entry.actor, json.loads(entry.detail)) for entry in entries]


def nothing_recorded(handed: Handed) -> bool:
    sealed = handed.sealed
    return (sealed.acknowledged_at, sealed.acknowledged_by, sealed.received_sha256) == (None, None, "") and not (
        recorded() or HandoverCertificate.objects.exists()
    )


def test_the_receipt_says_who_when_and_which_bytes(handed: Handed) -> None:
    handed.acknowledge()
    sealed, certificate = handed.sealed, HandoverCertificate.objects.get()
    assert (sealed.acknowledged_by, sealed.received_sha256) == (handed.sponsor.member, sealed.pdf_sha256)
    assert sealed.acknowledged_at is not None
    assert sealed.handed_over_at is not None
    assert sealed.handed_over_at.replace(microsecond=0) <= sealed.acknowledged_at
    detail = {"received": sealed.pdf_sha256, "means": "computed", "certificate": certificate.pdf_sha256}
    assert recorded() == [(handed.sponsor.ref, detail)]
    assert verify(handed.conference).whole


def test_it_is_acknowledged_once_and_the_certificate_stays_the_same(handed: Handed) -> None:
    handed.acknowledge()
    first, at = bytes(HandoverCertificate.objects.get().pdf), handed.sealed.acknowledged_at
    handed.acknowledge()
    handed.acknowledge(handed.cast[Role.SPONSOR])
    assert (bytes(HandoverCertificate.objects.get().pdf), handed.sealed.acknowledged_at) == (first, at)
    assert (handed.sealed.acknowledged_by, len(recorded())) == (handed.sponsor.member, 1)


@pytest.mark.parametrize(
    "said",
    [
        {"sha256": "0" * 64},
        {"first": "00000000", "last": "{last}"},
        {"first": "{first}", "last": "00000000"},
        {"first": "", "last": ""},
    ],
    ids=["another file", "another beginning", "another end", "nothing"],
)
def test_what_is_not_the_sealed_file_is_refused_and_nothing_recorded(
    handed: Handed, said: dict[str, str], english: None
) -> None:
    digest = handed.sealed.pdf_sha256
    given = {name: value.format(first=digest[:8], last=digest[-8:]) for name, value in said.items()}
    with pytest.raises(Refused, match="This is not the sealed opinion"):
        handed.acknowledge(**given)
    assert nothing_recorded(handed)


def test_only_the_sponsor_acknowledges(handed: Handed) -> None:
    for other in handed.all_but(Role.SPONSOR):
        with pytest.raises(Refused):
            handed.acknowledge(other)
    assert nothing_recorded(handed)


def test_nothing_is_received_before_it_is_handed_over(signed: Handed) -> None:
    with pytest.raises(Refused):
        signed.acknowledge()
    assert nothing_recorded(signed)


# As it comes in


def post(browser: Client, **fields: object) -> int:
    return browser.post(ACT, fields, HTTP_ACCEPT="text/html").status_code


def test_the_file_itself_may_be_sent(handed: Handed, client_of: "object") -> None:
    browser = client_of(handed.sponsor)
    pdf = bytes(handed.sealed.pdf)
    changed = pdf[:-1] + bytes([pdf[-1] ^ 1])
    assert post(browser, file=SimpleUploadedFile("avis.pdf", changed)) == 409
    assert nothing_recorded(handed)
    assert post(browser, file=SimpleUploadedFile("avis.pdf", pdf)) == 303
    assert recorded()[0][1]["means"] == "sent"


def test_both_ends_of_the_fingerprint_may_be_typed_in_any_case(handed: Handed, client_of: "object") -> None:
    browser, digest = client_of(handed.sponsor), handed.sealed.pdf_sha256
    assert post(browser, first=digest[:8]) == 422
    assert nothing_recorded(handed)
    assert post(browser, first=digest[:8].upper(), last=digest[-8:].upper()) == 303
    assert recorded()[0][1]["means"] == "typed"


def test_a_browser_that_computed_it_sends_the_fingerprint_alone(handed: Handed, client_of: "object") -> None:
    browser = client_of(handed.sponsor)
    assert [post(browser), post(browser, sha256="not one"), post(browser, sha256="0" * 64)] == [422, 422, 409]
    assert nothing_recorded(handed)
    assert post(browser, sha256=handed.sealed.pdf_sha256) == 303
    assert recorded()[0][1]["means"] == "computed"


def test_a_refusal_says_so_and_keeps_what_was_typed(handed: Handed, client_of: "object") -> None:
    browser = client_of(handed.sponsor)
    browser.cookies["django_language"] = "en"
    page = browser.post(ACT, {"first": "abcdef01", "last": "abcdef01"}).content.decode()
    assert "its fingerprint is another. Nothing was recorded as received." in page
    assert page.count('value="abcdef01"') == 2


# The certificate


def test_the_certificate_is_sealed_and_says_what_was_handed_over_and_received(handed: Handed, tmp_path: Path) -> None:
    handed.acknowledge()
    sealed, certificate = handed.sealed, HandoverCertificate.objects.get()
    pdf = bytes(certificate.pdf)
    assert certificate.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    text = printed(pdf, tmp_path)
    signed, about = (read_with(program, tmp_path / "opinion.pdf") for program in ("pdfsig", "pdfinfo"))
    wanted = ("Signature is Valid.", "Total document signed")
    assert [words for words in wanted if words not in signed] == []
    assert re.findall(r"Pages: +(\d+)", about) == ["1"]
    assert text.count(sealed.pdf_sha256) == 2
    assert text.count(sealed.text_sha256) == 1
    assert [word in text for word in ("L’eau en été", "Conseil municipal", "Mots de la partie title")] == [True] * 3
    # The person who acknowledged is told to some, and printed nowhere.
    assert "Cheffe du conseil" not in text


def test_before_its_seal_the_certificate_is_the_same_bytes_every_time(handed: Handed) -> None:
    handed.acknowledge()
    certificate = HandoverCertificate.objects.get()
    values = certificate_values(certificate)
    once = typeset_certificate(values)
    assert typeset_certificate(values) == once
    # The seal is added behind it.
    assert bytes(certificate.pdf).startswith(once)
    assert seal(once, at=values.at).startswith(once)


def test_what_was_typed_is_printed_as_it_was_typed(handed: Handed, tmp_path: Path) -> None:
    digest = handed.sealed.pdf_sha256
    handed.acknowledge(first=digest[:8], last=digest[-8:], means="typed")
    text = printed(bytes(HandoverCertificate.objects.get().pdf), tmp_path)
    assert f"{digest[:8]}…{digest[-8:]}" in text
    assert text.count(digest) == 1


def test_a_time_stamping_service_that_does_not_answer_is_said_and_the_receipt_can_be_given_again(
    handed: Handed, client_of: Callable[..., Client], settings: Any, english: None
) -> None:
    settings.TIMESTAMP_URL, settings.SEAL_LEVEL = NO_SERVICE, "B-T"
    with pytest.raises(Refused, match="receipt is not acknowledged yet"):
        handed.acknowledge()
    digest = handed.sealed.pdf_sha256
    browser = client_of(handed.sponsor)
    browser.cookies["django_language"] = "en"
    page = browser.post(ACT, {"first": digest[:8], "last": digest[-8:]}).content.decode()
    assert "receipt is not acknowledged yet" in page
    # What was typed stands there still.
    assert [f'value="{end}"' in page for end in (digest[:8], digest[-8:])] == [True, True]
    assert nothing_recorded(handed)
    settings.TIMESTAMP_URL = settings.SEAL_LEVEL = ""
    handed.acknowledge()
    assert len(recorded()) == 1
