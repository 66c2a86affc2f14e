"""The journal's only writer."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from deliberation.journal import chain
from deliberation.journal.models import Entry, Head
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.facts import Fact, Scalar, publish_on_commit

if TYPE_CHECKING:
    from deliberation.conference.models import Conference


@dataclass(frozen=True)
class Noted:
    """One of several facts with the same verb. See :func:`record` for what its parts hold."""

    actor: str
    detail: Mapping[str, Scalar]
    whose: AbstractSet[str] = frozenset()


def record(
    conference: "Conference", verb: Verb, *, actor: str, whose: AbstractSet[str] = frozenset(), **detail: Scalar
) -> Entry:
    """Append a fact inside the caller's transaction, and publish it when that commits.

    ``actor`` and ``detail`` hold references and plain values, never a name or an e-mail: erasing a person must leave
    the chain whole. ``whose`` are the references of those on whose own pages it shows (the actor's when left out): they
    are told and not kept.
    Outside a transaction: RuntimeError.
    """
    return record_all(conference, verb, [Noted(actor, detail, whose)])[0]


def record_all(conference: "Conference", verb: Verb, notes: Sequence[Noted]) -> list[Entry]:
    """Append an entry for each, in this order, and publish them together: as :func:`record`, for acts that many people
    do at once."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is recorded in the transaction that makes it true.")
    if not notes:
        return []
    head = Head.objects.select_for_update().get_or_create(conference=conference, defaults={"hash": chain.START})[0]
    at, entries = clock.now(), []
    for note in notes:
        columns = {"number": head.length + 1, "at": at, "verb": verb.value, "actor": note.actor}
        detail = chain.canonical(note.detail)
        link = chain.link(head.hash, conference=conference.slug, detail=detail, **columns)  # type: ignore[arg-type]
        entries.append(Entry(conference=conference, detail=detail, previous_hash=head.hash, hash=link, **columns))
        head.length, head.hash = head.length + 1, link
    Entry.objects.bulk_create(entries)
    head.save()
    publish_on_commit(
        [
            Fact(
                verb.value,
                conference.pk,
                entry.number,
                note.actor,
                note.detail,
                frozenset(note.whose or {note.actor.partition(":")[2]}),
            )
            for entry, note in zip(entries, notes, strict=True)
        ]
    )
    return entries
