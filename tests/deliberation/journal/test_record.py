"""The journal's writer: in the transaction, published after it, one entry after the other."""

import threading
from collections.abc import Sequence

import pytest
from django.db import connection, transaction

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.journal.models import Entry, Head
from deliberation.journal.record import Noted, record, record_all
from deliberation.journal.verbs import Verb
from deliberation.journal.verify import verify
from deliberation.kernel import facts
from deliberation.kernel.facts import Fact
from tests.cast import found_conference


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Fact]:
    """What reaches the one subscriber, beside the fan-out."""
    heard: list[Fact] = []
    fan_out = facts._subscribers[0]

    def hear(found: Sequence[Fact]) -> None:
        heard.extend(found)
        fan_out(found)

    monkeypatch.setattr(facts, "_subscribers", [hear])
    return heard


def test_each_entry_holds_the_hash_of_the_one_before(conference: Conference) -> None:
    with transaction.atomic():
        for _ in range(3):
            record(conference, Verb.NOTE_WRITTEN, actor="citizen:a", table=1)
    entries = list(Entry.objects.filter(conference=conference).order_by("number"))
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in entries] == ["0" * 64, *(entry.hash for entry in entries[:-1])]
    head = Head.objects.get(conference=conference)
    assert (head.length, head.hash) == (4, entries[-1].hash)


def test_conferences_have_chains_of_their_own(conference: Conference, other_conference: Conference) -> None:
    with transaction.atomic():
        record(conference, Verb.NOTE_WRITTEN, actor="citizen:a", table=1)
        record(other_conference, Verb.NOTE_WRITTEN, actor="citizen:b", table=1)
    assert [verify(each).length for each in (conference, other_conference)] == [2, 2]


def test_an_entry_moved_to_another_conference_does_not_fit(
    conference: Conference, other_conference: Conference
) -> None:
    Entry.objects.get(conference=other_conference)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM deliberation_entry WHERE conference_id = %s", [conference.pk])
        cursor.execute(
            "UPDATE deliberation_entry SET conference_id = %s WHERE conference_id = %s",
            [conference.pk, other_conference.pk],
        )
    assert verify(conference).broken_at == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    conference = found_conference()
    with pytest.raises(RuntimeError):
        record(conference, Verb.NOTE_WRITTEN, actor="citizen:a")
    assert [entry.verb for entry in Entry.objects.all()] == ["conference:created"]


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_published_after_the_commit_and_not_before(published: list[Fact]) -> None:
    conference = found_conference()
    published.clear()
    with transaction.atomic():
        record(conference, Verb.NOTE_WRITTEN, actor="citizen:abc", table=2, round=7)
        assert published == []
    assert published == [
        Fact("tables:note-written", conference.pk, 2, "citizen:abc", {"table": 2, "round": 7}, frozenset({"abc"}))
    ]


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_was_rolled_back_is_published_to_nobody(published: list[Fact]) -> None:
    conference = found_conference()
    published.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(conference, Verb.NOTE_WRITTEN, actor="citizen:a")
        raise RuntimeError
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            record(conference, Verb.NOTE_WRITTEN, actor="citizen:inner")
            raise RuntimeError
        record(conference, Verb.NOTE_WRITTEN, actor="citizen:outer")
    assert [fact.actor for fact in published] == ["citizen:outer"]
    assert verify(conference).length == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_done_stays_done_when_telling_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    conference = found_conference()

    def fail(found: Sequence[Fact]) -> None:
        raise ConnectionError

    monkeypatch.setattr(facts, "_subscribers", [fail])
    with transaction.atomic():
        record(conference, Verb.NOTE_WRITTEN, actor="citizen:a")
    assert verify(conference).length == 2


def test_a_second_subscriber_is_a_programming_error() -> None:
    with pytest.raises(RuntimeError):
        facts.subscribe(lambda found: None)
    facts.subscribe(facts._subscribers[0])


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_record_at_once_make_one_chain() -> None:
    conference, together = found_conference(), threading.Barrier(2)

    def record_ten(actor: str) -> None:
        try:
            together.wait()
            for _ in range(10):
                with transaction.atomic():
                    record(conference, Verb.NOTE_WRITTEN, actor=actor)
        finally:
            connection.close()

    threads = [threading.Thread(target=record_ten, args=(f"citizen:{name}",)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    state = verify(conference)
    assert (state.whole, state.length, Entry.objects.count()) == (True, 21, 21)


def test_the_journal_names_nobody(conference: Conference, citizen: Actor, facilitator: Actor) -> None:
    """Erasing a person must leave the record verifiable: it holds references only."""
    text = "\n".join(f"{e.actor} {e.detail}" for e in Entry.objects.all())
    for actor in (citizen, facilitator):
        assert actor.member.ref in text
        assert actor.member.user.email not in text


@pytest.mark.django_db(transaction=True)
def test_facts_of_many_are_chained_and_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    conference, told = found_conference(), []
    monkeypatch.setattr(facts, "_subscribers", [told.append])
    notes = [Noted(f"citizen:{who}", {"ballot": 1}) for who in "abc"]
    with transaction.atomic():
        entries = record_all(conference, Verb.ROLL_SIGNED, notes)
        assert record_all(conference, Verb.ROLL_SIGNED, []) == []
    assert [entry.number for entry in entries] == [2, 3, 4]
    assert [[(fact.number, fact.actor, fact.whose) for fact in found] for found in told] == [
        [(2, "citizen:a", {"a"}), (3, "citizen:b", {"b"}), (4, "citizen:c", {"c"})]
    ]
    assert verify(conference).whole
