"""An open page, as the hub knows it: who it belongs to, what it shows, and what is still on its way to it."""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sessions.fanout.audiences import Audience, Place, Visit

# A page is sent no more news while more characters than this are on their way to it. More than the 32,768 it receives
# before it says so; less than fills the system's buffers and a server's own, so that none waits for one slow reader.
MOST_IN_FLIGHT = 49_152


class Page:
    """``send`` takes an ASGI event, ``close`` a WebSocket closing code.

    ``shown`` is the cursor of each region on the page once what is in flight has arrived; ``holds`` the regions whose
    source text it keeps. ``behind``: it was passed over; ``greeted``: it said
    hello; ``ready``: it was told that its last hello is answered.
    """

    __slots__ = (
        "_sizes",
        "acknowledged",
        "beat_at",
        "behind",
        "close",
        "greeted",
        "heard_at",
        "holds",
        "in_flight",
        "language",
        "place",
        "ready",
        "send",
        "sent",
        "shown",
        "visit",
    )

    def __init__(
        self,
        visit: Visit,
        language: str,
        send: Callable[[dict[str, Any]], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
    ) -> None:
        self.visit, self.language, self.send, self.close = visit, language, send, close
        self.place = Place()
        self.shown: dict[str, str] = {}
        self.holds: set[str] = set()
        self.sent = self.acknowledged = self.in_flight = 0
        self._sizes: deque[int] = deque()
        self.behind = self.greeted = self.ready = False
        self.heard_at = self.beat_at = time.monotonic()

    @property
    def audiences(self) -> tuple[Audience, ...]:
        return self.place.audiences

    def note(self, event: Mapping[str, Any]) -> None:
        """This news goes out now."""
        size = len(event["text"])
        self.sent += 1
        self.in_flight += size
        self._sizes.append(size)

    def acknowledge(self, news: int) -> bool:
        """The page has received this many news in all. False when it claims what it was never sent, or takes back."""
        if not self.acknowledged <= news <= self.sent:
            return False
        for _ in range(news - self.acknowledged):
            self.in_flight -= self._sizes.popleft()
        self.acknowledged = news
        return True

    def take_its_word(self, shown: Mapping[str, str], holds: frozenset[str]) -> None:
        """What the page says it shows, unless something on its way will change it."""
        if self.acknowledged == self.sent:
            self.shown, self.holds = dict(shown), set(holds)
