"""What stands beside an opinion, in the hands of whoever checks it: told plainly, and never taken for the opinion."""

import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.opinion.handover.models import Correction, HandoverCertificate
from deliberation.opinion.models import SealedOpinion
from deliberation.opinion.verify import check, known_digests
from tests.deliberation.opinion.handover.conftest import Handed

CERTIFICATE = "This is the certificate of hand-over of the opinion “{}”. It was sealed here, and is unchanged."
CORRECTION = "This is correction no. 1 of the opinion “{}”. It was sealed here, and is unchanged."
IN_REGISTER = {
    "certificate": "This file is in the register: it certifies the hand-over of a sealed opinion.",
    "correction": "This file is in the register: it corrects a sealed opinion.",
}
REFUSED = "This file cannot be taken for a sealed opinion."


@pytest.fixture
def beside(handed: Handed) -> dict[str, bytes]:
    handed.acknowledge()
    handed.correct()
    return {
        "certificate": bytes(HandoverCertificate.objects.get().pdf),
        "correction": bytes(Correction.objects.get().pdf),
    }


@pytest.fixture
def title(handed: Handed) -> str:
    found: str = handed.conference.opinion.sections.get(part="title").text
    return found


def test_each_is_told_for_what_it_is_with_the_register_or_without(
    beside: dict[str, bytes], title: str, english: None
) -> None:
    sealed = SealedOpinion.objects.get()
    for kind, sentence in (("certificate", CERTIFICATE), ("correction", CORRECTION)):
        for known in (None, known_digests()):
            verdict = check(beside[kind], known_digests=known)
            assert (verdict.kind, verdict.conclusion) == (kind, sentence.format(title))
            assert (verdict.genuine, verdict.is_opinion, verdict.why_not) == (False, False, "")
            assert verdict.paper
            assert (verdict.paper.pdf_sha256, verdict.paper.text_sha256) == (sealed.pdf_sha256, sealed.text_sha256)


def test_one_that_the_register_does_not_know_or_that_was_changed_is_refused(
    beside: dict[str, bytes], english: None
) -> None:
    for pdf in beside.values():
        unknown = check(pdf, known_digests=frozenset())
        changed = check(pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:], known_digests=None)
        said = [(verdict.kind, verdict.conclusion, verdict.why_not) for verdict in (unknown, changed)]
        assert said == [
            ("", REFUSED, "This file is not in the register of sealed opinions."),
            ("", REFUSED, "The file has changed since it was sealed, or the seal does not cover all of it."),
        ]


def test_the_register_knows_the_certificate_too(beside: dict[str, bytes], client: Client, handed: Handed) -> None:
    client.cookies["django_language"] = "en"
    sha256 = HandoverCertificate.objects.get().pdf_sha256
    answer = client.get("/verify/register/", {"sha256": sha256}, headers={"accept": "application/json"}).json()
    assert answer == {"known": "certificate", "sentences": [IN_REGISTER["certificate"]]}


@pytest.mark.parametrize("kind", ["certificate", "correction"])
def test_the_page_says_what_was_sent_to_it(beside: dict[str, bytes], title: str, client: Client, kind: str) -> None:
    client.cookies["django_language"] = "en"
    sent = client.post("/verify/", {"file": SimpleUploadedFile("x.pdf", beside[kind])})
    verdict = LexborHTMLParser(sent.content).css_first("[data-result] [data-verdict]")
    assert verdict is not None
    assert (verdict.attributes["data-kind"], verdict.attributes["data-genuine"]) == (kind, "false")
    shown = {
        name: verdict.css_first(f'[data-slot="{name}"]').text(strip=True)
        for name in ("conclusion", "paper_title", "paper_sha256", "register")
    }
    assert shown == {
        "conclusion": {"certificate": CERTIFICATE, "correction": CORRECTION}[kind].format(title),
        "paper_title": title,
        "paper_sha256": SealedOpinion.objects.get().pdf_sha256,
        "register": IN_REGISTER[kind],
    }
    parts = {name: "hidden" in verdict.css_first(f'[data-part="{name}"]').attributes for name in ("paper", "text")}
    assert parts == {"paper": False, "text": True}


def test_the_command_says_it_and_does_not_take_it_for_the_opinion(
    beside: dict[str, bytes], title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], english: None
) -> None:
    file = tmp_path / "remise.pdf"
    file.write_bytes(beside["certificate"])
    with pytest.raises(SystemExit) as ended:
        call_command("verify_opinion", str(file), stdout=sys.stdout)
    said = capsys.readouterr().out.splitlines()
    assert (ended.value.code, said[-3:-1]) == (1, [IN_REGISTER["certificate"], CERTIFICATE.format(title)])
