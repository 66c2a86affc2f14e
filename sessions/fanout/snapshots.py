"""Renderings that are kept for as long as they are the truth.

The journal tells how long that is: a region is what it was, unless an entry was added that touches its audience (or,
for those who see who is there, somebody came or went). Nothing depends on a message that could be lost.
"""

import json
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from deliberation.journal.models import Entry, Head
from deliberation.journal.verbs import Verb
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.publish import OVERSEERS, UNNAMED, Touch, touch_of
from sessions.fanout.render import Region, render_all
from sessions.presence.register import register

View = tuple[Audience, str]

KEPT = 4096
ENTRIES_KEPT = 2048


def journal_lengths(conferences: Iterable[int]) -> dict[int, int]:
    """How many entries each conference's journal has; conferences without one are left out."""
    return dict(Head.objects.filter(conference__in=set(conferences)).values_list("conference_id", "length"))


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.region: Region | None = None
        self.length = self.version = 0


class _Touches:
    """What the entries of one journal touch, read once: entries never change."""

    def __init__(self, conference_id: int, since: int) -> None:
        self.conference_id, self.first = conference_id, since + 1
        self.touches: list[Touch] = []

    def between(self, since: int, length: int) -> list[Touch] | None:
        """Those of the entries after ``since``, up to ``length``; None when they are no longer kept."""
        last = self.first + len(self.touches) - 1
        if length > last:
            self.touches += [_touch(*row) for row in self._entries().filter(number__gt=last, number__lte=length)]
            del self.touches[:-ENTRIES_KEPT]
            self.first = length - len(self.touches) + 1
        if since + 1 < self.first:
            return None
        return self.touches[since + 1 - self.first : length + 1 - self.first]

    def _entries(self) -> QuerySet[Entry, tuple[str, str, str]]:
        entries = Entry.objects.filter(conference=self.conference_id).order_by("number")
        return entries.values_list("verb", "actor", "detail")


def _touch(verb: str, actor: str, detail: str) -> Touch:
    ref = "" if verb in UNNAMED else actor.partition(":")[2]
    return touch_of(Verb(verb), json.loads(detail), {ref} if ref else None)


class Snapshots:
    """Shared by all threads of a process: pages loading and pages being told news use the same renderings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: OrderedDict[View, _Kept] = OrderedDict()
        self._journals: dict[int, _Touches] = {}

    def clear(self) -> None:
        with self._lock:
            self._views.clear()
            self._journals.clear()

    def region(self, audience: Audience, language: str) -> Region:
        return self.regions([(audience, language)])[audience, language]

    def regions(self, views: Iterable[View]) -> dict[View, Region]:
        """What these audiences see now, in their order. Who asks while another renders the same is given the same."""
        views = list(dict.fromkeys(views))
        lengths = journal_lengths(audience.conference_id for audience, _ in views)
        found: dict[View, Region] = {}
        people: dict[tuple[int, str], list[Audience]] = defaultdict(list)
        for view in views:
            audience, language = view
            length = lengths.get(audience.conference_id, 0)
            kept = self._kept(view)
            with kept.lock:
                if self._is_true(kept, audience, length):
                    assert kept.region is not None  # noqa: S101 - for the type checker
                elif audience.kind == Kind.PERSON:
                    people[audience.conference_id, language].append(audience)
                    continue
                else:
                    self._renew(kept, audience, length, language)
                found[view] = kept.region  # type: ignore[assignment]
        for (conference_id, language), audiences in people.items():
            found |= self._render_people(audiences, language, lengths.get(conference_id, 0))
        return {view: found[view] for view in views}

    def _kept(self, view: View) -> _Kept:
        with self._lock:
            kept = self._views.setdefault(view, _Kept())
            self._views.move_to_end(view)
            while len(self._views) > KEPT:
                self._views.popitem(last=False)
            return kept

    def _is_true(self, kept: _Kept, audience: Audience, length: int) -> bool:
        """Whether what is kept is still what the audience sees; if so, it is known to be at this length too."""
        if kept.region is None or kept.length > length:
            return False
        if audience.kind in OVERSEERS and kept.version != register.version(audience.conference_id):
            return False
        if kept.length < length:
            with self._lock:
                journal = self._journals.setdefault(
                    audience.conference_id, _Touches(audience.conference_id, kept.length)
                )
                touches = journal.between(kept.length, length)
            if touches is None or any(touch.reaches(audience) for touch in touches):
                return False
            kept.length = length
        return True

    def _renew(self, kept: _Kept, audience: Audience, length: int, language: str) -> None:
        # Both are read before rendering: what changes meanwhile makes this rendering old, never wrongly true.
        version = register.version(audience.conference_id)
        kept.region = render_all([audience], language)[0]
        kept.length, kept.version = length, version

    def _render_people(self, audiences: list[Audience], language: str, length: int) -> dict[View, Region]:
        found: dict[View, Region] = {}
        for audience, region in zip(audiences, render_all(audiences, language), strict=True):
            kept = self._kept((audience, language))
            with kept.lock:
                if kept.region is None or kept.region.serial < region.serial:
                    kept.region, kept.length = region, length
                found[audience, language] = kept.region
        return found


snapshots = Snapshots()
