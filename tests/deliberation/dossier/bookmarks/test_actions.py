"""What a person has read is kept for them alone, and forgotten when they say so or leave."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.dossier.actions import add_document, replace_document
from deliberation.dossier.bookmarks import actions
from deliberation.dossier.bookmarks.models import Bookmark
from deliberation.dossier.bookmarks.queries import Progress, keeps_anything, marks_of, progress_in, progress_of
from deliberation.dossier.media import PDF
from deliberation.dossier.models import Document
from deliberation.dossier.search import keep_pages
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.proposals.models import Proposal
from deliberation.review.models import Reading
from tests.cast import enter, set_stage
from tests.conftest import ClientOf

JSON = {"accept": "application/json"}
OTHERS = [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}]
Kept = list[tuple[str, str, bool, int | None]]


def note(facilitator: Actor, conference: Conference, title: str = "Note") -> Document:
    return add_document(actor=facilitator, conference=conference, title=title, source="Mairie", text=f"Texte : {title}")


@pytest.fixture
def study(conference: Conference, facilitator: Actor) -> Document:
    """A PDF of three pages, as it stands in the dossier."""
    found = Document.objects.create(
        conference=conference,
        title="Étude",
        source="Université",
        file="dossier/eau/etude.pdf",
        media_type=PDF,
        size=3,
        sha256="e" * 64,
        added_by=facilitator.member,
        added_at=clock.now(),
    )
    keep_pages(found, ("Un", "Deux", "Trois"))
    return found


def read(actor: Actor, document: Document) -> None:
    actions.mark_document_read(actor=actor, conference=actor.member.conference, document_id=document.pk)


def unread(actor: Actor, document: Document) -> None:
    actions.mark_document_unread(actor=actor, conference=actor.member.conference, document_id=document.pk)


def stop(actor: Actor, document: Document, page: int = 2) -> None:
    actions.keep_place(actor=actor, conference=actor.member.conference, document_id=document.pk, page=page)


def forget(actor: Actor) -> None:
    actions.forget_reading(actor=actor, conference=actor.member.conference)


def kept() -> Kept:
    rows = Bookmark.objects.order_by("pk")
    return list(rows.values_list("membership__name", "document__title", "read", "page"))


# Who, and when


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_citizens_has_anything_kept(role: Role, study: Document) -> None:
    someone = enter(study.conference, role)
    for act in (read, unread, stop):
        with pytest.raises(Refused):
            act(someone, study)
    with pytest.raises(Refused):
        forget(someone)
    assert kept() == []


def test_at_every_moment_of_a_conference(study: Document, citizen: Actor) -> None:
    for stage in Stage:
        set_stage(study.conference, stage)
        read(citizen, study)
        assert kept() == [("citizen", "Étude", True, None)]
        forget(citizen)
        assert kept() == []


def test_a_document_of_another_conference_is_not_reached(study: Document, other_conference: Conference) -> None:
    theirs = enter(other_conference, Role.CITIZEN)
    for act in (read, unread, stop):
        with pytest.raises(Refused):
            act(theirs, study)
    assert kept() == []


# What is kept


def test_it_is_read_once_and_not_read_after_all(study: Document, citizen: Actor, other_citizen: Actor) -> None:
    for _ in range(2):
        read(citizen, study)
    read(other_citizen, study)
    assert kept() == [("citizen", "Étude", True, None), ("other_citizen", "Étude", True, None)]
    for _ in range(2):
        unread(citizen, study)
    assert kept() == [("other_citizen", "Étude", True, None)]


def test_where_one_stopped_is_kept_until_the_end_is_reached(study: Document, citizen: Actor) -> None:
    for page, found in ((2, 2), (3, 3), (2, 2)):
        stop(citizen, study, page)
        assert kept() == [("citizen", "Étude", False, found)]
    read(citizen, study)
    assert kept() == [("citizen", "Étude", True, None)]
    stop(citizen, study, 3)
    assert kept() == [("citizen", "Étude", True, 3)]
    stop(citizen, study, 1)
    assert kept() == [("citizen", "Étude", True, None)]


def test_at_the_first_page_there_is_nothing_to_keep(study: Document, citizen: Actor) -> None:
    stop(citizen, study, 1)
    assert kept() == []
    stop(citizen, study, 2)
    stop(citizen, study, 1)
    assert kept() == []


def test_a_page_that_is_not_there_is_not_kept(study: Document, citizen: Actor, facilitator: Actor) -> None:
    words = note(facilitator, study.conference)
    with pytest.raises(Refused):
        stop(citizen, study, 4)
    with pytest.raises(Refused):
        stop(citizen, words, 2)
    assert kept() == []


@pytest.mark.parametrize("values", [{"read": False, "page": None}, {"read": False, "page": 0}])
def test_the_database_itself_refuses_what_says_nothing(
    values: dict[str, object], study: Document, citizen: Actor
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Bookmark.objects.create(document=study, membership=citizen.member, **values)


def test_what_was_read_may_have_changed(study: Document, citizen: Actor, facilitator: Actor) -> None:
    read(citizen, study)
    given = {"actor": facilitator, "conference": study.conference, "title": "Revue", "source": "Université"}
    second = replace_document(**given, document_id=study.pk, text="Revue.")
    third = replace_document(**given, document_id=second.pk, text="Revue encore.")
    assert progress_of(citizen.member, study.conference) == {third.pk: Progress(changed=True)}
    read(citizen, third)
    assert progress_of(citizen.member, study.conference) == {third.pk: Progress(read=True)}


def test_progress_is_ones_own(study: Document, citizen: Actor, other_citizen: Actor, facilitator: Actor) -> None:
    words = note(facilitator, study.conference)
    stop(citizen, study, 3)
    read(citizen, words)
    read(other_citizen, study)
    found = {
        who.ref: (progress_of(who.member, study.conference), progress_in(who.member, study), marks_of(who.member))
        for who in (citizen, other_citizen)
    }
    assert found == {
        citizen.ref: (
            {study.pk: Progress(page=3), words.pk: Progress(read=True)}, Progress(page=3), [f"document-{words.pk}"],
        ),
        other_citizen.ref: (
            {study.pk: Progress(read=True), words.pk: Progress()}, Progress(read=True), [f"document-{study.pk}"],
        ),
    }  # fmt: skip


# The journal, and being forgotten


def test_the_journal_hears_of_none_of_it(study: Document, citizen: Actor) -> None:
    length = Entry.objects.count()
    read(citizen, study)
    unread(citizen, study)
    stop(citizen, study)
    forget(citizen)
    assert Entry.objects.count() == length


@pytest.fixture
def readers(study: Document, citizen: Actor, other_citizen: Actor) -> Document:
    """Two citizens who both read the document, and a proposal."""
    proposal = Proposal.objects.create(
        conference=study.conference, table=1, title="Compteurs", text="Un.", state="submitted", version=1
    )
    for who in (citizen, other_citizen):
        stop(who, study, 3)
        Reading.objects.create(proposal=proposal, membership=who.member, version=1)
    return study


def left() -> tuple[Kept, list[str]]:
    readings = list(Reading.objects.values_list("membership__name", flat=True))
    return kept(), readings


ONLY_THE_OTHER = ([("other_citizen", "Étude", False, 3)], ["other_citizen"])


def test_who_asks_for_it_is_forgotten_and_nobody_else(readers: Document, citizen: Actor) -> None:
    assert keeps_anything(citizen.member)
    forget(citizen)
    forget(citizen)
    assert not keeps_anything(citizen.member)
    assert left() == ONLY_THE_OTHER


def test_who_leaves_is_forgotten_and_nobody_else(readers: Document, citizen: Actor, facilitator: Actor) -> None:
    remove_person(actor=facilitator, conference=readers.conference, membership=citizen.member)
    assert left() == ONLY_THE_OTHER


def test_a_removal_that_is_refused_forgets_nothing(readers: Document, citizen: Actor, other_citizen: Actor) -> None:
    with pytest.raises(Refused):
        remove_person(actor=other_citizen, conference=readers.conference, membership=citizen.member)
    assert len(left()[0]) == 2


# From a page


def post(client_of: ClientOf, who: Actor, name: str, document: Document, **values: str) -> int:
    address = reverse(name, args=[document.conference.slug, document.pk])
    return client_of(who).post(address, values, headers=JSON).status_code


@pytest.mark.parametrize(
    ("page", "status"), [("3", 200), ("4", 409), ("0", 422), ("-1", 422), ("", 422), ("deux", 422), ("99999", 422)]
)
def test_a_place_comes_by_a_form(page: str, status: int, study: Document, citizen: Actor, client_of: ClientOf) -> None:
    assert post(client_of, citizen, "keep_place", study, page=page) == status
    assert kept() == ([("citizen", "Étude", False, 3)] if status == 200 else [])


def test_without_a_script_one_goes_on_to_the_list(study: Document, citizen: Actor, client_of: ClientOf) -> None:
    browser, list_of_all = client_of(citizen), reverse("dossier", args=[study.conference.slug])
    page = browser.get(reverse("document", args=[study.conference.slug, study.pk])).content.decode()
    assert f'name="next" value="{list_of_all}"' in page
    address = reverse("mark_document_read", args=[study.conference.slug, study.pk])
    answer = browser.post(address, {"next": list_of_all})
    assert (answer.status_code, answer["Location"], kept()) == (303, list_of_all, [("citizen", "Étude", True, None)])


def test_a_document_opens_where_one_stopped_unless_a_page_is_asked_for(
    study: Document, citizen: Actor, other_citizen: Actor, client_of: ClientOf
) -> None:
    stop(citizen, study, 3)
    address = reverse("document", args=[study.conference.slug, study.pk])

    def opened(who: Actor, query: str = "") -> tuple[bool, ...]:
        page = client_of(who).get(address + query).content.decode()
        return (*(f'data-page="{n}"' in page for n in (1, 2, 3)), 'class="resumed"' in page)

    assert opened(citizen) == (False, False, True, True)
    assert opened(citizen, "?page=2") == (False, True, False, False)
    assert opened(other_citizen) == (True, False, False, False)


def test_who_notes_nothing_has_no_such_form(study: Document, client_of: ClientOf) -> None:
    address = reverse("document", args=[study.conference.slug, study.pk])
    readers = [role for role in OTHERS if role != Role.SPONSOR]
    found = {role: client_of(enter(study.conference, role)).get(address).content for role in readers}
    assert {role: b"data-my-reading" in page for role, page in found.items()} == dict.fromkeys(readers, False)


def test_the_page_of_a_person_is_kept_by_no_cache(study: Document, citizen: Actor, client_of: ClientOf) -> None:
    """A tablet goes from hand to hand."""
    for address in ("document", "dossier"):
        args = [study.conference.slug, *([study.pk] if address == "document" else [])]
        page = client_of(citizen).get(reverse(address, args=args))
        assert "no-store" in page["Cache-Control"]
