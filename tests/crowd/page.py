"""An open page as the server sees it: speaks ``docs/live.md`` as the browser does, and keeps what it shows."""

import json
import random
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from tests.crowd.line import Line
from tests.crowd.wire import handshake

if TYPE_CHECKING:
    from tests.crowd.crowd import Crowd

HERE_EVERY = 32768
GOING_AWAY, NOT_A_MEMBER, TOO_MANY_PAGES = 4012, 4403, 4409
STOPS = frozenset({NOT_A_MEMBER, TOO_MANY_PAGES})
SHORTEST_WAIT, FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0, 20.0
FIRST_WAIT_WHEN_ASKED = 0.5


class News:
    """A frame from the server, read once for all the pages that get the same bytes."""

    __slots__ = ("_base_text", "_key", "_text", "characters", "frame", "type")

    def __init__(self, payload: bytes) -> None:
        text = payload.decode()
        self.characters = len(text)
        self.frame: dict[str, Any] = json.loads(text)
        self.type: str = self.frame["type"]
        self._base_text: str | None = None
        self._text: str | None = None
        self._key: Hashable | None = None

    def applied(self, base: str | None, watch: "Watch | None") -> tuple[str | None, Hashable | None]:
        """The region's text after this news on top of ``base``, and what the watch says of it.

        None when it cannot be applied. Pages that show the same text share one copy of it, and one computation.
        """
        if self._text is None or (self._base_text is not base and self._base_text != base):
            frame = self.frame
            whole = frame.get("html")
            self._text = splice(base, frame["start"], frame["end"], frame["put"]) if whole is None else whole
            self._base_text = base
            self._key = watch(frame, self._text) if watch and self._text is not None else None
        return self._text, self._key


# Given a news frame and the text it makes, the name to note its arrivals under; None to let it pass.
Watch = Callable[[dict[str, Any], str], Hashable | None]


def splice(base: str | None, start: int, end: int, put: str) -> str | None:
    """``base[:start] + put + base[len(base) - end:]`` in UTF-16 code units; None when ``base`` is too short for it."""
    if base is None:
        return None
    units = base.encode("utf-16-le", "surrogatepass")
    if start < 0 or end < 0 or 2 * (start + end) > len(units):
        return None
    joined = units[: 2 * start] + put.encode("utf-16-le", "surrogatepass") + units[len(units) - 2 * end :]
    return joined.decode("utf-16-le", "surrogatepass")


class CrowdPage(Line):
    """``texts`` and ``shown``: what the page shows, by region. ``ready``: the server said that this is the truth.

    With ``comes_back`` a lost page returns as the browser's does, showing what it showed.
    """

    def __init__(
        self, crowd: "Crowd", address: tuple[str, int], path: str, *, cookie: str, comes_back: bool = False
    ) -> None:
        host = f"{address[0]}:{address[1]}"
        super().__init__(crowd, address, handshake(path, host, origin=f"http://{host}", cookie=cookie))
        self.comes_back = comes_back
        self.texts: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.news = 0
        self.ready = False
        self.readied = 0
        self.beats = 0
        self.misfits = 0
        self._tries = 0
        self._unsaid = 0

    def opened(self) -> None:
        self.ready = False
        self.news = self._unsaid = 0
        self.say("hello")

    def say(self, kind: str) -> None:
        """``hello`` or ``here``, with what the page shows and holds."""
        self._unsaid = 0
        frame = {"type": kind, "news": self.news, "shown": self.shown, "holds": list(self.texts)}
        self.send(json.dumps(frame, separators=(",", ":")))

    def heard(self, payload: bytes, arrived: int) -> None:
        news = self.crowd.read(payload)
        if news.type == "news":
            self._take(news, arrived)
        elif news.type == "ready":
            self.ready, self._tries = True, 0
            self.readied = arrived
        elif news.type == "beat":
            self.beats += 1
            self.say("here")

    def _take(self, news: News, arrived: int) -> None:
        frame = news.frame
        region: str = frame["region"]
        self.news += 1
        self._unsaid += news.characters
        fits = "html" in frame or self.shown.get(region) == frame["base"]
        text, key = news.applied(self.texts.get(region), self.crowd.watch) if fits else (None, None)
        if text is None:
            self.misfits += 1
            self.shown[region] = ""
            self.texts.pop(region, None)
            self.say("hello")
        elif text:
            self.texts[region], self.shown[region] = text, frame["cursor"]
        else:
            self.texts.pop(region, None)
            self.shown.pop(region, None)
        if key is not None:
            self.crowd.note(key, self.number, arrived)
        if self._unsaid >= HERE_EVERY:
            self.say("here")

    def lost(self, code: int) -> None:
        self.ready = False
        if self.comes_back and code not in STOPS:
            self.crowd.later(self._wait(code), self.connect)

    @property
    def asked(self) -> bool:
        """Whether something it said waits for its answer."""
        return False

    def _wait(self, code: int) -> float:
        first = FIRST_WAIT_WHEN_ASKED if self.asked else FIRST_WAIT
        if code == GOING_AWAY:
            return random.uniform(0, first)
        longest = min(LONGEST_WAIT, first * 2**self._tries)
        self._tries += 1
        return random.uniform(SHORTEST_WAIT if self._tries == 1 else longest / 2, longest)
