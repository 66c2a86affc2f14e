"""Who is where in a text: each client's cursor, under the name and colour that the server knows."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# As in y-protocols, whose clients say every 15 seconds that they are there.
FORGOTTEN_AFTER = 30.0

Shown = dict[str, Any] | None


@dataclass
class Client:
    """``shown`` is None once it has gone: its clock is kept a while, for it may come back. ``here``: its socket is one
    of this process's."""

    clock: int
    shown: Shown
    here: bool
    at: float = field(default_factory=time.monotonic)


class Presence:
    """Of one document. Clocks only ever grow: what was told earlier never replaces what was told later."""

    def __init__(self) -> None:
        self.clients: dict[int, Client] = {}
        # What is to be told to pages, and of that what is to be told to the other processes.
        self.news: dict[int, None] = {}
        self.own_news: dict[int, None] = {}

    def say(self, client: int, clock: int, shown: Shown) -> None:
        """A socket of this process says where it is, or goes: ``shown`` None."""
        known = self.clients.get(client)
        clock = max(clock, known.clock + 1) if known else clock
        self.clients[client] = Client(clock, shown, here=True)
        self.news[client] = self.own_news[client] = None

    def hear(self, client: int, clock: int, shown: Shown) -> None:
        """Another process told of one of its sockets."""
        known = self.clients.get(client)
        if known is None or clock > known.clock:
            self.clients[client] = Client(clock, shown, here=False)
            self.news[client] = None

    def is_taken(self, client: int) -> bool:
        known = self.clients.get(client)
        return known is not None and known.shown is not None

    def everyone(self) -> list[tuple[int, int, Shown]]:
        return [(client, known.clock, known.shown) for client, known in self.clients.items() if known.shown]

    def of(self, clients: Iterable[int]) -> list[tuple[int, int, Shown]]:
        return [(client, known.clock, known.shown) for client in clients if (known := self.clients.get(client))]

    def here(self) -> list[int]:
        return [client for client, known in self.clients.items() if known.here and known.shown]

    def expire(self) -> None:
        """Forget those who fell silent: the process that knew them may have died."""
        now = time.monotonic()
        for client, known in list(self.clients.items()):
            if now - known.at > FORGOTTEN_AFTER:
                if known.shown is not None:
                    known.clock, known.shown, known.at = known.clock + 1, None, now
                    self.news[client] = None
                else:
                    del self.clients[client]
