"""The room itself: what is said aloud there, because no screen has to say it."""

import asyncio
from collections import defaultdict

from sessions.rehearsal.players.waiting import Bell


class Hall:
    """Everyone hears everything. ``bell`` rings when something was said."""

    def __init__(self) -> None:
        self.bell = Bell()
        self.done: dict[str, set[str]] = defaultdict(set)
        self.started = ""
        # Names of the citizens who are to do their part in the round that runs.
        self.expected: set[str] = set()
        self.doors_open = False
        self.seated: set[str] = set()
        # Numbers of the citizens whom the network leaves at the end of this round, names of those it has left.
        self.outage: set[int] = set()
        self.away: set[str] = set()
        self.over = False
        # Names of the citizens who were given the papers of the votes that are open.
        self.on_paper: set[str] = set()
        self.badge_requests: asyncio.Queue[tuple[str, asyncio.Future[str]]] = asyncio.Queue()

    def say_done(self, who: str, round_id: str) -> None:
        """“I have done my part.”"""
        self.done[round_id].add(who)
        self.bell.ring()

    def say_started(self, round_id: str) -> None:
        """“We begin.” Said once it is true."""
        self.started = round_id
        self.bell.ring()

    def open_doors(self) -> None:
        """From now on those who are late come in."""
        self.doors_open = True
        self.bell.ring()

    def sit_down(self, who: str) -> None:
        """“I am in”: whoever arrives late waits for the one before them at the door."""
        self.seated.add(who)
        self.bell.ring()

    def leave(self, who: str) -> None:
        """Out of reach of the network for a while."""
        self.away.add(who)

    def come_back(self, who: str) -> None:
        self.away.discard(who)

    def give_paper(self, who: str) -> None:
        """Somebody has their papers in hand."""
        self.on_paper.add(who)
        self.bell.ring()

    def say_over(self) -> None:
        self.over = True
        self.bell.ring()

    async def ask_for_badge(self, who: str) -> str:
        """“I have lost my badge”: the code of the new one, as printed on it."""
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        await self.badge_requests.put((who, future))
        return await future
