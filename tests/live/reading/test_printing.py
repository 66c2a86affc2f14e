"""The dossier in one PDF: everything in it, in its order, and nothing but what is seen of the files it prints."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document
from deliberation.dossier.models import Document, Term
from deliberation.hearings.models import Expert, Hearing, Question
from deliberation.hearings.plurality.actions import decide_document
from deliberation.kernel import clock
from sessions.reading import printing
from sessions.reading.printing import dossier_printed, planned
from tests.cast import enter
from tests.conftest import ClientOf
from tests.deliberation.dossier.sheets.pen import write
from tests.documents import opened_pdf, pdf, picture, saved
from tests.hall import Hall


def add(hall: Hall, title: str, **given: Any) -> Document:
    given = {"source": "Mairie"} | given
    if content := given.pop("content", None):
        given["file"] = ContentFile(content, name="x")
    return add_document(actor=hall.facilitator, conference=hall.conference, title=title, **given)


def add_answer(hall: Hall, answer: str) -> Question:
    return Question.objects.create(
        hearing=Hearing.objects.get(), asked_by=hall.citizens[0].member, text="Et la rivière ?", asked_at=clock.now(),
        answer=answer, answered_at=clock.now(),
    )  # fmt: skip


def pages_of(content: bytes, tmp_path: Path) -> list[str]:
    """The words of each page, on one line."""
    (tmp_path / "book.pdf").write_bytes(content)
    told = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "book.pdf"), "-"],
        capture_output=True,
        check=True,
        text=True,
    )
    return [" ".join(page.split()) for page in told.stdout.split("\f")[:-1]]


def wide() -> bytes:
    """A page that lies on its side by what is said of its parent, with a link to elsewhere."""
    made = opened_pdf("De côté")
    made.Root.Pages.Rotate = 90
    return saved(made)


def test_the_whole_dossier_is_one_book(hall: Hall, english: None, tmp_path: Path) -> None:
    conference, steering = hall.conference, enter(hall.conference, Role.STEERING)
    conference.language = "en"
    Expert.objects.update(works_for_organiser=True)
    report = add(
        hall, "Le relevé", content=pdf("Première page", "Deuxième page"), author="Une autrice", affiliation="Agence",
        dated="2016", licence="CC BY", hearing_id=Hearing.objects.get().pk,
    )  # fmt: skip
    add(hall, "De côté", content=wide())
    add(hall, "Le puits", content=picture("PNG", "blue", (800, 2400)))
    add(hall, "La note", text="Un paragraphe.\n\nUn autre.")
    add(hall, "Le film", address="https://example.org/film")
    decide_document(
        actor=steering, conference=conference, document_id=report.pk, approved=False, reason="Il manque une page."
    )
    add_answer(hall, "Elle baisse.")
    write(hall.facilitator)
    Term.objects.create(conference=conference, word="Étiage", explanation="Le plus bas niveau.")
    content = dossier_printed(conference)
    pages = pages_of(content, tmp_path)
    listed = pages[1]
    facts = ("Mairie", "Une autrice (Agence)", "2016", "licence: CC BY", "works for an organiser or the sponsor")
    wanted = [*facts, "Refused by the steering committee", "Il manque une page.", "Et la rivière", "Elle baisse."]
    assert [each for each in wanted if each not in listed] == []
    # Each document where the list says that it is.
    for title in ("Le relevé", "De côté", "Le puits", "La note", "Le film"):
        number = int(listed.partition(f"{title} page ")[2].split()[0])
        assert pages[number - 1].partition("The dossier ")[2].startswith(title)
    assert [text for text in ("Première page", "Deuxième page", "De côté") if text not in " ".join(pages[4:])] == []
    first = next(number for number, page in enumerate(pages) if "page 1 of 2 of this document" in page)
    assert ("Première page" in pages[first], "Deuxième page" in pages[first + 1]) == (True, True)
    assert sum("https://example.org/film" in page for page in pages) == 1
    with pikepdf.open(BytesIO(content)) as book:
        shapes = [page.mediabox[2] > page.mediabox[3] for page in book.pages]
        assert shapes.count(True) == 1


def test_what_a_page_does_is_not_taken_over(hall: Hall) -> None:
    made = opened_pdf("Un lien")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://leak.example")),
    )  # fmt: skip
    made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])
    add(hall, "Un lien", content=saved(made))
    assert b"leak.example" not in uncompressed(dossier_printed(hall.conference))


def uncompressed(content: bytes) -> bytes:
    kept = BytesIO()
    with pikepdf.open(BytesIO(content)) as book:
        book.save(kept, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return kept.getvalue()


def test_what_has_no_room_is_named_and_left_out(
    hall: Hall, english: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(printing, "MOST_PAGES", 2)
    hall.conference.language = "en"
    add(hall, "Court", content=pdf("Une"))
    long = add(hall, "Long", content=pdf("Une", "Deux"))
    gone = add(hall, "Perdu", content=pdf("Trois"))
    gone.file.delete(save=False)
    plan = planned(hall.conference)
    assert (plan.pages, plan.left) == (2, (long,))
    said = printing.size_said(plan)
    assert said.startswith("2 pages of documents") and "1 document is too long for it" in said
    pages = pages_of(dossier_printed(hall.conference), tmp_path)
    assert "too long to be printed with the others" in next(page for page in pages[2:] if "Long" in page)
    assert "could not be printed with the others" in next(page for page in pages[2:] if "Perdu" in page)
    assert not any("Deux" in page for page in pages)


def test_what_is_taken_along_tells_the_same(hall: Hall, client_of: ClientOf) -> None:
    conference, steering = hall.conference, enter(hall.conference, Role.STEERING)
    Expert.objects.update(works_for_organiser=True)
    report = add(hall, "Le relevé", content=pdf("Un"), hearing_id=Hearing.objects.get().pk)
    decide_document(
        actor=steering, conference=conference, document_id=report.pk, approved=False, reason="Il manque une page."
    )
    Term.objects.create(conference=conference, word="nappe", explanation="De l’eau sous terre.")
    add_answer(hall, "La nappe baisse.")
    browser = client_of(hall.citizens[0])
    browser.cookies["django_language"] = "en"
    answer = browser.get(f"/conferences/{conference.slug}/dossier/pack/")
    with ZipFile(BytesIO(b"".join(answer))) as pack:  # type: ignore[call-overload]
        page = LexborHTMLParser(pack.read("index.html").decode())
    # Beside the document, and where its expert is told of.
    assert [each.text() for each in page.css(".tied")] == ["works for an organiser or the sponsor"] * 2
    assert [each.text() for each in page.css(".is-refused > p")][1:] == ["Il manque une page."]
    assert [each.text() for each in page.css(".undeclared")] == ["Has not declared their interests."]
    assert page.css_first(".answer p + p").text() == "La nappe baisse."
    [word, *_rest] = page.css(".answer a.term")
    assert len(page.css(word.attributes["href"] or "")) == 1


def test_a_word_is_explained_wherever_it_is_read(hall: Hall, client_of: ClientOf) -> None:
    conference = hall.conference
    nappe = Term.objects.create(conference=conference, word="nappe", explanation="De l’eau sous terre.")
    note = add(hall, "La note", text="Une nappe.")
    lead = add_answer(hall, "La nappe baisse.\nElle remonte.")
    Question.objects.create(
        hearing=lead.hearing, asked_by=hall.citizens[1].member, text="Quelle nappe ?", asked_at=clock.now(), group=lead
    )
    hall.open()
    hall.start(Stage.HEARING)
    browser = client_of(hall.citizens[0])
    wanted = {
        f"dossier/{note.pk}/": [".read-text"],
        "dossier/": [".answers dd"],
        "questions/": [".answer p + p", ".question-list li li, .question-other"],
        "sitting/": [".answer p + p", ".question-others li"],
    }
    for address, places in wanted.items():
        page = LexborHTMLParser(browser.get(f"/conferences/{conference.slug}/{address}").content.decode())
        for place in places:
            links = [each.attributes["href"] for each in page.css(f"{place.replace(',', ' a.term,')} a.term")]
            assert (address, place, links) == (address, place, [f"#word-{nappe.pk}"])
        assert (address, len(page.css(f"#word-{nappe.pk}"))) == (address, 1)
    assert "La <a" in browser.get(f"/conferences/{conference.slug}/questions/").content.decode()


def test_who_reads_the_dossier_prints_it(hall: Hall, client_of: ClientOf) -> None:
    address = f"/conferences/{hall.conference.slug}/dossier/print.pdf"
    add(hall, "Le relevé", content=pdf("leak-me"))
    page: Client = client_of(hall.citizens[0])
    answer = page.get(address)
    assert (answer.status_code, answer.content[:5], answer["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert f'href="{address}"' in page.get(f"/conferences/{hall.conference.slug}/dossier/").content.decode()
    refused = client_of(enter(hall.conference, Role.SPONSOR)).get(address)
    assert (refused.status_code, refused["Content-Type"]) == (403, "text/html; charset=utf-8")


def test_it_is_made_for_one_at_a_time(hall: Hall, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0)
    with printing._at_once:
        answer = client_of(hall.citizens[0]).get(f"/conferences/{hall.conference.slug}/dossier/print.pdf")
    assert answer.status_code == 503


def test_a_dossier_in_which_there_is_nothing_yet_is_printed_too(hall: Hall, tmp_path: Path) -> None:
    assert not Document.objects.exists()
    assert pages_of(dossier_printed(hall.conference), tmp_path)[0].startswith("LE DOSSIER")
