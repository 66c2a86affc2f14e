"""Who reads the opinion, and when: the citizens as they write it, the sponsor from the hand-over, then everyone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role, Stage
from deliberation.kernel import clock
from deliberation.opinion.models import SealedOpinion
from tests.cast import enter
from tests.hall import Hall

PAGE, PDF = "/conferences/eau/opinion/", "/conferences/eau/opinion.pdf"
SENTINEL = "Mots de la partie title"
EARLY = {Role.CITIZEN, Role.FACILITATOR, Role.GUARANTOR}
# The tablet of a table is read from as long as the sittings last; the opinion is for persons.
PERSONS = [role for role in Role if role not in {Role.OPERATOR, Role.TABLE}]
ClientOf = Callable[..., Client]


def read(browser: Client) -> tuple[int, bool, int, bool]:
    """The page and the PDF: their status, and whether the opinion was in them."""
    page, pdf = browser.get(PAGE), browser.get(PDF)
    return (
        page.status_code,
        SENTINEL in page.content.decode(),
        pdf.status_code,
        pdf.content.startswith(b"%PDF-"),
    )


@pytest.fixture
def handed_over(hall: Hall) -> Hall:
    hall.hold_all()
    return hall


def test_who_reads_it_and_when(hall: Hall, client_of: ClientOf) -> None:
    browsers = {role: client_of(enter(hall.conference, role)) for role in PERSONS}

    def found() -> dict[Role, tuple[int, bool, int, bool]]:
        return {role: read(browser) for role, browser in browsers.items()}

    def stated(early: tuple[int, bool, int, bool]) -> dict[Role, tuple[int, bool, int, bool]]:
        return {role: early if role in EARLY else (403, False, 403, False) for role in PERSONS}

    hall.reach(Stage.SIGNING)
    assert found() == stated((200, True, 404, False))
    hall.sign(hall.citizens[0])
    hall.end(Stage.SIGNING)
    assert found() == stated((200, True, 200, True))
    hall.start(Stage.HANDOVER)
    assert found() == stated((200, True, 200, True))
    hall.end(Stage.HANDOVER)
    assert found() == dict.fromkeys(PERSONS, (200, True, 200, True))


def test_the_public_waits_for_the_date_of_the_mandate(
    handed_over: Hall, client_of: ClientOf, stranger: object, other_conference: Conference
) -> None:
    visitors = [client_of(who) for who in (None, stranger, enter(other_conference, Role.SPONSOR))]
    assert [read(browser) for browser in visitors] == [(403, False, 403, False)] * 3
    SealedOpinion.objects.update(public_at=clock.now() - timedelta(seconds=1))
    assert [read(browser) for browser in visitors] == [(200, True, 200, True)] * 3


def test_what_is_downloaded_is_what_was_sealed(handed_over: Hall, client_of: ClientOf) -> None:
    response = client_of(handed_over.citizens[0]).get(PDF)
    assert response.content == bytes(SealedOpinion.objects.get().pdf)
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-transform")


def check(browser: Client, pdf: bytes) -> object:
    return browser.post("/verify/", {"file": SimpleUploadedFile("avis.pdf", pdf)})


def test_anyone_checks_a_pdf_in_hand(handed_over: Hall, client: Client) -> None:
    pdf = bytes(SealedOpinion.objects.get().pdf)
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 1
    verdicts = [check(client, bytes(each)).context["verdict"].genuine for each in (pdf, changed, b"%PDF-1.7")]
    assert verdicts == [True, False, False]


def test_a_file_too_large_is_not_read(handed_over: Hall, client: Client, settings: object) -> None:
    settings.MAX_DOCUMENT_BYTES = 10
    response = check(client, b"%PDF-1.7 and more")
    assert (response.context["verdict"], list(response.context["form"].errors)) == (None, ["file"])


def test_names_and_reservations_are_shown_as_their_authors_wished(hall: Hall, client_of: ClientOf) -> None:
    hall.reach(Stage.SIGNING)
    hall.sign(hall.citizens[0], reservation="Sentinelle nommée", public_name="A. Personne")
    hall.sign(hall.citizens[1], reservation="Sentinelle sans nom")
    hall.sign(hall.citizens[2], "declined", reason="Sentinelle du refus")
    hall.end(Stage.SIGNING)
    page = client_of(hall.citizens[3]).get(PAGE).content.decode()
    assert [text in page for text in ("Sentinelle nommée", "A. Personne", "Sentinelle sans nom")] == [True] * 3
    assert "citizen-2" not in page
    assert "citizen-3" not in page
