"""One audience in one language: what it sees now, its last news, and the pages that show it."""

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sessions.fanout.render import Region

if TYPE_CHECKING:
    from sessions.fanout.page import Page

Event = dict[str, Any]

# Enough for a page that was away for half a minute of the busiest round.
NEWS_KEPT = 128


def event_of(frame: dict[str, Any]) -> Event:
    """The ASGI event that sends a frame: made once, given to every socket."""
    return {"type": "websocket.send", "text": json.dumps(frame, ensure_ascii=False, separators=(",", ":"))}


@dataclass(frozen=True)
class Step:
    """News from one cursor to the next, as a splice."""

    base: str
    event: Event
    size: int


class Feed:
    """``pages`` is kept by the hub. Sizes are in characters of the frame."""

    def __init__(self) -> None:
        self.region: Region | None = None
        self.pages: dict[Page, None] = {}
        self.steps: deque[Step] = deque(maxlen=NEWS_KEPT)
        self.left_at = 0.0
        self._snapshot: Event | None = None
        # What was last asked of this feed, since most pages ask the same.
        self._asked: tuple[str, bool] | None = None
        self._answer: list[Event] = []

    def renew(self, region: Region) -> None:
        """The audience sees this from now on. An older rendering than the one it has is left aside."""
        before = self.region
        if before is not None and region.serial <= before.serial:
            return
        self.region = region
        self._snapshot = self._asked = None
        if before is not None and before.cursor == region.cursor:
            return
        if before is not None:
            self.steps.append(_step(before, region))
            self._let_go(len(region.html))

    def _let_go(self, most: int) -> None:
        """Forget the steps that would never be sent: together with the later ones they are longer than the snapshot."""
        size = 0
        for number, step in enumerate(reversed(self.steps)):
            size += step.size
            if size >= most:
                for _ in range(len(self.steps) - number):
                    self.steps.popleft()
                return

    def news_for(self, cursor: str, holds: bool) -> list[Event]:
        """What brings a page from ``cursor`` to now; nothing when it is there already.

        The steps it missed, if it ``holds`` the text they apply to and they are shorter, else the snapshot.
        """
        if self._asked != (cursor, holds):
            self._answer = self._news_for(cursor, holds)
            self._asked = (cursor, holds)
        return self._answer

    def _news_for(self, cursor: str, holds: bool) -> list[Event]:
        if self.region is None or cursor == self.region.cursor:
            return []
        missed: list[Step] = []
        size, most = 0, len(self.region.html)
        for step in reversed(self.steps) if holds else ():
            size += step.size
            if size >= most:
                break
            missed.append(step)
            if step.base == cursor:
                return [step.event for step in reversed(missed)]
        return [self._whole(self.region)]

    def _whole(self, region: Region) -> Event:
        if self._snapshot is None:
            self._snapshot = event_of(
                {"type": "news", "region": region.name, "cursor": region.cursor, "html": region.html}
            )
        return self._snapshot


def _step(before: Region, after: Region) -> Step:
    start, end, put = splice(before.html, after.html)
    event = event_of(
        {
            "type": "news",
            "region": after.name,
            "cursor": after.cursor,
            "base": before.cursor,
            "start": start,
            "end": end,
            "put": put,
        }
    )
    return Step(before.cursor, event, len(event["text"]))


def splice(old: str, new: str) -> tuple[int, int, str]:
    """``(start, end, put)`` such that ``new`` is ``old[:start] + put + old[len(old) - end:]``, with ``put`` shortest.

    ``start`` and ``end`` count UTF-16 code units, as JavaScript's strings do.
    """
    start = _common_prefix(old, new)
    rest = min(len(old), len(new)) - start
    end = _common_prefix(old[len(old) - rest :][::-1], new[len(new) - rest :][::-1])
    return _units(old[:start]), _units(old[len(old) - end :]), new[start : len(new) - end]


def _common_prefix(one: str, other: str) -> int:
    """By halving: a comparison of two slices costs next to nothing, one of two characters as much."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
