"""The journal's only writer."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from django.db import transaction

from deliberation.journal import chain
from deliberation.journal.models import Entry, Head
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.facts import Fact, Scalar, publish_on_commit

if TYPE_CHECKING:
    from deliberation.conference.models import Conference


def record(
    conference: "Conference", verb: Verb, *, actor: str, whose: AbstractSet[str] = frozenset(), **detail: Scalar
) -> Entry:
    """Append a fact inside the caller's transaction, and publish it when that commits.

    ``actor`` and ``detail`` hold references and plain values, never a name or an e-mail: erasing a person must leave
    the chain whole. ``whose`` are the references of those on whose own pages it shows (the actor's when left out): they
    are told and not kept.
    Outside a transaction: RuntimeError.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is recorded in the transaction that makes it true.")
    head = Head.objects.select_for_update().get_or_create(conference=conference, defaults={"hash": chain.START})[0]
    at, text = clock.now(), chain.canonical(detail)
    entry = Entry(
        conference=conference,
        number=head.length + 1,
        at=at,
        verb=verb.value,
        actor=actor,
        detail=text,
        previous_hash=head.hash,
        hash=chain.link(
            head.hash,
            conference=conference.slug,
            number=head.length + 1,
            at=at,
            verb=verb.value,
            actor=actor,
            detail=text,
        ),
    )
    entry.save()
    head.length, head.hash = entry.number, entry.hash
    head.save()
    publish_on_commit(
        Fact(verb.value, conference.pk, entry.number, actor, detail, frozenset(whose or {actor.partition(":")[2]}))
    )
    return entry
