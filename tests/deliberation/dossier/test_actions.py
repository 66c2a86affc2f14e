"""What goes into the dossier: files, links and texts, in versions that stay."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.dossier.actions import add_document, replace_document
from deliberation.dossier.models import Document
from deliberation.dossier.queries import presentations_of, shown_documents, versions_of
from deliberation.hearings.models import Expert, Hearing
from deliberation.journal.models import Entry
from deliberation.kernel.errors import Refused
from tests.cast import enter
from tests.documents import pdf

WHOM = {"title": "Étude", "source": "Université"}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def expert_of(conference: Conference, key: str) -> tuple[Actor, Hearing]:
    """Somebody who is heard at a hearing."""
    known = Expert.objects.create(
        conference=conference, key=key, title=key, affiliation="A", viewpoint="V", works_for_organiser=False
    )
    person = enter(conference, Role.EXPERT, key)
    person.member.place = key
    person.member.save()
    return person, Hearing.objects.create(conference=conference, expert=known)


def test_what_is_said_of_a_document_is_kept(conference: Conference, facilitator: Actor) -> None:
    about = {"author": "Une hydrologue", "affiliation": "Agence", "dated": "2016", "licence": "CC BY 4.0"}
    file = ContentFile(pdf("Une page"), "f.pdf")
    document = add_document(actor=facilitator, conference=conference, **WHOM, file=file, **about)
    kept = Document.objects.get()
    assert {name: getattr(kept, name) for name in about} == about
    assert [(page.number, page.text) for page in document.pages.all()] == [(1, "Une page")]


def test_a_link_and_a_text_are_documents(conference: Conference, facilitator: Actor) -> None:
    link = add_document(actor=facilitator, conference=conference, **WHOM, address="https://example.org/film")
    text = add_document(actor=facilitator, conference=conference, **WHOM, text="L’été fut sec.")
    assert (link.is_link, link.is_text, link.pages.count()) == (True, False, 0)
    assert (text.is_link, text.is_text, text.pages.get().text) == (False, True, "L’été fut sec.")


@pytest.mark.parametrize("given", [{}, {"text": "a", "address": "https://example.org"}])
def test_a_document_is_one_thing(given: dict[str, str], conference: Conference, facilitator: Actor) -> None:
    with pytest.raises(Refused, match="l’un des trois"):
        add_document(actor=facilitator, conference=conference, **WHOM, **given)
    text = add_document(actor=facilitator, conference=conference, **WHOM, text="Un")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=text.pk).update(address="https://example.org")


def test_a_new_version_is_shown_and_the_one_before_stays(conference: Conference, facilitator: Actor) -> None:
    first = add_document(actor=facilitator, conference=conference, **WHOM, text="Un")
    second = replace_document(actor=facilitator, conference=conference, document_id=first.pk, **WHOM, text="Deux")
    third = replace_document(actor=facilitator, conference=conference, document_id=second.pk, **WHOM, text="Trois")
    assert list(shown_documents(conference)) == [third]
    assert [each.version for each in (first, second, third)] == [1, 2, 3]
    assert versions_of(first) == versions_of(second) == versions_of(third) == [first, second, third]
    told = Entry.objects.filter(verb="dossier:document-replaced").last()
    assert told is not None
    assert told.detail == f'{{"document":{third.pk},"replaces":{second.pk},"sha256":"{third.sha256}"}}'


def test_what_was_replaced_is_not_replaced_again(conference: Conference, facilitator: Actor) -> None:
    first = add_document(actor=facilitator, conference=conference, **WHOM, text="Un")
    replace_document(actor=facilitator, conference=conference, document_id=first.pk, **WHOM, text="Deux")
    with pytest.raises(Refused, match="déjà été remplacé"):
        replace_document(actor=facilitator, conference=conference, document_id=first.pk, **WHOM, text="Trois")


def test_a_document_of_another_conference_is_not_replaced(
    conference: Conference, other_conference: Conference, facilitator: Actor
) -> None:
    theirs = add_document(
        actor=enter(other_conference, Role.FACILITATOR), conference=other_conference, **WHOM, text="Un"
    )
    with pytest.raises(Refused):
        replace_document(actor=facilitator, conference=conference, document_id=theirs.pk, **WHOM, text="Deux")
    assert list(shown_documents(other_conference)) == [theirs]


def test_an_expert_replaces_what_they_brought_and_nothing_else(conference: Conference, facilitator: Actor) -> None:
    (one, _hearing), (other, _other) = expert_of(conference, "water"), expert_of(conference, "soil")
    mine = add_document(actor=one, conference=conference, **WHOM, text="Un")
    with pytest.raises(Refused, match="Seule la personne"):
        replace_document(actor=other, conference=conference, document_id=mine.pk, **WHOM, text="Deux")
    replace_document(actor=one, conference=conference, document_id=mine.pk, **WHOM, text="Trois")
    with pytest.raises(Refused):
        citizen = enter(conference, Role.CITIZEN)
        replace_document(actor=citizen, conference=conference, document_id=mine.pk, **WHOM, text="Quatre")


def test_what_an_expert_brings_is_presented_at_their_hearing(conference: Conference, facilitator: Actor) -> None:
    expert, hearing = expert_of(conference, "water")
    _other, elsewhere = expert_of(conference, "soil")
    mine = add_document(actor=expert, conference=conference, **WHOM, text="Un")
    given = add_document(actor=facilitator, conference=conference, **WHOM, text="Deux", hearing_id=hearing.pk)
    add_document(actor=facilitator, conference=conference, **WHOM, text="Trois")
    assert list(presentations_of(hearing)) == [mine, given]
    assert list(presentations_of(elsewhere)) == []
    # Whoever gives the next version of it.
    new = replace_document(actor=facilitator, conference=conference, document_id=mine.pk, **WHOM, text="Quatre")
    assert list(presentations_of(hearing)) == [given, new]


def test_what_an_expert_brought_stays_theirs_whoever_gives_the_next_version(
    conference: Conference, facilitator: Actor
) -> None:
    waiting = enter(conference, Role.EXPERT)
    mine = add_document(actor=waiting, conference=conference, **WHOM, text="Un")
    new = replace_document(actor=facilitator, conference=conference, document_id=mine.pk, **WHOM, text="Deux")
    assert (new.hearing, new.added_by) == (None, waiting.member)
    told = Entry.objects.filter(verb="dossier:document-replaced").last()
    assert told is not None and told.actor == facilitator.ref
    last = replace_document(actor=waiting, conference=conference, document_id=new.pk, **WHOM, text="Trois")
    assert list(shown_documents(conference)) == [last]


def test_other_things_are_said_of_the_same_file(conference: Conference, facilitator: Actor) -> None:
    def replaced(document: Document, **new: Any) -> Document:
        return replace_document(actor=facilitator, conference=conference, document_id=document.pk, **WHOM | new)

    file = ContentFile(pdf("Une page"), "f.pdf")
    wrong = add_document(actor=facilitator, conference=conference, **WHOM, file=file, affiliation="Agence")
    right = replaced(wrong, file=ContentFile(pdf("Une page"), "f.pdf"), affiliation="Université")
    kept = replaced(right, licence="CC BY 4.0", affiliation="Université")
    assert [(each.version, each.affiliation, each.file.name) for each in (wrong, right, kept)] == [
        (1, "Agence", wrong.file.name),
        (2, "Université", wrong.file.name),
        (3, "Université", wrong.file.name),
    ]
    assert [(each.number, each.text) for each in kept.pages.all()] == [(1, "Une page")]
    # The same again changes nothing, and says nothing in the journal.
    before = Entry.objects.count()
    assert replaced(kept, licence="CC BY 4.0", affiliation="Université") == kept
    assert (Entry.objects.count(), Document.objects.count()) == (before, 3)


def test_a_version_before_is_put_back_and_two_documents_shown_are_never_the_same(
    conference: Conference, facilitator: Actor
) -> None:
    def replaced(document: Document, text: str) -> Document:
        return replace_document(actor=facilitator, conference=conference, document_id=document.pk, **WHOM, text=text)

    first, other = (add_document(actor=facilitator, conference=conference, **WHOM, text=text) for text in ("Un", "A"))
    back = replaced(replaced(first, "Deux"), "Un")
    assert (back.version, list(shown_documents(conference))) == (3, [other, back])
    for refused in (lambda: replaced(other, "Un"), lambda: replaced(back, "A")):
        with pytest.raises(Refused, match="déjà dans le dossier"):
            refused()
    # It was put there by mistake, and belongs elsewhere.
    assert replaced(other, "Deux").version == 2


def test_a_hearing_of_another_conference_is_none(
    conference: Conference, other_conference: Conference, facilitator: Actor
) -> None:
    _expert, hearing = expert_of(other_conference, "water")
    with pytest.raises(Refused) as refused:
        add_document(actor=facilitator, conference=conference, **WHOM, text="Un", hearing_id=hearing.pk)
    assert (refused.value.field, Document.objects.count()) == ("hearing_id", 0)
