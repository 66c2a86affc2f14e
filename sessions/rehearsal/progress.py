"""What the terminal shows while a rehearsal plays: a line a round, and a living one on a terminal."""

import time
from typing import Protocol

from django.utils.translation import gettext as _

from sessions.rehearsal.players.hall import Hall
from sessions.rehearsal.players.memory import Memory
from sessions.rehearsal.players.page import RoundShown


class Terminal(Protocol):
    def write(self, text: str) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


CLEAR = "\r\033[K"


class Progress:
    """Writes to ``out``. On a terminal, :meth:`live` rewrites the last line."""

    def __init__(self, out: Terminal) -> None:
        self.out, self.begun = out, time.monotonic()
        self.living = out.isatty()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.begun

    def say(self, sentence: str) -> None:
        clear = CLEAR if self.living else ""
        self.out.write(f"{clear}{self.elapsed:7.1f} s  {sentence}\n")
        self.out.flush()

    def live(self, memory: Memory, hall: Hall) -> None:
        """What happens now, over the line before."""
        if self.living and memory.held:
            round_ = memory.held[-1]
            counts = _("%(done)d of %(all)d have done their part") % {
                "done": len(hall.done[round_.id] & hall.expected),
                "all": len(hall.expected),
            }
            self.out.write(f"{CLEAR}{self.elapsed:7.1f} s  … {round_.title}: {counts}")
            self.out.flush()

    def round_ended(self, round_: RoundShown, memory: Memory, hall: Hall, news: int) -> None:
        counts = _("%(people)d people, %(news)d news received") % {"people": len(hall.expected), "news": news}
        place = f"{memory.sitting}.{sum(s == memory.sitting for s in memory.sitting_of.values())}"
        self.say(f"{place:>5}  {round_.kind:<13} {round_.title} ({counts})")
