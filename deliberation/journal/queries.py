from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import get_language

from deliberation.journal.models import Entry, Head
from deliberation.journal.verify import ChainState, verify
from deliberation.kernel import clock

if TYPE_CHECKING:
    from deliberation.conference.models import Conference

SECONDS_A_CHECK_IS_SHOWN = 600


@dataclass(frozen=True)
class Check:
    """What recomputing the chain gave, and when that was."""

    state: ChainState
    at: datetime


def last_check(conference: "Conference", *, again: bool = False) -> Check:
    """The chain's state as last recomputed: now when it has grown since, after ten minutes, or when asked ``again``.

    Recomputing twenty thousand entries takes half a second: too long for each page that one turns.
    """
    head = Head.objects.filter(conference=conference).first()
    key = f"chain:{conference.pk}:{head.hash if head else ''}:{get_language()}"
    check: Check | None = None if again else cache.get(key)
    if check is None:
        at = clock.now()
        check = Check(verify(conference), at)
        cache.set(key, check, SECONDS_A_CHECK_IS_SHOWN)
    return check


def counts(conference: "Conference") -> dict[tuple[str, str], int]:
    """How many entries there are by verb and role."""
    found: dict[tuple[str, str], int] = {}
    rows = Entry.objects.filter(conference=conference).order_by().values_list("verb", "actor").annotate(Count("pk"))
    for verb, actor, count in rows:
        key = (verb, actor.partition(":")[0])
        found[key] = found.get(key, 0) + count
    return found
