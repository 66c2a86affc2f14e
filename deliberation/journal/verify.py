"""Recomputing the chain."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from deliberation.journal import chain
from deliberation.journal.models import Entry, Head

if TYPE_CHECKING:
    from deliberation.conference.models import Conference


@dataclass(frozen=True)
class ChainState:
    """``broken_at`` is the number of the first entry that is missing or changed, 0 when the chain is whole."""

    length: int
    head: str
    broken_at: int
    sentence: str

    @property
    def whole(self) -> bool:
        return not self.broken_at


def verify(conference: "Conference") -> ChainState:
    head = Head.objects.filter(conference=conference).first() or Head(length=0, hash=chain.START)
    previous, number = chain.START, 0
    columns = ("number", "at", "verb", "actor", "detail", "previous_hash", "hash")
    entries = Entry.objects.filter(conference=conference).order_by("number").values_list(*columns, named=True)
    for entry in entries.iterator():
        number += 1
        if entry.number != number:
            return ChainState(head.length, head.hash, number, _("Entry %d is missing.") % number)
        expected = chain.link(
            previous,
            conference=conference.slug,
            number=entry.number,
            at=entry.at,
            verb=entry.verb,
            actor=entry.actor,
            detail=entry.detail,
        )
        if entry.previous_hash != previous or entry.hash != expected:
            return ChainState(head.length, head.hash, number, _("Entry %d was changed.") % number)
        previous = entry.hash
    if number < head.length:
        return ChainState(head.length, head.hash, number + 1, _("Entry %d is missing.") % (number + 1))
    if number > head.length or previous != head.hash:
        return ChainState(head.length, head.hash, max(number, 1), _("Entry %d was added beside the journal.") % number)
    return ChainState(number, previous, 0, _("The chain is whole."))
