"""The frame of every action: one transaction, the conference's lock, the rule re-checked inside it."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import connection, transaction

from deliberation.conference import rules
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act

# SQLite lets one writer in at a time and has the others come back and try: the unlucky of a crowd wait until they give
# up. Where it serves, there is one process, and its threads queue here instead. Taken before any transaction begins.
_turn = threading.RLock()


def in_turn() -> AbstractContextManager[object]:
    """Around a transaction that writes."""
    return _turn if connection.vendor == "sqlite" else nullcontext()


@contextmanager
def locked(conference_id: int) -> Iterator[Conference]:
    """Yields the conference, locked until what is written inside commits as one. For what follows from acts that were
    allowed when they were done; an act itself is done in :func:`acting`."""
    with in_turn(), transaction.atomic():
        yield Conference.objects.select_for_update(no_key=True).get(pk=conference_id)


@contextmanager
def acting(act: Act, actor: Actor, conference: Conference) -> Iterator[Conference]:
    """Yields the conference as it is under the lock; what is written and recorded inside commits as one.

    Acts of one conference come one after the other: simple to reason about, and quick enough for a panel. Raises
    Refused when the rule says no at that moment, whatever the page showed.
    """
    with locked(conference.pk) as found:
        if actor.membership is not None:
            actor = rules.actor_of(Membership.objects.get(pk=actor.membership.pk))
        rules.require(act, actor, found)
        yield found
