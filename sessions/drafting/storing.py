"""What came in by sockets is checked, applied and stored, in one transaction for all that waits, before anyone is told.

Each frame is held to the rule at that moment, under the lock that freezing takes: it is in the text, or refused.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.conference.acting import in_turn
from deliberation.kernel import clock
from sessions.drafting import queries
from sessions.drafting.models import Document, Update
from sessions.drafting.replica import NOTHING, Replica, Unusable
from sessions.drafting.rules import Refusal, Why, why_not_write
from sessions.drafting.seats import Seats
from sessions.drafting.subjects import subject_of
from sessions.fanout.audiences import Seat, Visit

Socket = TypeVar("Socket", bound=Hashable)

# All updates of a document together, in bytes: a text of 10,000 characters, typed and changed again and again by eight
# people for hours, stays well below.
HEAVIEST = 16_000_000


@dataclass(frozen=True)
class Write(Generic[Socket]):
    """An update that a socket sent. ``whole``: it brings all that we lack of it, as a step 2 does. ``language`` is that
    of the sentence, should it be refused."""

    socket: Socket
    visit: Visit
    language: str
    document_id: int
    update: bytes
    whole: bool


@dataclass(frozen=True)
class Outcome:
    """Of one write. ``change``: what it changed, empty for nothing. ``skipped``: it came after one that was refused, on
    which it may rest. ``unusable``: no client of ours sends such."""

    change: bytes = b""
    refusal: Refusal | None = None
    skipped: bool = False
    unusable: bool = False

    @property
    def is_stored(self) -> bool:
        return self.refusal is None and not self.skipped and not self.unusable


@dataclass
class Progress:
    """Of one document. ``replica`` is to be used from now on; ``others`` is what it lacked of other processes'."""

    replica: Replica
    first: int
    others: list[bytes] = field(default_factory=list)


def store(
    writes: Sequence[Write[Socket]],
    replicas: Mapping[int, Replica],
    out_of_step: Set[Socket] = frozenset(),
    *,
    seats: Seats | None = None,
) -> tuple[list[Outcome], dict[int, Progress]]:
    """``replicas`` are those of the documents written in, by id; ``out_of_step`` the sockets of which a write was
    refused since the last that was whole; ``seats`` what is known of who writes. Whatever is raised, nothing was
    stored, and the replicas are spoilt."""
    seats = seats or Seats()
    try:
        with in_turn(), transaction.atomic():
            batch = _Batch(replicas, out_of_step)
            seated = seats.of([write.visit for write in writes])
            outcomes = [batch.take(write, seat) for write, seat in zip(writes, seated, strict=True)]
            batch.save()
            return outcomes, batch.progress
    except BaseException:
        for replica in replicas.values():
            replica.spoilt = True
        raise


class _Batch(Generic[Socket]):
    """The documents are locked before anything is asked: what is read after that is what a freeze has left."""

    def __init__(self, replicas: Mapping[int, Replica], out_of_step: Set[Socket]) -> None:
        self.documents = {found.pk: found for found in queries.locked_documents(pk__in=list(replicas))}
        self.progress: dict[int, Progress] = {}
        self.updates: list[Update] = []
        self.out_of_step = set(out_of_step)
        for pk, document in self.documents.items():
            replica = replicas[pk]
            missing = queries.rows(document, replica.number) if document.length > replica.number else []
            replica = _caught_up(document, replica, missing)
            self.progress[pk] = Progress(replica, document.length + 1, [content for _number, content in missing])

    def take(self, write: Write[Socket], seat: Seat | None) -> Outcome:
        if write.socket in self.out_of_step and not write.whole:
            return Outcome(skipped=True)
        outcome = self._apply(write, seat)
        if outcome.is_stored:
            self.out_of_step.discard(write.socket)
        else:
            self.out_of_step.add(write.socket)
        return outcome

    def _apply(self, write: Write[Socket], seat: Seat | None) -> Outcome:
        document = self.documents[write.document_id]
        if write.update == NOTHING:
            return Outcome()
        with translation.override(write.language):
            if refusal := why_not_write(seat, document):
                return Outcome(refusal=refusal)
            if document.weight + len(write.update) > HEAVIEST:
                return Outcome(refusal=_full())
        progress = self.progress[document.pk]
        try:
            change = progress.replica.apply(write.update)
        except Unusable:
            self._take_back(document)
            return Outcome(unusable=True)
        if change and self._is_too_long(document, progress.replica, change):
            self._take_back(document)
            with translation.override(write.language):
                return Outcome(refusal=_full())
        if change and seat is not None:
            document.length += 1
            document.weight += len(change)
            progress.replica.number = document.length
            author, now = seat.actor.member, clock.now()
            self.updates.append(
                Update(document=document, number=document.length, content=change, author=author, at=now)
            )
        return Outcome(change)

    def _is_too_long(self, document: Document, replica: Replica, change: bytes) -> bool:
        """Measured only when it may be: no text grows by more than the bytes that came."""
        replica.may_have_grown(len(change))
        return replica.outgrows(subject_of(document).fields)

    def _take_back(self, document: Document) -> None:
        """What was applied in vain cannot be undone: the text is read again, with what this batch changed."""
        progress = self.progress[document.pk]
        stored = Document.objects.get(pk=document.pk)
        replica = queries.current(stored)
        for update in self.updates:
            if update.document_id == document.pk:
                replica.apply(bytes(update.content))
                replica.number = update.number
        progress.replica = replica

    def save(self) -> None:
        changed = {update.document_id for update in self.updates}
        Update.objects.bulk_create(self.updates)
        Document.objects.bulk_update([self.documents[pk] for pk in changed], ["length", "weight"])


def _caught_up(document: Document, replica: Replica, missing: Sequence[tuple[int, bytes]]) -> Replica:
    if replica.spoilt:
        return queries.current(document)
    try:
        for number, content in missing:
            replica.apply(content)
            replica.number = number
    except Unusable:
        return queries.current(document)
    return replica


def _full() -> Refusal:
    return Refusal(Why.FULL, _("This text has reached its greatest length: shorten it before you write more."))
