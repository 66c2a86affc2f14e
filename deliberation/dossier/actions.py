import hashlib
from dataclasses import dataclass

from django.core.files import File
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.dossier.inspection import inspect
from deliberation.dossier.media import LINK, TEXT, media_type_of
from deliberation.dossier.models import Document, Term
from deliberation.dossier.queries import shown_documents, told_of
from deliberation.dossier.rules import may_replace
from deliberation.dossier.search import keep_pages
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused


@dataclass(frozen=True)
class _Brought:
    """What is put into the dossier, looked at already: a file, an address or a text."""

    media_type: str
    size: int
    sha256: str
    pages: tuple[str, ...] = ()
    address: str = ""
    text: str = ""


def add_document(
    *,
    actor: Actor,
    conference: Conference,
    title: str,
    source: str,
    file: "File[bytes] | None" = None,
    address: str = "",
    text: str = "",
    hearing_id: int | None = None,
    replaces_id: int | None = None,
    **about: str,
) -> Document:
    """Add a document to the dossier, at once in everyone's hands: a file, an address or a text.

    ``about`` is its ``author``, their ``affiliation``, how it is ``dated`` and its ``licence``; ``replaces_id`` the
    document of which it is the new version, without anything to read when only what is said of it changes; where
    nothing changes, that document stays. Refused when another document shown is the same, and for a file that is not
    safe to open (`inspection.py`).
    """
    brought = _brought(file, address, text) if file or address or text or not replaces_id else None
    with acting(Act.ADD_DOCUMENT, actor, conference):
        former = _former(actor, conference, replaces_id) if replaces_id else None
        brought = brought or _as_before(former)  # type: ignore[arg-type] # without anything, it is a new version
        _refuse_twice(conference, brought, former)
        hearing_id = _presented_at(actor, conference, hearing_id, former)
        said = {"title": title, "source": source, "hearing_id": hearing_id, **about}
        if former and former.sha256 == brought.sha256 and told_of(former) | said == told_of(former):
            return former
        document = Document(
            conference=conference,
            address=brought.address,
            text=brought.text,
            media_type=brought.media_type,
            size=brought.size,
            sha256=brought.sha256,
            # Whose it is: an expert's, also when a facilitator gives the next version.
            added_by=former.added_by if former else actor.member,
            added_at=clock.now(),
            replaces=former,
            version=former.version + 1 if former else 1,
            **said,
        )
        _keep_file(document, file)
        document.save()
        keep_pages(document, brought.pages)
        _recorded(actor, conference, document)
    return document


def replace_document(*, actor: Actor, conference: Conference, document_id: int, **new: object) -> Document:
    """Put a new version in the place of a document, which stays to be read and cited. ``new`` is what a document is
    added with; without a file, an address or a text it is what it was, and other things are said of it."""
    return add_document(actor=actor, conference=conference, replaces_id=document_id, **new)  # type: ignore[arg-type]


def _brought(file: "File[bytes] | None", address: str, text: str) -> _Brought:
    """Outside the lock: to look at a file takes time. Raises Refused for a file that is not safe."""
    if sum(map(bool, (file, address, text))) != 1:
        raise Refused(_("Give a file, an address or a text: one of them."))
    if file is None:
        said = (address or text).encode()
        kind, pages = (LINK, ()) if address else (TEXT, (text,))
        return _Brought(kind, len(said), hashlib.sha256(said).hexdigest(), pages, address, text)
    digest, head = hashlib.sha256(), b""
    for chunk in file.chunks():
        head = head or chunk[:16]
        digest.update(chunk)
    media_type = media_type_of(head)
    return _Brought(media_type, file.size or 0, digest.hexdigest(), inspect(file, media_type))


def _refuse_twice(conference: Conference, brought: _Brought, former: Document | None) -> None:
    same = shown_documents(conference).filter(sha256=brought.sha256)
    if any(each != former for each in same):
        file = brought.media_type not in {LINK, TEXT}
        raise Refused(_("This file is in the dossier already.") if file else _("This is in the dossier already."))


def _as_before(former: Document) -> _Brought:
    pages = tuple(former.pages.values_list("text", flat=True))
    return _Brought(former.media_type, former.size, former.sha256, pages, former.address, former.text)


def _keep_file(document: Document, file: "File[bytes] | None") -> None:
    """Once, however many versions and documents are this same file."""
    same = Document.objects.filter(conference=document.conference, sha256=document.sha256).exclude(file="").first()
    if same:
        document.file = same.file.name
    elif file:
        document.file.save(file.name or "document", file, save=False)


def _former(actor: Actor, conference: Conference, document_id: int) -> Document:
    former = Document.objects.filter(conference=conference, pk=document_id, replaced_by=None).first()
    if former is None:
        raise Refused(_("This document has been replaced already: give the new version of the one that is shown."))
    if not may_replace(actor, conference, former):
        raise Refused(_("Only who brought a document, or a facilitator, gives its new version."))
    return former


def _presented_at(actor: Actor, conference: Conference, asked: int | None, former: Document | None) -> int | None:
    """The hearing that was named, or that of the version before, or the only one of the expert who brings it."""
    if asked and not conference.hearings.filter(pk=asked).exists():
        raise Refused(_("There is no such hearing."), field="hearing_id")
    if asked or former:
        return asked or (former.hearing_id if former else None)
    own = (
        conference.hearings.filter(expert__key=actor.member.place).exclude(expert__key="").values_list("pk", flat=True)
    )
    return own[0] if len(own) == 1 else None


def _recorded(actor: Actor, conference: Conference, document: Document) -> None:
    if document.replaces_id is None:
        record(conference, Verb.DOCUMENT_ADDED, actor=actor.ref, document=document.pk, sha256=document.sha256)
    else:
        record(
            conference,
            Verb.DOCUMENT_REPLACED,
            actor=actor.ref,
            document=document.pk,
            replaces=document.replaces_id,
            sha256=document.sha256,
        )


def explain_word(*, actor: Actor, conference: Conference, word: str, explanation: str) -> Term:
    """Put a word into the glossary, or explain anew one that is there: everyone's pages have it at once."""
    with acting(Act.ANSWER_CARD, actor, conference):
        same = (term for term in Term.objects.filter(conference=conference) if term.word.casefold() == word.casefold())
        term = next(same, None) or Term(conference=conference, word=word)
        term.explanation = explanation
        term.save()
        record(conference, Verb.TERM_EXPLAINED, actor=actor.ref, term=term.pk)
    return term
