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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from deliberation.ballots import receipts
from tests.crowd.crowd import Crowd
from tests.crowd.people import People, Planned, end_round, found, start_round
from tests.crowd.voter import Voter
from tests.faults.acts import with_secret
from tests.faults.installation import Installation, installation
from tests.faults.posting import Answer, press, press_once
from tests.live.serving.running import VILLAGE

CHOICES = ("for", "against", "abstain")
ARRIVALS_A_SECOND = 200
SECONDS_OF_QUIET = 2.5
ANSWERED_WITHIN = 60.0
# As the page does: what was not answered by then goes by an ordinary form.
SECONDS_UNTIL_FORM = 6.0
FORMS_AT_ONCE = 4


@dataclass
class Poll:
    """A hall before an open ballot, on one text; the facilitator's desk and the projector are open too."""

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
        browser = with_secret(voter.person, voter.secret)
        answer, _presses = press(self.served.address, browser, self.path, **_fields(voter))
        self.crowd.done(partial(_take, voter, answer))
        return answer

    def try_form(self, voter: Voter) -> Answer:
        return press_once(self.served.address, with_secret(voter.person, voter.secret), self.path, _fields(voter))

    def end(self) -> None:
        end_round(self.served.address, self.people, self.planned)

    def export(self) -> dict[str, Any]:
        """The published papers, as anyone at the table downloads them."""
        exported: dict[str, Any] = json.loads(self.get(self.people.path(f"ballots/{self.ballot}.json")))
        return exported

    def get(self, path: str) -> bytes:
        headers = {"Cookie": self.voters[0].cookie}
        request = urllib.request.Request(f"{self.served.url}{path}", headers=headers)  # noqa: S310 - our own server
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return bytes(answer.read())


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
            made.append(found(environment, citizens=size, slug=f"hall-{number}", scenario=str(VILLAGE), proposals=1))

    with installation(processes=2, prepare=prepare) as served, Crowd() as crowd:
        yield [_opened(served, people, crowd) for people in made]


def _opened(served: Installation, people: People, crowd: Crowd) -> Poll:
    voters = [
        crowd.join(Voter(crowd, served.address, people, person, language=("fr", "en")[place % 2]))
        for place, person in enumerate(people.citizens)
    ]
    guide = people.facilitator
    watching = [
        crowd.add_page(served.address, path, cookie=guide.cookie, comes_back=True)
        for path in (people.socket(), f"{people.socket()}screen/")
    ]
    crowd.open([*voters, *watching], rate=ARRIVALS_A_SECOND)
    crowd.wait_ready([*voters, *watching], within=120)
    planned = next(each for each in people.rounds if each.kind == "ballot")
    start_round(served.address, people, planned)
    asked = "SELECT b.id FROM deliberation_ballot b JOIN deliberation_conference c ON c.id = b.conference_id"
    ((ballot,),) = served.rows(f"{asked} WHERE c.slug = '{people.slug}'")
    mark = f'data-ballot="{ballot}"'
    crowd.wait_until(
        lambda: all(mark in v.texts.get("citizens", "") for v in voters), within=30, what="ballot not shown"
    )
    _await_quiet(crowd, voters)
    return Poll(served, people, crowd, planned, voters, ballot)


def _await_quiet(crowd: Crowd, voters: Sequence[Voter]) -> None:
    """Until everybody has been shown the round: people read before they vote."""
    told, since = -1, 0.0

    def quiet() -> bool:
        nonlocal told, since
        if (now := sum(voter.news for voter in voters)) != told:
            told, since = now, time.monotonic()
        return time.monotonic() - since > SECONDS_OF_QUIET

    crowd.wait_until(quiet, within=60, what="the hall is not quiet")


# Everyone at once


def seconds(voters: Sequence[Voter], begun: int) -> list[float]:
    """From the moment to each answer, sorted."""
    return sorted((voter.answered_at - begun) / 1e9 for voter in voters)


def calm(poll: Poll) -> list[float]:
    """Nothing breaks: the seconds to each answer."""
    begun = poll.vote(poll.voters)
    poll.await_answers(poll.voters)
    return seconds(poll.voters, begun)


# Everyone at once, while much goes wrong


@dataclass
class Storm:
    """``took``: seconds until each was told, sorted; ``presses`` counts every vote that was sent, ``forms`` those that
    went by an ordinary form in the end."""

    took: list[float]
    presses: int
    forms: int
    cut: int

    def __str__(self) -> str:
        told = f"{len(self.took)} votes acknowledged within {self.took[-1]:.1f} s"
        return f"{told}; sent {self.presses} times, {self.forms} by form; {self.cut} lines cut, a process killed"


