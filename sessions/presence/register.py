"""Who has a page open: kept in memory, told by each process to the others, never written to a database.

Each open page is a lease, which ends with its socket or with its silence. What another process told is a lease too:
it ends by itself when that process falls silent, so that a crash leaves nobody behind.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping

# Two announcements, and a little: one may be late without anybody seeming to leave.
SECONDS_TOLD = 12.0


class Register:
    """Counts pages by person (a membership's reference) and conference. Read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self._here: dict[int, Counter[str]] = defaultdict(Counter)
        self._told: dict[tuple[str, int], tuple[float, dict[str, int]]] = {}
        self._versions: Counter[int] = Counter()

    def enter(self, conference_id: int, ref: str) -> None:
        """A page of this person was opened in this process."""
        with self._lock:
            self._here[conference_id][ref] += 1
            self._versions[conference_id] += 1

    def leave(self, conference_id: int, ref: str) -> None:
        with self._lock:
            here = self._here[conference_id]
            here[ref] -= 1
            if here[ref] <= 0:
                del here[ref]
            self._versions[conference_id] += 1

    def here(self) -> dict[int, dict[str, int]]:
        """The pages of this process, for the others to be told."""
        with self._lock:
            return {conference_id: dict(pages) for conference_id, pages in self._here.items()}

    def hear(self, process: str, conference_id: int, pages: Mapping[str, int]) -> bool:
        """What another process told of its own pages. True when it is news."""
        with self._lock:
            before = self._told.get((process, conference_id), (0.0, {}))[1]
            self._told[process, conference_id] = (time.monotonic() + SECONDS_TOLD, dict(pages))
            if before == pages:
                return False
            self._versions[conference_id] += 1
            return True

    def expire(self) -> set[int]:
        """Forget the processes that fell silent; the conferences whose people this changes."""
        now, changed = time.monotonic(), set()
        with self._lock:
            for key, (ends, pages) in list(self._told.items()):
                if ends < now:
                    del self._told[key]
                    if pages:
                        changed.add(key[1])
                        self._versions[key[1]] += 1
        return changed

    def connected(self, conference_id: int) -> frozenset[str]:
        """The people who have a page open, on any device, in any process."""
        with self._lock:
            found = set(self._here.get(conference_id, ()))
            for (_, told), (_, pages) in self._told.items():
                if told == conference_id:
                    found.update(pages)
            return frozenset(found)

    def version(self, conference_id: int) -> int:
        """Another number after each change to who is connected."""
        return self._versions[conference_id]


register = Register()
