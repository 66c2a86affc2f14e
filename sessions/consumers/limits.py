"""How much one page, and one address, may ask of a server process."""

import time
from collections import Counter

# An eager page answers each large news and each beat: a few frames a second. A hundred at once come from no page.
FRAMES_AT_ONCE = 60
FRAMES_A_SECOND = 15.0


class Allowance:
    """So many frames at once, then so many a second."""

    __slots__ = ("_at", "_left")

    def __init__(self) -> None:
        self._left, self._at = float(FRAMES_AT_ONCE), time.monotonic()

    def take(self) -> bool:
        """False when there is none left."""
        now = time.monotonic()
        self._left = min(FRAMES_AT_ONCE, self._left + (now - self._at) * FRAMES_A_SECOND)
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
