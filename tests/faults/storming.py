"""A hall's Wi-Fi drops everyone at once: how long until everyone is back, and who was turned away."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.crowd.crowd import Crowd, percentile
from tests.crowd.page import CrowdPage

ALL_BACK_WITHIN = 60.0


@dataclass(frozen=True)
class Storm:
    """Seconds from the cut until each page was told that it shows the truth, sorted; and what went wrong meanwhile."""

    back: list[float]
    refused: int
    handshakes_failed: int
    timed_out: int
    lost: int

    @property
    def turned_away(self) -> int:
        """Refused, failed, given up or closed by the server: anything but the cut itself."""
        return self.refused + self.handshakes_failed + self.timed_out + self.lost

    def __str__(self) -> str:
        shares = ", ".join(f"p{share:g} {percentile(self.back, share / 100):.2f} s" for share in (10, 50, 90, 99, 100))
        return f"{len(self.back)} pages back: {shares}; {self.turned_away} turned away"


def storm(crowd: Crowd, pages: list[CrowdPage], *, meanwhile: Callable[[], object] = lambda: None) -> Storm:
    """Cut these pages, which come back by themselves at moments drawn by chance, as the browser's do."""
    counts = crowd.counts
    refused, failed, late = counts.refused, counts.handshakes_failed, counts.timed_out
    lost = counts.lost + sum(page.open for page in pages)
    begun = time.monotonic_ns()
    crowd.cut(pages)
    meanwhile()
    crowd.wait_ready(pages, within=ALL_BACK_WITHIN)
    return Storm(
        sorted((page.readied - begun) / 1e9 for page in pages),
        counts.refused - refused,
        counts.handshakes_failed - failed,
        counts.timed_out - late,
        counts.lost - lost,
    )
