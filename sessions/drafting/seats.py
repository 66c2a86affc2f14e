"""Who writes, and where they sit, for the rule that every frame is held to."""

import time
from collections import defaultdict
from collections.abc import Sequence

from deliberation.journal.models import Head
from sessions.fanout.audiences import Seat, Visit, seats_of

# Only signing out is in no journal.
SECONDS_KEPT = 1.0


class Seats:
    """Read again as soon as a conference's journal says that anything was done in it, and every second: what decides
    who may write is recorded in the transaction that changes it. One thread at a time may use it."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Visit, Seat | None]] = {}
        self._lengths: dict[str, int] = {}
        self._read_at: dict[str, float] = defaultdict(float)

    def of(self, visits: Sequence[Visit]) -> list[Seat | None]:
        """In the order of the visits. Inside the transaction in which it matters."""
        self._forget(dict.fromkeys(visit.slug for visit in visits))
        unknown = [visit for visit in dict.fromkeys(visits) if visit not in self._known[visit.slug]]
        for visit, seat in zip(unknown, seats_of(unknown) if unknown else (), strict=True):
            self._known[visit.slug][visit] = seat
        return [self._known[visit.slug][visit] for visit in visits]

    def _forget(self, slugs: dict[str, None]) -> None:
        now = time.monotonic()
        found = Head.objects.filter(conference__slug__in=slugs).values_list("conference__slug", "length")
        lengths: dict[str, int] = dict(found)
        for slug in slugs:
            length = lengths.get(slug, 0)
            if self._lengths.get(slug) != length or now - self._read_at[slug] > SECONDS_KEPT:
                self._known[slug], self._lengths[slug], self._read_at[slug] = {}, length, now
