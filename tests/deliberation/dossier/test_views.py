"""What goes into the dossier, and how it comes out: as bytes to read, never as a page of ours."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.models import Document
from tests.cast import enter, set_stage

ADD, DOSSIER = "/conferences/eau/dossier/add/", "/conferences/eau/dossier/"
PDF, PNG, JPEG = b"%PDF-1.7\nleak-me", b"\x89PNG\r\n\x1a\nleak-me", b"\xff\xd8\xffleak-me"
HTML = b"<!doctype html><script>alert(1)</script>"
JSON = {"accept": "application/json"}
ClientOf = Callable[..., Client]


def add(browser: Client, content: bytes, name: str = "f.pdf", kind: str = "application/pdf") -> object:
    file = SimpleUploadedFile(name, content, kind)
    return browser.post(ADD, {"title": "Étude", "source": "Université", "file": file}, headers=JSON)


@pytest.fixture
def desk(client_of: ClientOf, facilitator: Actor, settings: object, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return client_of(facilitator)


def url_of(document: Document) -> str:
    return f"{DOSSIER}{document.pk}/"


# In


@pytest.mark.parametrize(
    ("content", "name", "announced", "media_type"),
    [
        (PDF, "page.html", "text/html", "application/pdf"),
        (PNG, "x.pdf", "application/pdf", "image/png"),
        (JPEG, "x", "image/svg+xml", "image/jpeg"),
    ],
)
def test_the_content_decides_what_it_is(
    content: bytes, name: str, announced: str, media_type: str, desk: Client
) -> None:
    assert add(desk, content, name, announced).status_code == 200
    document = Document.objects.get()
    assert (document.media_type, document.size) == (media_type, len(content))
    assert document.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("content", [HTML, b"<svg onload=alert(1)>", b"PK\x03\x04", b"MZ", b" %PDF-1.7", b"%PDF"])
def test_a_name_and_an_announced_type_convince_nobody(content: bytes, desk: Client) -> None:
    response = add(desk, content)
    assert (response.status_code, list(response.json()["errors"]), Document.objects.count()) == (422, ["file"], 0)


def test_a_file_that_is_too_large_is_refused(desk: Client, settings: object) -> None:
    settings.MAX_DOCUMENT_BYTES = len(PDF)
    assert add(desk, PDF).status_code == 200
    assert add(desk, PDF + b"!").status_code == 422
    assert Document.objects.count() == 1


def test_the_same_file_is_in_the_dossier_once(desk: Client) -> None:
    assert [add(desk, PDF).status_code, add(desk, PDF, "other.pdf").status_code] == [200, 409]
    assert Document.objects.count() == 1
    assert len(list(Path(django_settings.MEDIA_ROOT, "dossier/eau").glob(f"{Document.objects.get().sha256}*"))) == 1


def test_a_name_leads_nowhere(desk: Client) -> None:
    add(desk, PDF, "../../../../etc/passwd.pdf")
    kept = Path(Document.objects.get().file.path)
    assert kept.parent == Path(django_settings.MEDIA_ROOT, "dossier/eau")


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_who_adds(role: Role, conference: Conference, client_of: ClientOf) -> None:
    response = add(client_of(enter(conference, role)), PDF)
    allowed = role in {Role.FACILITATOR, Role.EXPERT}
    assert (response.status_code, Document.objects.count()) == ((200, 1) if allowed else (403, 0))


@pytest.mark.parametrize("stage", list(Stage))
def test_the_dossier_closes_when_the_signing_begins(stage: Stage, conference: Conference, desk: Client) -> None:
    set_stage(conference, stage)
    closed = stage in {Stage.SIGNING, Stage.HANDOVER, Stage.HANDED_OVER}
    assert add(desk, PDF).status_code == (403 if closed else 200)


# Out


@pytest.fixture
def document(desk: Client) -> Document:
    add(desk, PDF)
    return Document.objects.get()


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_who_reads(role: Role, document: Document, conference: Conference, client_of: ClientOf) -> None:
    browser = client_of(enter(conference, role))
    response, page = browser.get(url_of(document)), browser.get(DOSSIER)
    got = (response.status_code, b"leak-me" in response.getvalue(), page.status_code, b"tude" in page.content)
    assert got == ((403, False, 403, False) if role == Role.SPONSOR else (200, True, 200, True))


def test_strangers_and_nobody_read_nothing(document: Document, client_of: ClientOf, stranger: object) -> None:
    for who in (stranger, None):
        response = client_of(who).get(url_of(document))
        assert (response.status_code, b"leak-me" in response.getvalue()) == (403, False)
        assert client_of(who).get(DOSSIER).status_code == 403


def test_a_document_of_another_conference_is_not_found(
    document: Document, other_conference: Conference, client_of: ClientOf
) -> None:
    browser = client_of(enter(other_conference, Role.CITIZEN))
    assert browser.get(f"/conferences/autre/dossier/{document.pk}/").status_code == 404


def test_a_document_is_served_with_headers_that_let_nothing_run(document: Document, desk: Client) -> None:
    response = desk.get(url_of(document))
    assert b"".join(response.streaming_content) == PDF
    found = {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")}
    assert found == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'inline; filename="etude.pdf"',
    }
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_uploads_have_no_address_of_their_own(document: Document, desk: Client) -> None:
    for path in (f"/media/{document.file.name}", f"/{document.file.name}", f"/static/{document.file.name}"):
        assert desk.get(path).status_code == 404


def test_the_journal_binds_the_document_by_its_digest(document: Document) -> None:
    from deliberation.journal.models import Entry

    entry = Entry.objects.get(verb="dossier:document-added")
    assert entry.detail == f'{{"document":{document.pk},"sha256":"{document.sha256}"}}'
