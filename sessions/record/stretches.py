"""Where in the journal a day, a sitting or a round begins and ends, in numbers of entries.

The journal is append-only and numbered without a gap: what is asked of it by time or by round is a range of numbers.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.core.cache import cache
from django.db.models import Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from deliberation.conference.models import Conference
from deliberation.journal.models import Entry, Head
from deliberation.journal.verbs import Verb
from sessions.rounds.models import Round
from sessions.sittings.models import Sitting

SECONDS_DAYS_ARE_KEPT = 24 * 3600
BEGINS_A_ROUND = frozenset({Verb.ROUND_STARTED, Verb.ROUND_RESUMED})
ENDS_A_ROUND = frozenset({Verb.ROUND_ENDED, Verb.ROUND_PUT_BACK})
# What the start of a round does just before the entry that says so.
PREPARES_A_ROUND = frozenset(
    {
        Verb.CITIZENS_SEATED,
        Verb.PROPOSALS_FROZEN,
        Verb.BALLOT_OPENED,
        Verb.OPINION_ASSEMBLED,
        Verb.OPINION_REOPENED,
        Verb.SIGNING_OPENED,
    }
)
MARKS = BEGINS_A_ROUND | ENDS_A_ROUND | PREPARES_A_ROUND | {Verb.SITTING_OPENED, Verb.SITTING_CLOSED}


@dataclass(frozen=True)
class Stretch:
    """Entries ``first`` to ``last`` were recorded in this round of this sitting, or between two, or outside any."""

    first: int
    last: int
    sitting: Sitting | None = None
    round: Round | None = None

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Day:
    day: date
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


def length_of(conference: Conference) -> int:
    return Head.objects.filter(conference=conference).values_list("length", flat=True).first() or 0


def days_of(conference: Conference) -> list[Day]:
    """The days on which something was recorded, in the time zone of the place. Found once for each entry: kept."""
    key = f"days:{conference.pk}:{timezone.get_current_timezone_name()}"
    known, firsts = cache.get(key, (0, {}))
    length = length_of(conference)
    if length > known:
        newer = Entry.objects.filter(conference=conference, number__gt=known).order_by()
        rows = newer.annotate(day=TruncDate("at")).values_list("day").annotate(first=Min("number"))
        firsts = dict(rows) | firsts
        cache.set(key, (length, firsts), SECONDS_DAYS_ARE_KEPT)
    begun = sorted((first, day) for day, first in firsts.items())
    ends = [*(first - 1 for first, _day in begun[1:]), length]
    return [Day(day, first, last) for (first, day), last in zip(begun, ends, strict=True)]


def stretches_of(conference: Conference) -> list[Stretch]:
    """The whole journal, cut; in order, without a gap."""
    rounds = {r.pk: r for r in Round.objects.filter(sitting__conference=conference).select_related("sitting")}
    sittings = {s.number: s for s in Sitting.objects.filter(conference=conference)}
    marks = Entry.objects.filter(conference=conference, verb__in=[verb.value for verb in MARKS]).order_by("number")
    cuts = [Stretch(1, 0)]
    prepared = 0, 0
    for number, verb, text in marks.values_list("number", "verb", "detail"):
        detail, open_sitting = json.loads(text), cuts[-1].sitting
        if verb in PREPARES_A_ROUND:
            first, last = prepared
            prepared = (first if number == last + 1 else number), number
        elif verb in BEGINS_A_ROUND and (begun := rounds.get(detail.get("round"))):
            first = prepared[0] if prepared[1] == number - 1 else number
            cuts.append(Stretch(first, 0, begun.sitting, begun))
        elif verb in ENDS_A_ROUND:
            cuts.append(Stretch(number + 1, 0, open_sitting))
        elif verb == Verb.SITTING_OPENED:
            cuts.append(Stretch(number, 0, sittings.get(detail.get("sitting"))))
        elif verb == Verb.SITTING_CLOSED:
            cuts.append(Stretch(number + 1, 0))
    ends = [*(cut.first - 1 for cut in cuts[1:]), length_of(conference)]
    whole = [replace(cut, last=last) for cut, last in zip(cuts, ends, strict=True)]
    return [stretch for stretch in whole if len(stretch) > 0]


def stretch_at(stretches: list[Stretch], number: int) -> Stretch | None:
    place = bisect_right([stretch.first for stretch in stretches], number) - 1
    return stretches[place] if place >= 0 else None


def entries_in(parts: Iterable[Stretch | Day]) -> int:
    return sum(len(part) for part in parts)
