"""Whatever is done to the rows behind the product's back, the first broken link is named."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from deliberation.conference.models import Conference
from deliberation.journal.models import Entry
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.journal.verify import verify
from tests.cast import found_conference

LAST = 5


@pytest.fixture
def journal(conference: Conference) -> Conference:
    """Five entries."""
    with transaction.atomic():
        for number in range(2, LAST + 1):
            record(conference, Verb.NOTE_WRITTEN, actor=f"citizen:{number}", table=number)
    return conference


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_untouched_journal_is_whole(journal: Conference, english: None) -> None:
    state = verify(journal)
    assert (state.length, state.broken_at, state.whole, state.sentence) == (LAST, 0, True, "The chain is whole.")
    assert state.head == Entry.objects.get(conference=journal, number=LAST).hash


def test_a_conference_without_entries_is_whole(db: None) -> None:
    bare = Conference(slug="bare")
    bare.pk = 0
    assert verify(bare).whole


@pytest.mark.parametrize("number", [1, 3, LAST])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2001-01-01 00:00:00+00:00"),
        ("verb", "tables:note-burnt"),
        ("actor", "citizen:other"),
        ("detail", '{"table":9}'),
        ("previous_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_an_edited_column_is_named(column: str, value: str, number: int, journal: Conference) -> None:
    run(f"UPDATE deliberation_entry SET {column} = %s WHERE number = %s", value, number)  # noqa: S608
    assert verify(journal).broken_at == number


def test_a_microsecond_is_an_edit(journal: Conference) -> None:
    at = Entry.objects.get(conference=journal, number=2).at
    moved = at.replace(microsecond=(at.microsecond + 1) % 1_000_000)
    run("UPDATE deliberation_entry SET at = %s WHERE number = 2", connection.ops.adapt_datetimefield_value(moved))
    assert verify(journal).broken_at == 2


@pytest.mark.parametrize("number", [1, 3, LAST])
def test_a_renumbered_entry_is_named(number: int, journal: Conference) -> None:
    run("UPDATE deliberation_entry SET number = 40 WHERE number = %s", number)
    assert verify(journal).broken_at == number


@pytest.mark.parametrize("number", [1, 3, LAST])
def test_a_deleted_entry_is_named(number: int, journal: Conference, english: None) -> None:
    run("DELETE FROM deliberation_entry WHERE number = %s", number)
    state = verify(journal)
    assert (state.broken_at, state.sentence) == (number, f"Entry {number} is missing.")


def test_deleting_everything_is_named(journal: Conference) -> None:
    run("DELETE FROM deliberation_entry")
    assert verify(journal).broken_at == 1


def test_entries_that_changed_places_are_named(journal: Conference) -> None:
    run("UPDATE deliberation_entry SET number = 40 WHERE number = 2")
    run("UPDATE deliberation_entry SET number = 2 WHERE number = 3")
    run("UPDATE deliberation_entry SET number = 3 WHERE number = 40")
    assert verify(journal).broken_at == 2


def insert(conference: Conference, number: int, previous_hash: str, hash_: str) -> None:
    run(
        "INSERT INTO deliberation_entry (conference_id, number, at, verb, actor, detail, previous_hash, hash)"
        " VALUES (%s, %s, '2026-01-01 00:00:00+00:00', 'tables:note-written', 'citizen:x', '{}', %s, %s)",
        conference.pk,
        number,
        previous_hash,
        hash_,
    )


def test_an_inserted_entry_is_named(journal: Conference) -> None:
    run("UPDATE deliberation_entry SET number = number + 100 WHERE number >= 3")
    run("UPDATE deliberation_entry SET number = number - 99 WHERE number > 100")
    insert(journal, 3, Entry.objects.get(number=2).hash, "e" * 64)
    assert verify(journal).broken_at == 3


def test_an_entry_added_at_the_end_is_named_even_well_chained(journal: Conference, english: None) -> None:
    """A forger who can compute hashes still leaves the head behind."""
    from datetime import UTC, datetime

    from deliberation.journal import chain

    last = Entry.objects.get(number=LAST)
    forged = chain.link(
        last.hash,
        conference=journal.slug,
        number=LAST + 1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        verb="tables:note-written",
        actor="citizen:x",
        detail="{}",
    )
    insert(journal, LAST + 1, last.hash, forged)
    state = verify(journal)
    assert (state.broken_at, state.sentence) == (LAST + 1, f"Entry {LAST + 1} was added beside the journal.")


def test_a_head_that_counts_more_is_named(journal: Conference) -> None:
    run("UPDATE deliberation_head SET length = length + 1")
    assert verify(journal).broken_at == LAST + 1


def test_a_head_that_counts_less_is_named(journal: Conference) -> None:
    run("UPDATE deliberation_head SET length = length - 1")
    assert verify(journal).broken_at == LAST


def test_a_head_with_another_hash_is_named(journal: Conference) -> None:
    run("UPDATE deliberation_head SET hash = %s", "f" * 64)
    assert verify(journal).broken_at == LAST


def test_a_missing_head_is_named(journal: Conference) -> None:
    run("DELETE FROM deliberation_head")
    assert verify(journal).broken_at == LAST


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_journal", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_every_journal(journal: Conference, english: None) -> None:
    other = found_conference("autre")
    state, short = verify(journal), verify(other)
    assert command() == (f"autre: The chain is whole. (1, {short.head})\neau: The chain is whole. (5, {state.head})\n")
    assert command("autre") == f"autre: The chain is whole. (1, {short.head})\n"


def test_the_command_fails_and_names_the_entry(journal: Conference, english: None) -> None:
    found_conference("zen")
    run("UPDATE deliberation_entry SET actor = 'x' WHERE number = 3 AND conference_id = %s", journal.pk)
    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("verify_journal", stdout=out)
    assert failure.value.returncode == 1
    said = [line.partition(" (")[0] for line in out.getvalue().splitlines()]
    assert said == ["eau: Entry 3 was changed.", "zen: The chain is whole."]


def test_the_command_does_not_pass_over_an_unknown_conference(db: None) -> None:
    with pytest.raises(CommandError):
        command("nulle-part")
