"""Finding words in the dossier: which document, which page, and what is said there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from deliberation.conference.models import Conference
from deliberation.dossier.folding import WORD, beginning, is_of, wanted, words_of
from deliberation.dossier.models import Document, DocumentPage
from deliberation.dossier.queries import shown_documents

MOST_WORDS, MOST_FOUND = 8, 40
# Of one page: print has some thousands, and PostgreSQL takes no more than a megabyte of words that differ.
MOST_LETTERS = 200_000
BEFORE, AFTER = 90, 160

# As each database looks: PostgreSQL knows French, SQLite looks for what begins alike.
POSTGRESQL = """
    SELECT p.id FROM deliberation_documentpage p JOIN deliberation_document d ON d.id = p.document_id
    WHERE d.conference_id = %s AND NOT EXISTS (SELECT 1 FROM deliberation_document n WHERE n.replaces_id = d.id)
    AND p.vector @@ to_tsquery('french', %s)
    ORDER BY ts_rank(p.vector, to_tsquery('french', %s)) DESC, p.document_id, p.number LIMIT %s
"""
SQLITE = """
    SELECT p.id FROM deliberation_pagewords w JOIN deliberation_documentpage p ON p.id = w.rowid
    JOIN deliberation_document d ON d.id = p.document_id
    WHERE d.conference_id = %s AND NOT EXISTS (SELECT 1 FROM deliberation_document n WHERE n.replaces_id = d.id)
    AND deliberation_pagewords MATCH %s
    ORDER BY bm25(deliberation_pagewords), p.document_id, p.number LIMIT %s
"""


@dataclass(frozen=True)
class Bit:
    """A stretch of an excerpt; ``found`` when it is a word that was looked for."""

    text: str
    found: bool


@dataclass(frozen=True)
class Found:
    """A place where the words stand: a page of a document, or its title (no page)."""

    document: Document
    page: int | None
    excerpt: tuple[Bit, ...]


def search(conference: Conference, asked: str) -> list[Found]:
    """Where all these words stand together: documents named so first, then pages, the best first.

    Of a document that was replaced, only the version shown now.
    """
    words = wanted(asked)[:MOST_WORDS]
    if not words:
        return []
    beginnings = [beginning(word) for word in words]
    named = [Found(each, None, ()) for each in shown_documents(conference) if _is_named(each, beginnings)]
    keys = _pages(conference, words, beginnings)
    pages = DocumentPage.objects.select_related("document").in_bulk(keys)
    read = (pages[key] for key in keys)
    return [*named, *(Found(each.document, _number(each), excerpt(each.text, beginnings)) for each in read)]


def _number(page: DocumentPage) -> int | None:
    return page.number if page.document.is_pdf else None


def _is_named(document: Document, beginnings: list[str]) -> bool:
    told = " ".join((document.title, document.author, document.affiliation, document.source))
    said = words_of(told)
    return all(any(is_of(word, [each]) for word in said) for each in beginnings)


def _pages(conference: Conference, words: list[str], beginnings: list[str]) -> list[int]:
    """The keys of pages, the best first. Words are letters and figures alone: nothing in them is syntax."""
    given: tuple[int | str, ...]
    if connection.vendor == "postgresql":
        query = " & ".join(words)
        statement, given = POSTGRESQL, (conference.pk, query, query, MOST_FOUND)
    else:
        query = " ".join(f'"{each}"*' if len(each) > 3 else f'"{each}"' for each in beginnings)
        statement, given = SQLITE, (conference.pk, query, MOST_FOUND)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [key for (key,) in cursor.fetchall()]


def excerpt(text: str, beginnings: list[str]) -> tuple[Bit, ...]:
    """The words around the first that was looked for, those looked for apart."""
    text = " ".join(text.split())
    first = next((found.start() for found in WORD.finditer(text) if is_of(found.group(), beginnings)), 0)
    start = text.rfind(" ", 0, max(first - BEFORE, 0)) + 1 if first > BEFORE else 0
    end = text.find(" ", min(first + AFTER, len(text)))
    end = len(text) if end < 0 else end
    bits = [*_bits(text[start:end], beginnings)]
    around = (["… "] if start else [], [" …"] if end < len(text) else [])
    return tuple([*(Bit(each, False) for each in around[0]), *bits, *(Bit(each, False) for each in around[1])])


def _bits(text: str, beginnings: list[str]) -> Iterator[Bit]:
    here = 0
    for found in WORD.finditer(text):
        if not is_of(found.group(), beginnings):
            continue
        if found.start() > here:
            yield Bit(text[here : found.start()], False)
        yield Bit(found.group(), True)
        here = found.end()
    if here < len(text):
        yield Bit(text[here:], False)


def keep_pages(document: Document, texts: Iterable[str]) -> None:
    """Make the words of a document's pages known to searches, as far as a page can be looked in."""
    DocumentPage.objects.bulk_create(
        DocumentPage(document=document, number=number, text=text, words=" ".join(words_of(text))[:MOST_LETTERS])
        for number, text in enumerate((each[:MOST_LETTERS] for each in texts), start=1)
    )
