"""Who writes, and where they sit, for the rule that every frame is held to."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F

from deliberation.conference.models import Conference
from sessions.fanout.audiences import Seat, Visit, seats_of

# Only signing out is in no journal.
SECONDS_KEPT = 1.0


@dataclass
class _Known:
    """Of one conference, read at a moment of this process's clock, when its journal had this length."""

    conference: Conference
    length: int
    read_at: float = field(default_factory=time.monotonic)
    seats: dict[Visit, Seat | None] = field(default_factory=dict)


class Seats:
    """What the conference is doing is read each time; who sits where, as soon as its journal says that anything was
    done, and every second: what decides who may write is recorded in the transaction that changes it. One thread at a
    time may use it."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def of(self, visits: Sequence[Visit]) -> list[Seat | None]:
        """In the order of the visits. Inside the transaction in which it matters."""
        self._look({visit.slug for visit in visits})
        unknown = [visit for visit in dict.fromkeys(visits) if self._is_unknown(visit)]
        for visit, seat in zip(unknown, seats_of(unknown) if unknown else (), strict=True):
            self._known[visit.slug].seats[visit] = seat
        return [self._seat(visit) for visit in visits]

    def _is_unknown(self, visit: Visit) -> bool:
        return visit.slug in self._known and visit not in self._known[visit.slug].seats

    def _seat(self, visit: Visit) -> Seat | None:
        known = self._known.get(visit.slug)
        seat = known.seats[visit] if known else None
        return replace(seat, conference=known.conference) if known and seat else None

    def _look(self, slugs: set[str]) -> None:
        now = time.monotonic()
        for conference in Conference.objects.filter(slug__in=slugs).annotate(length=F("journal_head__length")):
            known = self._known.get(conference.slug)
            length = conference.length or 0
            if known is None or known.length != length or now - known.read_at > SECONDS_KEPT:
                self._known[conference.slug] = _Known(conference, length)
            else:
                known.conference = conference