def storm(poll: Poll, *, seed: int = 4) -> Storm:
    """Half send the same again, a fifth are cut as they send, and a server process is killed once a third were told.

    Of those who are cut, one in ten turns to a form at once; the others do as the page does: they say it again when
    they are back, and turn to a form when that was not answered in time.
    """
    draw = random.Random(seed)
    again = draw.sample(poll.voters, len(poll.voters) // 2)
    cut = draw.sample(poll.voters, len(poll.voters) // 5)
    for voter in cut[::10]:
        voter.says_again = False

    def trouble() -> None:
        for voter in again:
            poll.crowd.later(draw.choice((0.0, draw.uniform(0.0, 1.5))), voter.press)
        for voter in cut:
            poll.crowd.later(draw.choice((0.0, draw.uniform(0.0, 0.5))), voter.cut)

    begun = poll.vote(poll.voters)
    poll.crowd.do(trouble)
    with ThreadPoolExecutor(FORMS_AT_ONCE) as hands:
        pressing = [hands.submit(poll.press_form, voter) for voter in cut[::10]]
        told = len(poll.voters) // 3
        poll.crowd.wait_until(lambda: sum(v.done for v in poll.voters) >= told, within=ANSWERED_WITHIN, what="no third")
        poll.served.kill_worker()
        late = time.monotonic() + SECONDS_UNTIL_FORM
        while time.monotonic() < late and not all(voter.answer for voter in poll.voters):
            time.sleep(0.05)
        pressing += [hands.submit(poll.press_form, voter) for voter in poll.voters if voter.answer is None]
        for each in pressing:
            each.result()
    poll.await_answers(poll.voters)
    presses = sum(voter.presses for voter in poll.voters)
    return Storm(seconds(poll.voters, begun), presses + len(pressing), len(pressing), len(cut))


def assert_each_counted_once(poll: Poll) -> None:
    """The ballot is closed. Who was told that their vote is in the box finds it there, once, as they cast it; nobody
    else's paper is there; roll, journal, digest and a recount by a stranger agree."""
    told = {voter.receipt: voter.choice for voter in poll.voters if voter.done}
    for voter in poll.voters:
        assert voter.answer is not None
        assert voter.done is (receipts.said(voter.receipt) in voter.answer.get("said", "")), voter.answer
    exported = poll.export()
    assert Counter((key, *values) for key, values, _reason, _voter in exported["papers"]) == Counter(told.items())
    assert {voter for *_rest, voter in exported["papers"]} <= {""}, "a secret ballot names its voters"
    voted = "SELECT r.ballot_id, m.ref FROM deliberation_rollentry r"
    voted += " JOIN deliberation_membership m ON m.id = r.membership_id WHERE r.voted"
    roll = {ref for ballot, ref in poll.served.rows(voted) if ballot == poll.ballot}
    assert roll == {voter.person.ref for voter in poll.voters if voter.done}
    signed = "SELECT actor, detail FROM deliberation_entry WHERE verb = 'ballots:roll-signed'"
    entries = [actor for actor, detail in poll.served.rows(signed) if json.loads(detail)["ballot"] == poll.ballot]
    assert Counter(actor.partition(":")[2] for actor in entries) == Counter(roll)
    assert exported["voted"] == len(told)
    assert _recounted(poll, exported).startswith(f"As published: {len(told)} papers, {exported['papers_sha256']}")
    verified = poll.served.manage("verify_journal")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _recounted(poll: Poll, exported: dict[str, Any]) -> str:
    """What the published program says of the published papers, run by Python alone."""
    with tempfile.TemporaryDirectory() as folder:
        script, papers = Path(folder) / "recount.py", Path(folder) / "ballot.json"
        script.write_bytes(poll.get("/recount.py"))
        papers.write_text(json.dumps(exported))
        command = [sys.executable, "-I", str(script), str(papers)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.strip() or done.stdout.strip().splitlines()[-1]


# The vote is closed while people cast


def race(poll: Poll, *, over: float = 1.0, seed: int = 5) -> None:
    """The facilitator ends the round while nine in ten cast, one after the other within so many seconds; the others had
    not yet decided when it ended, and cast all the same.

    However fast or slow the machine is, somebody is counted before the end and somebody comes too late.
    """
    draw = random.Random(seed)
    late = poll.voters[::10]

    def cast(voters: Sequence[Voter], over: float) -> None:
        for voter in voters:
            poll.crowd.later(draw.uniform(0.0, over), partial(voter.cast, poll.ballot, draw.choice(CHOICES)))

    poll.crowd.done(partial(cast, [voter for voter in poll.voters if voter not in late], over))
    time.sleep(over / 2)
    poll.crowd.wait_until(lambda: any(v.done for v in poll.voters), within=ANSWERED_WITHIN, what="nobody counted")
    poll.end()
    poll.crowd.done(partial(cast, late, 0.0))
    poll.await_answers(poll.voters)


def assert_refused_with_a_sentence(poll: Poll) -> None:
    """Once the ballot is closed, who was refused is refused again, over the socket and by form; who was counted is told
    so again."""
    refused = next(voter for voter in poll.voters if not voter.done)
    counted = next(voter for voter in poll.voters if voter.done)
    for voter in poll.voters:
        if not voter.done:
            assert voter.answer is not None
            assert voter.answer["type"] == "refused"
            assert all(sentence for sentence in voter.answer["errors"][""])
    for voter, done in ((refused, False), (counted, True)):
        before = voter.answers
        poll.crowd.done(voter.press)
        poll.crowd.wait_until(lambda v=voter, n=before: v.answers > n, within=ANSWERED_WITHIN, what="no answer")  # type: ignore[misc]
        assert voter.done is done
        answer = poll.try_form(voter)
        assert answer.done is done, answer
        assert answer.status in ({200} if done else {403, 409})
        assert bool(answer.body.get("errors")) is not done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    people = parser.parse_args().people
    with polls(people, max(60, people * 3 // 10)) as (stormy, closing):
        print(storm(stormy))
        stormy.end()
        assert_each_counted_once(stormy)
        race(closing)
        assert_each_counted_once(closing)
        assert_refused_with_a_sentence(closing)
        counted = sum(voter.done for voter in closing.voters)
        print(f"Closed meanwhile: {counted} counted, {len(closing.voters) - counted} refused, each as they were told.")


if __name__ == "__main__":
    main()
