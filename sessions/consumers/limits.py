"""How much one page, and one address, may ask of a server process."""

import time
from collections import Counter

# An eager page answers each large news and each beat: a few frames a second. A hundred at once come from no page.
FRAMES_AT_ONCE = 60
FRAMES_A_SECOND = 15.0


class Allowance:
    """So many frames at once, then so many a second."""

    __slots__ = ("_a_second", "_at", "_at_once", "_left")

    def __init__(self, at_once: int = FRAMES_AT_ONCE, a_second: float = FRAMES_A_SECOND) -> None:
        self._at_once, self._a_second = at_once, a_second
        self._left, self._at = float(at_once), time.monotonic()

    def take(self) -> bool:
        """False when there is none left."""
        now = time.monotonic()
        self._left = min(self._at_once, self._left + (now - self._at) * self._a_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


# Open sockets by address, in this process.
_addresses: Counter[str] = Counter()


def count(address: str) -> int:
    """One socket more from this address: how many that makes."""
    _addresses[address] += 1
    return _addresses[address]


def forget(address: str) -> None:
    """One socket less."""
    _addresses[address] -= 1
    if not _addresses[address]:
        del _addresses[address]
