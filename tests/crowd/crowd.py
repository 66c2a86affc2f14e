"""Many sockets in one thread, on one epoll. The caller's thread asks, waits and reads figures."""

import contextlib
import heapq
import itertools
import os
import select
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Self, TypeVar

from tests.crowd.line import Line
from tests.crowd.page import CrowdPage, News, Watch

LineType = TypeVar("LineType", bound=Line)
Result = TypeVar("Result")

# Frames remembered so that the same bytes are read once for a whole crowd.
REMEMBERED = 512
HANDSHAKE_WITHIN = 60.0
# The browser takes a line for dead that has been silent for two beats and a little.
SILENCE = 45.0
BETWEEN_SWEEPS = 1.0


class TooLate(Exception):
    """What was waited for did not happen in time; the message says how far it got."""


@dataclass
class Counts:
    opened: int = 0
    refused: int = 0
    handshakes_failed: int = 0
    timed_out: int = 0
    lost: int = 0


class Crowd:
    """A context manager: its thread starts on entering, and on leaving every socket is closed.

    Everything that touches a socket is done in that thread: use these methods, or :meth:`do`. Pages' plain attributes
    (``ready``, ``open``, ``shown``, ``texts``, ``news``, ``closed_with``) may be read from anywhere.
    """

    def __init__(self, *, watch: Watch | None = None) -> None:
        self.watch = watch
        self.counts = Counts()
        self.complaints: Counter[str] = Counter()
        self.lines: list[Line] = []
        # By what ``watch`` named: the first arrival at each page, monotonic, in nanoseconds.
        self.arrivals: dict[Hashable, dict[int, int]] = {}
        self._epoll = select.epoll()
        self._by_number: dict[int, Line] = {}
        self._asked: deque[Callable[[], object]] = deque()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._frames: dict[bytes, News] = {}
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)
        self._stopped = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="crowd", daemon=True)

    def __enter__(self) -> Self:
        self._epoll.register(self._bell, select.EPOLLIN)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._ring()
        self._thread.join()
        self._epoll.close()
        os.close(self._bell)

    # From the caller's thread.

    @property
    def pages(self) -> list[CrowdPage]:
        return [line for line in self.lines if isinstance(line, CrowdPage)]

    def add_page(self, address: tuple[str, int], path: str, *, cookie: str = "", comes_back: bool = False) -> CrowdPage:
        """A page that is not open yet."""
        return self.join(CrowdPage(self, address, path, cookie=cookie, comes_back=comes_back))

    def join(self, line: LineType) -> LineType:
        """A line of another kind, not connected yet."""
        line.number = len(self.lines)
        self.lines.append(line)
        return line

    def open(self, lines: Iterable[Line], *, rate: float = 0.0) -> None:
        """Connect: all at once, or so many a second."""
        for place, line in enumerate(lines):
            self.do(partial(self.later, place / rate if rate else 0.0, line.connect))

    def cut(self, lines: Iterable[Line] | None = None) -> None:
        """Reset these sockets, or all, in one go."""
        chosen = list(self.lines if lines is None else lines)

        def cut() -> None:
            for line in chosen:
                line.cut()

        self.done(cut)

    def do(self, what: Callable[[], object]) -> None:
        """Have the crowd's thread do this soon."""
        self._asked.append(what)
        self._ring()

    def done(self, what: Callable[[], Result], within: float = 30.0) -> Result:
        """Have the crowd's thread do this, and return what it returned."""
        future: Future[Result] = Future()

        def perform() -> None:
            try:
                future.set_result(what())
            except BaseException as error:
                future.set_exception(error)

        self.do(perform)
        return future.result(within)

    def wait_until(self, true: Callable[[], bool], *, within: float, what: str = "") -> float:
        """Wait for it, and return how long it took. Raises TooLate."""
        begun = time.monotonic()
        while not true():
            if self._failure is not None:
                raise RuntimeError("the crowd's thread failed") from self._failure
            if time.monotonic() - begun > within:
                raise TooLate(f"{what or 'not'} within {within:g} s: {self.summary()}")
            time.sleep(0.005)
        return time.monotonic() - begun

    def wait_ready(self, pages: Iterable[CrowdPage] | None = None, *, within: float) -> float:
        """Wait until the server has told each of these pages, or all, that it shows the truth."""
        waiting = list(self.pages if pages is None else pages)

        def all_ready() -> bool:
            while waiting and waiting[-1].ready:
                waiting.pop()
            return not waiting

        return self.wait_until(all_ready, within=within, what="pages not ready")

    def latencies(self, key: Hashable, since: int) -> list[float]:
        """Milliseconds from ``since`` (monotonic, nanoseconds) to each page's first arrival of what was watched for."""
        return sorted((at - since) / 1e6 for at in self.arrivals.get(key, {}).values())

    def summary(self) -> str:
        ready = sum(page.ready for page in self.pages)
        is_open = sum(line.open for line in self.lines)
        worst = ", ".join(f"{count} × {what}" for what, count in self.complaints.most_common(3))
        return f"{len(self.lines)} lines, {is_open} open, {ready} ready; {self.counts}; {worst or 'no complaint'}"

    # For lines, in the crowd's thread.

    def now(self) -> float:
        return time.monotonic()

    def add(self, number: int, line: Line, events: int) -> None:
        self._by_number[number] = line
        self._epoll.register(number, events)

    def listen(self, number: int, events: int) -> None:
        self._epoll.modify(number, events)

    def forget(self, number: int) -> None:
        self._by_number.pop(number, None)
        with contextlib.suppress(OSError):
            self._epoll.unregister(number)

    def later(self, wait: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._timers, (self.now() + wait, next(self._order), what))

    def complain(self, what: str) -> None:
        self.complaints[what] += 1

    def note(self, key: Hashable, number: int, arrived: int) -> None:
        self.arrivals.setdefault(key, {}).setdefault(number, arrived)

    def read(self, payload: bytes) -> News:
        news = self._frames.get(payload)
        if news is None:
            if len(self._frames) >= REMEMBERED:
                del self._frames[next(iter(self._frames))]
            news = self._frames[payload] = News(payload)
        return news

    # The loop.

    def _run(self) -> None:
        try:
            self.later(BETWEEN_SWEEPS, self._sweep)
            while not self._stopped:
                self._turn()
        except BaseException as error:
            self._failure = error
        finally:
            for line in self.lines:
                if isinstance(line, CrowdPage):
                    line.comes_back = False
                with contextlib.suppress(OSError):
                    line.leave(1001)

    def _turn(self) -> None:
        now = self.now()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()
        while self._asked:
            self._asked.popleft()()
        wait = max(0.0, self._timers[0][0] - self.now()) if self._timers else BETWEEN_SWEEPS
        ready = self._epoll.poll(wait, max(64, len(self._by_number) + 1))
        arrived = time.monotonic_ns()
        for number, events in ready:
            line = self._by_number.get(number)
            if line is not None:
                line.event(events, arrived)
            elif number == self._bell:
                with contextlib.suppress(BlockingIOError):
                    os.eventfd_read(self._bell)

    def _sweep(self) -> None:
        """Give up on handshakes that never end, and on lines that fell silent."""
        now = self.now()
        for line in self.lines:
            if not line.busy:
                continue
            if not line.open and now - line.connecting_since > HANDSHAKE_WITHIN:
                self.counts.timed_out += 1
                line.cut()
            elif isinstance(line, CrowdPage) and line.comes_back and now - line.last_heard > SILENCE:
                line.cut()
        self.later(BETWEEN_SWEEPS, self._sweep)

    def _ring(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            os.eventfd_write(self._bell, 1)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of the sorted values does not exceed."""
    return values[max(0, -(-int(share * 1000) * len(values) // 1000) - 1)] if values else float("nan")
