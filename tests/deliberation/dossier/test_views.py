"""What goes into the dossier, and how it comes out: as bytes to read, never as a page of ours."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Dictionary, Name, String
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.models import Document
from tests.cast import enter, set_stage
from tests.documents import opened_pdf, pdf, picture, saved

ADD, DOSSIER = "/conferences/eau/dossier/add/", "/conferences/eau/dossier/"
PDF, PNG, JPEG = pdf("leak-me"), picture("PNG"), picture("JPEG")
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
    return f"{DOSSIER}{document.pk}/file/"


# In


@pytest.mark.parametrize(
    ("content", "name", "announced", "media_type"),
    [
        (PDF, "page.html", "text/html", "application/pdf"),
        (PNG, "x.pdf", "application/pdf", "image/png"),
        (JPEG, "x", "image/svg+xml", "image/jpeg"),
    ],
    ids=("pdf", "png", "jpeg"),
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
    assert browser.get(f"/conferences/autre/dossier/{document.pk}/file/").status_code == 404


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


def test_a_hostile_file_gets_a_sentence_and_is_kept_nowhere(desk: Client) -> None:
    hostile = opened_pdf()
    hostile.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    response = add(desk, saved(hostile))
    assert (response.status_code, list(response.json()["errors"])) == (409, ["file"])
    assert (Document.objects.count(), list(Path(django_settings.MEDIA_ROOT).glob("**/*.pdf"))) == (0, [])


# Read in its page


def page_of(browser: Client, document: Document, query: str = "") -> LexborHTMLParser:
    response = browser.get(f"{DOSSIER}{document.pk}/{query}")
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


@pytest.mark.parametrize(
    ("query", "page"),
    [("", "1"), ("?page=3", "3"), ("?page=0", "1"), ("?page=-2", "1"), ("?page=a", "1"), ("?page=", "1")],
)
def test_a_pdf_is_read_at_its_page(query: str, page: str, document: Document, desk: Client) -> None:
    shown = page_of(desk, document, query)
    reader, plain = shown.css_first("[data-reader]"), shown.css_first("[data-reader-plain]")
    told = (reader.attributes["data-page"], reader.attributes["data-file"], plain.attributes["href"])
    assert told == (page, url_of(document), f"{url_of(document)}#page={page}")


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OPERATOR])
def test_who_reads_it_in_its_page(role: Role, document: Document, conference: Conference, client_of: ClientOf) -> None:
    response = client_of(enter(conference, role)).get(f"{DOSSIER}{document.pk}/")
    refused = role == Role.SPONSOR
    assert (response.status_code, "Étude" in response.content.decode()) == ((403, False) if refused else (200, True))


def test_a_link_leads_away_only_after_a_word(desk: Client, conference: Conference) -> None:
    given = {"title": "Film", "source": "Chaîne", "address": "https://example.org/film"}
    assert desk.post(ADD, given, headers=JSON).status_code == 200
    film = Document.objects.get()
    shown = page_of(desk, film)
    away = shown.css_first(".leaving a")
    assert (away.attributes["href"], away.attributes["rel"]) == (given["address"], "noopener noreferrer external")
    assert [link.attributes["href"] for link in page_at(desk, DOSSIER).css("[data-document] a")] == [
        f"{DOSSIER}{film.pk}/"
    ]
    assert desk.get(url_of(film)).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "javascript:alert(1)", "ftp://example.org", "//example.org", "https://", "un film"],
)
def test_a_link_is_to_a_page_and_nothing_else(address: str, desk: Client) -> None:
    response = desk.post(ADD, {"title": "Film", "source": "Chaîne", "address": address}, headers=JSON)
    assert (response.status_code, list(response.json()["errors"]), Document.objects.count()) == (422, ["address"], 0)


def test_a_text_is_words_and_never_markup(desk: Client) -> None:
    desk.post(ADD, {"title": "Note", "source": "Mairie", "text": "<script>alert(1)</script>\n\nDeux"}, headers=JSON)
    shown = page_of(desk, Document.objects.get()).css_first(".read-text")
    assert [node.text() for node in shown.css("p")] == ["<script>alert(1)</script>", "Deux"]
    assert shown.css("script") == []


def test_a_version_that_was_replaced_says_so_and_is_read_still(document: Document, desk: Client) -> None:
    new = {"title": "Étude revue", "source": "Université", "text": "Revue."}
    assert desk.post(f"{DOSSIER}{document.pk}/replace/", new, headers=JSON).status_code == 200
    latest = Document.objects.get(version=2)
    banner = page_of(desk, document).css_first(".banner-warn a")
    assert banner.attributes["href"] == f"{DOSSIER}{latest.pk}/"
    assert page_of(desk, latest).css(".banner-warn") == []
    assert b"".join(desk.get(url_of(document)).streaming_content) == PDF
    listed = [link.text() for link in page_at(desk, DOSSIER).css("[data-document] a")]
    assert listed == ["Étude revue"]


def test_what_is_said_of_a_document_is_mended_without_giving_it_again(document: Document, desk: Client) -> None:
    new = {"title": "Étude", "source": "Université", "affiliation": "Agence de l’eau"}
    assert desk.post(f"{DOSSIER}{document.pk}/replace/", new, headers=JSON).status_code == 200
    latest = Document.objects.get(version=2)
    assert (latest.affiliation, latest.file, latest.sha256) == ("Agence de l’eau", document.file, document.sha256)
    assert len(list(Path(django_settings.MEDIA_ROOT).glob("**/*.pdf"))) == 1


def page_at(browser: Client, address: str) -> LexborHTMLParser:
    return LexborHTMLParser(browser.get(address).content.decode())


def test_only_who_may_give_a_new_version_sees_its_form(
    document: Document, desk: Client, conference: Conference, client_of: ClientOf
) -> None:
    form, citizen = "form[data-act=replace-document]", client_of(enter(conference, Role.CITIZEN))
    assert (len(page_of(desk, document).css(form)), len(page_of(citizen, document).css(form))) == (1, 0)


def test_a_part_of_a_document_is_sent_alone(document: Document, desk: Client) -> None:
    response = desk.get(url_of(document), headers={"range": "bytes=0-4"})
    assert (response.status_code, response.content) == (206, b"%PDF-")
    assert "sandbox" in response["Content-Security-Policy"]


# Found, and taken along


def test_what_is_looked_for_leads_to_its_page(desk: Client) -> None:
    add(desk, pdf("Rien", "La nappe <b>baisse</b>"))
    shown = page_at(desk, f"{DOSSIER}?q=nappes")
    [link] = shown.css(".found-where a")
    assert link.attributes["href"] == f"{DOSSIER}{Document.objects.get().pk}/?page=2"
    assert shown.css_first(".found-words").text() == "La nappe <b>baisse</b>"
    assert page_at(desk, f"{DOSSIER}?q=introuvable").css(".found-where") == []


def test_the_whole_dossier_is_taken_along(document: Document, desk: Client) -> None:
    desk.post(ADD, {"title": "Note", "source": "Mairie", "text": "Deux"}, headers=JSON)
    desk.post(ADD, {"title": "Film", "source": "Chaîne", "address": "https://example.org/film"}, headers=JSON)
    response = desk.get(f"{DOSSIER}pack/")
    with ZipFile(BytesIO(response.getvalue())) as pack:
        assert pack.namelist() == ["index.html", "01-etude.pdf", "02-note.txt"]
        assert pack.read("01-etude.pdf") == PDF
        # A program that is told nothing of its letters finds them out.
        assert pack.read("02-note.txt") == b"\xef\xbb\xbfDeux"
        contents = LexborHTMLParser(pack.read("index.html").decode())
    leads = [link.attributes["href"] for link in contents.css("a")]
    assert leads == ["01-etude.pdf", "02-note.txt", "https://example.org/film"]


def test_who_may_not_read_takes_nothing_along(document: Document, conference: Conference, client_of: ClientOf) -> None:
    response = client_of(enter(conference, Role.SPONSOR)).get(f"{DOSSIER}pack/")
    assert (response.status_code, b"tude" in response.content) == (403, False)


def test_a_pack_is_not_compressed_again_nor_larger_than_a_download_may_be(
    document: Document, desk: Client, settings: object
) -> None:
    settings.MAX_PACK_BYTES = len(PDF)
    with ZipFile(BytesIO(desk.get(f"{DOSSIER}pack/").getvalue())) as pack:
        assert {each.filename: each.compress_type for each in pack.infolist()} == {
            "index.html": ZIP_DEFLATED,
            "01-etude.pdf": ZIP_STORED,
        }
    settings.MAX_PACK_BYTES -= 1
    response = desk.get(f"{DOSSIER}pack/")
    assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8")
