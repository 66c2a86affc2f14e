"""How often one person raises a card: in this process's memory for a few minutes, never written anywhere.

Several processes each count their own: this holds back a flood, it is no exact limit.
"""

import threading
import time
from collections import defaultdict

MOST = 5
SECONDS = 300.0


class Pace:
    """Read and written from any thread. ``who`` is a member's key, ``what`` a word as it is folded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._raised: dict[int, list[tuple[float, str]]] = defaultdict(list)

    def note(self, who: int, what: str) -> None:
        with self._lock:
            self._recent(who).append((time.monotonic(), what))

    def is_too_fast(self, who: int) -> bool:
        with self._lock:
            return len(self._recent(who)) >= MOST

    def said(self, who: int, what: str) -> bool:
        """Whether this person has just said this very word."""
        with self._lock:
            return any(each == what for _, each in self._recent(who))

    def _recent(self, who: int) -> list[tuple[float, str]]:
        since = time.monotonic() - SECONDS
        for each, raised in list(self._raised.items()):
            kept = [(at, what) for at, what in raised if at > since]
            if kept:
                self._raised[each] = kept
            else:
                del self._raised[each]
        return self._raised[who]


pace = Pace()
