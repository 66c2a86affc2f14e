"""Pages that anyone opens to check a file: what they tell, and to whom nothing is told but of a file in hand."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from deliberation.opinion.authority import trust_roots
from deliberation.opinion.canonical import digest
from deliberation.opinion.handover.models import Correction
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.verify import check
from tests.deliberation.opinion.signed import samples, sealed, whole
from tests.hall import Hall

REGISTER = "/verify/register/"
IN_REGISTER = "This file is in the register of sealed opinions."
NOT_IN_REGISTER = "This file is not in the register of sealed opinions."


@pytest.fixture(autouse=True)
def in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"


@pytest.fixture
def original(hall: Hall) -> SealedOpinion:
    hall.hold_all()
    return SealedOpinion.objects.get()


def asked(client: Client, sha256: str) -> object:
    return client.get(REGISTER, {"sha256": sha256}, headers={"accept": "application/json"}).json()


def corrected(original: SealedOpinion, number: int, **changes: object) -> Correction:
    by = original.conference.memberships.first()
    words = {"passage": "a", "text": "b", "reason": "c", "proposed_by": by, "proposed_at": timezone.now()}
    return Correction.objects.create(original=original, number=number, **words | changes)


def test_the_register_knows_what_was_sealed_and_nothing_else(original: SealedOpinion, client: Client) -> None:
    known = {"known": "opinion", "sentences": [IN_REGISTER, "Its citizens have not corrected it since."]}
    assert asked(client, original.pdf_sha256) == known
    assert asked(client, f" {original.pdf_sha256.upper()}\n") == known
    for other in (original.text_sha256, "0" * 64):
        assert asked(client, other) == {"known": "", "sentences": [NOT_IN_REGISTER]}


def test_only_a_correction_that_is_sealed_counts(original: SealedOpinion, client: Client) -> None:
    corrected(original, 1)
    assert asked(client, original.pdf_sha256)["sentences"][1:] == ["Its citizens have not corrected it since."]
    corrected(original, 2, sealed_at=timezone.now(), pdf=b"x", pdf_sha256=digest(b"x"))
    assert asked(client, original.pdf_sha256)["sentences"] == [
        IN_REGISTER,
        "Its citizens have corrected it since, in 1 sealed document: ask for it where you found this file.",
    ]
    assert asked(client, digest(b"x")) == {
        "known": "correction",
        "sentences": ["This file is in the register: it corrects a sealed opinion."],
    }


@pytest.mark.parametrize("written", ["", "abc", "g" * 64, "0" * 63])
def test_what_is_no_fingerprint_is_answered_with_a_sentence(db: None, client: Client, written: str) -> None:
    page = client.get(REGISTER, {"sha256": written})
    assert (page.status_code, list(page.context["form"].errors), page.context["standing"]) == (200, ["sha256"], None)
    assert f'value="{written}"' in page.content.decode() or not written
    assert client.get(REGISTER, {"sha256": written}, headers={"accept": "application/json"}).status_code == 400


def test_the_register_is_a_page_too(original: SealedOpinion, client: Client) -> None:
    page = client.get(REGISTER, {"sha256": original.pdf_sha256})
    assert IN_REGISTER in page.content.decode()
    assert client.get(REGISTER).context["standing"] is None


def test_a_file_that_is_sent_is_told_of_in_the_same_words(
    db: None, client: Client, settings: object, tmp_path: Path
) -> None:
    settings.SEAL_DIR, settings.SEAL_PKCS12 = tmp_path, ""
    pdf = sealed(samples()["of another text"])
    page = client.post("/verify/", {"file": SimpleUploadedFile("avis.pdf", pdf)})
    said = page.content.decode()
    problem = "Anne Aubert: It is not a signature of this text."
    assert [problem in said, "Of 3 signatures made with the citizens’ own keys, 2 are verified." in said] == [
        True,
        True,
    ]
    assert page.context["verdict"].known is False


def test_what_the_register_does_not_know_is_not_taken_for_an_opinion(
    db: None, client: Client, settings: object, tmp_path: Path
) -> None:
    settings.SEAL_DIR, settings.SEAL_PKCS12 = tmp_path, ""
    pdf = sealed(whole())
    page = client.post("/verify/", {"file": SimpleUploadedFile("avis.pdf", pdf)})
    assert (check(pdf, known_digests=None).genuine, page.context["verdict"].genuine) == (True, False)
    assert NOT_IN_REGISTER in page.content.decode()


def test_the_roots_are_a_file(original: SealedOpinion, client: Client) -> None:
    answer = client.get("/verify/authority.pem")
    assert answer.content.count(b"BEGIN CERTIFICATE") == len(trust_roots())
    assert (b"PRIVATE" in answer.content, answer["Content-Disposition"]) == (
        False,
        'attachment; filename="platform.pem"',
    )


@pytest.mark.parametrize("address", ["/verify/by-hand/", REGISTER, "/verify/authority.pem"])
def test_nothing_is_done_here(db: None, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
