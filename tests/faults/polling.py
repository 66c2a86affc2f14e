"""A hall votes at one moment, on real sockets, while lines break, pages send again and a server process is killed.

``python -m tests.services python -m tests.faults.polling --people 1000`` plays it for a full hall.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from deliberation.ballots import receipts
from tests.crowd.crowd import Crowd
from tests.crowd.people import People, Person, Planned, end_round, found, start_round
from tests.crowd.voter import Voter
from tests.faults.installation import Installation, installation
from tests.faults.posting import Answer, press, press_once
from tests.live.serving.running import VILLAGE

CHOICES = ("for", "against", "abstain")
ARRIVALS_A_SECOND = 200
ANSWERED_WITHIN = 60.0
# As the page does: what was not answered by then goes by an ordinary form.
SECONDS_UNTIL_FORM = 6.0
FORMS_AT_ONCE = 4


@dataclass
class Poll:
    """A hall before an open ballot, on one text."""

    served: Installation
    people: People
    crowd: Crowd
    planned: Planned
    voters: list[Voter]
    ballot: int

    @property
    def path(self) -> str:
        return self.people.path(f"ballots/{self.ballot}/cast/")

    def vote(self, voters: Sequence[Voter]) -> int:
        """All at once, drawn by lot; when it began (monotonic, nanoseconds)."""

        def cast() -> int:
            begun = time.monotonic_ns()
            for voter in voters:
                voter.cast(self.ballot, random.choice(CHOICES))
            return begun

        return self.crowd.done(cast)

    def await_answers(self, voters: Sequence[Voter]) -> None:
        waiting = list(voters)

        def all_answered() -> bool:
            while waiting and waiting[-1].answer is not None:
                waiting.pop()
            return not waiting

        self.crowd.wait_until(all_answered, within=ANSWERED_WITHIN, what="votes not answered")

    def press_form(self, voter: Voter) -> Answer:
        """The same vote by an ordinary form, until it is answered."""
        answer, _presses = press(self.served.address, self._browser(voter), self.path, **_fields(voter))
        self.crowd.done(partial(_take, voter, answer))
        return answer

    def try_form(self, voter: Voter) -> Answer:
        return press_once(self.served.address, self._browser(voter), self.path, _fields(voter))

    def _browser(self, voter: Voter) -> Person:
        return replace(voter.person, cookie=voter.cookie)

    def end(self) -> None:
        end_round(self.served.address, self.people, self.planned)

    def export(self) -> dict[str, Any]:
        """The published papers, as anyone at the table downloads them."""
        url = f"{self.served.url}{self.people.path(f'ballots/{self.ballot}.json')}"
        request = urllib.request.Request(url, headers={"Cookie": self.voters[0].cookie})  # noqa: S310 - our own server
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            exported: dict[str, Any] = json.load(answer)
        return exported


def _fields(voter: Voter) -> dict[str, str]:
    return {"choice": voter.choice, "request": voter.vote_id}


def _take(voter: Voter, answer: Answer) -> None:
    voter.answered_at = voter.answered_at or time.monotonic_ns()
    voter.answer = {"type": "done" if answer.done else "refused", **answer.body}


@contextmanager
def polls(*sizes: int) -> Iterator[list[Poll]]:
    """One installation of two server processes, on PostgreSQL and Redis; a hall of its own for each of the sizes."""
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        for number, size in enumerate(sizes, start=1):
            made.append(
                found(environment, citizens=size, slug=f"hall-{number}", scenario=str(VILLAGE), proposals=1)
            )

    with installation(processes=2, prepare=prepare) as served, Crowd() as crowd:
        yield [_opened(served, people, crowd) for people in made]


def _opened(served: Installation, people: People, crowd: Crowd) -> Poll:
    voters = [
        crowd.join(Voter(crowd, served.address, people, person, language=("fr", "en")[place % 2]))
        for place, person in enumerate(people.citizens)
    ]
    crowd.open(voters, rate=ARRIVALS_A_SECOND)
    crowd.wait_ready(voters, within=120)
    planned = next(each for each in people.rounds if each.kind == "ballot")
    start_round(served.address, people, planned)
    asked = "SELECT b.id FROM deliberation_ballot b JOIN deliberation_conference c ON c.id = b.conference_id"
    ((ballot,),) = served.rows(f"{asked} WHERE c.slug = '{people.slug}'")
    mark = f'data-ballot="{ballot}"'
    crowd.wait_until(lambda: all(mark in v.texts.get("citizens", "") for v in voters), within=30, what="ballot not shown")
    return Poll(served, people, crowd, planned, voters, ballot)


# Everyone at once


def seconds(voters: Sequence[Voter], begun: int) -> list[float]:
    """From the moment to each answer, sorted."""
    return sorted((voter.answered_at - begun) / 1e9 for voter in voters)


def calm(poll: Poll) -> list[float]:
    """Nothing breaks: the seconds to each answer."""
    begun = poll.vote(poll.voters)
    poll.await_answers(poll.voters)
    return seconds(poll.voters, begun)
