"""Entries are append-only through every door the ORM has."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from deliberation.conference.models import Conference
from deliberation.journal.models import Entry


@pytest.fixture
def entry(conference: Conference) -> Entry:
    return Entry.objects.get(conference=conference)


def test_an_entry_is_not_saved_twice(entry: Entry) -> None:
    entry.actor = "citizen:other"
    with pytest.raises(TypeError):
        entry.save()


def test_an_entry_is_not_deleted(entry: Entry) -> None:
    with pytest.raises(TypeError):
        entry.delete()


def test_entries_are_not_updated_together(entry: Entry) -> None:
    with pytest.raises(TypeError):
        Entry.objects.filter(pk=entry.pk).update(actor="citizen:other")
    with pytest.raises(TypeError):
        Entry.objects.bulk_update([entry], ["actor"])


def test_entries_are_not_deleted_together(entry: Entry) -> None:
    with pytest.raises(TypeError):
        Entry.objects.filter(pk=entry.pk).delete()


def test_a_conference_with_a_journal_is_not_deleted(entry: Entry) -> None:
    with pytest.raises(ProtectedError):
        entry.conference.delete()


def test_a_number_is_given_once(entry: Entry) -> None:
    twin = Entry(conference=entry.conference, number=entry.number, at=entry.at, detail="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
