import hashlib

from django.core.files import File
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.dossier.media import media_type_of
from deliberation.dossier.models import Document, Term
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused


def add_document(*, actor: Actor, conference: Conference, title: str, source: str, file: "File[bytes]") -> Document:
    """Add a document to the dossier, at once in everyone's hands. Refused when the same file is there already."""
    digest, head = hashlib.sha256(), b""
    for chunk in file.chunks():
        head = head or chunk[:16]
        digest.update(chunk)
    with acting(Act.ADD_DOCUMENT, actor, conference):
        if Document.objects.filter(conference=conference, sha256=digest.hexdigest()).exists():
            raise Refused(_("This file is in the dossier already."))
        document = Document(
            conference=conference,
            title=title,
            source=source,
            media_type=media_type_of(head),
            size=file.size or 0,
            sha256=digest.hexdigest(),
            added_by=actor.member,
            added_at=clock.now(),
        )
        document.file.save(file.name or "document", file, save=False)
        document.save()
        record(
            conference,
            Verb.DOCUMENT_ADDED,
            actor=actor.ref,
            document=document.pk,
            sha256=document.sha256,
        )
    return document


def explain_word(*, actor: Actor, conference: Conference, word: str, explanation: str) -> Term:
    """Put a word into the glossary, or explain anew one that is there: everyone's pages have it at once."""
    with acting(Act.ANSWER_CARD, actor, conference):
        same = (term for term in Term.objects.filter(conference=conference) if term.word.casefold() == word.casefold())
        term = next(same, None) or Term(conference=conference, word=word)
        term.explanation = explanation
        term.save()
        record(conference, Verb.TERM_EXPLAINED, actor=actor.ref, term=term.pk)
    return term
