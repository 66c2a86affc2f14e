import unicodedata
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from deliberation.conference.models import Conference
from deliberation.dossier.glossary import Glossary
from deliberation.dossier.models import Document, Term

if TYPE_CHECKING:
    from deliberation.hearings.models import Hearing
    from deliberation.hearings.plurality.models import Decision

TOLD = ("title", "source", "author", "affiliation", "dated", "licence", "hearing_id")


def shown_documents(conference: Conference) -> QuerySet[Document]:
    """The dossier: of each document, the latest version."""
    return Document.objects.filter(conference=conference, replaced_by=None)


def versions_of(document: Document) -> list[Document]:
    """This document and all its other versions, the first one first."""
    found, known = [document], {each.replaces_id: each for each in _replacing(document)}
    while found[0].replaces:
        found.insert(0, found[0].replaces)
    while found[-1].pk in known:
        found.append(known[found[-1].pk])
    return found


def decisions_on_documents(conference: Conference) -> "dict[int, Decision]":
    """By document, what the steering committee decided on it, as things stand."""
    found = conference.decisions.filter(document__isnull=False).select_related("expert").order_by("pk")
    return {each.document_id: each for each in found if each.document_id}


def refused_before(conference: Conference) -> frozenset[int]:
    """The numbers of the documents of which the committee refuses an earlier version, as things stand."""
    refused = {number for number, each in decisions_on_documents(conference).items() if not each.approved}
    found: set[int] = set()
    if refused:
        versions = conference.documents.filter(replaces__isnull=False).order_by("version")
        for number, earlier in versions.values_list("pk", "replaces_id"):
            if earlier in refused or earlier in found:
                found.add(number)
    return frozenset(found)


def _replacing(document: Document) -> QuerySet[Document]:
    return Document.objects.filter(conference=document.conference_id, replaces__isnull=False)


def told_of(document: Document) -> dict[str, Any]:
    """What is said of a document, for the form of its next version."""
    return {name: getattr(document, name) for name in TOLD}


def presentations_of(hearing: "Hearing") -> QuerySet[Document]:
    """What is presented at a hearing: the documents that say so, and those of its expert that name no hearing."""
    brought = Q(hearing=hearing)
    if hearing.expert:
        brought |= Q(hearing=None, added_by__place=hearing.expert.key)
    return shown_documents(hearing.conference).filter(brought)


def hearings_to_choose(conference: Conference) -> list[tuple[int, str]]:
    """Those of which it is known who is heard."""
    found = conference.hearings.filter(expert__isnull=False).select_related("expert").order_by("pk")
    return [(each.pk, each.expert.named) for each in found if each.expert]


def terms_of(conference: Conference) -> list[Term]:
    """The glossary as a dictionary orders it: neither capitals nor accents count."""

    def letters(term: Term) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", term.word.casefold()) if not unicodedata.combining(c))

    return sorted(conference.terms.all(), key=letters)


def glossary_of(conference: Conference) -> Glossary:
    return Glossary(Term.objects.filter(conference=conference).values_list("pk", "word"))
