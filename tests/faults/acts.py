"""People who go on acting while something is broken, and the ledger of what they were told is done."""

import itertools
import random
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from deliberation.ballots import receipts
from tests.crowd.people import People, Person, Planned
from tests.faults.posting import press

PAUSE = (0.05, 0.25)


@dataclass
class Ledger:
    """What was acknowledged with success. ``presses`` counts every try, ``refused`` whatever was answered by no."""

    questions: list[tuple[str, str]] = field(default_factory=list)
    # By round and table: the lines, each written by one act.
    lines: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    # By person and ballot: the receipt, and what its paper must say.
    votes: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    presses: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def acts(self) -> int:
        return len(self.questions) + sum(map(len, self.lines.values())) + len(self.votes)


# One act, performed; False when this person has nothing more to do.
Acting = Callable[[Ledger], bool]


def asks_questions(address: tuple[str, int], people: People, person: Person, hearing: int) -> Acting:
    numbers = itertools.count(1)
    told = uuid.uuid4().hex[:6]

    def act(ledger: Ledger) -> bool:
        text = f"Question {told}-{next(numbers)} : qui décide, et quand ?"
        answer, presses = press(address, person, people.path(f"hearings/{hearing}/ask/"), text=text)
        ledger.presses += presses
        if answer.done:
            ledger.questions.append((person.ref, text))
        else:
            ledger.refused.append(f"question: {answer}")
        return True

    return act


def writes_notes(
    address: tuple[str, int], people: People, person: Person, table: int, round_: int, lines: list[str]
) -> Acting:
    """The one at a table who writes for it: after these lines, one more each time."""
    numbers = itertools.count(1)
    told = uuid.uuid4().hex[:6]

    def act(ledger: Ledger) -> bool:
        line = f"- {told}-{next(numbers)} : l’eau manque au mois d’août"
        text = "\n".join([*lines, line])
        answer, presses = press(address, person, people.path("notes/write/"), text=text, version=str(len(lines)))
        ledger.presses += presses
        # Pressed again after an answer that was lost: the page shows what the table's notes are now, and they are ours.
        ours = answer.status == 409 and presses > 1 and answer.body.get("current") == text
        if answer.done or ours:
            lines.append(line)
            ledger.lines[round_, table].append(line)
        else:
            ledger.refused.append(f"note: {answer}")
        return True

    return act


def votes(address: tuple[str, int], people: People, pairs: Iterator[tuple[Person, int]]) -> Acting:
    """Takes one voter and ballot after another, each in a browser of their own. Some press twice though they were told
    that it is done: it is acknowledged again. Some change their mind: their paper is replaced. Some try on another
    device: that is refused. None of it counts twice."""
    chance = random.Random(7)

    def act(ledger: Ledger) -> bool:
        pair = next(pairs, None)
        if pair is None:
            return False
        person, ballot = pair
        secret, path = receipts.new_secret(), people.path(f"ballots/{ballot}/cast/")
        browser, device = with_secret(person, secret), with_secret(person, receipts.new_secret())
        choice, request = chance.choice(("for", "against", "abstain")), str(uuid.uuid4())
        answer, presses = press(address, browser, path, choice=choice, request=request)
        ledger.presses += presses
        if not answer.done:
            ledger.refused.append(f"vote: {answer}")
            return True
        ledger.votes[person.ref, ballot] = (receipts.key_of(secret, ballot=ballot, ref=person.ref), choice)
        after = chance.random()
        if after < 0.25:
            again, _ = press(address, browser, path, choice=choice, request=request)
            assert again.done, again
        elif after < 0.5:
            changed = chance.choice(("for", "against", "abstain"))
            anew, _ = press(address, browser, path, choice=changed, request=str(uuid.uuid4()))
            assert anew.done, anew
            ledger.votes[person.ref, ballot] = (ledger.votes[person.ref, ballot][0], changed)
        elif after < 0.75:
            elsewhere, _ = press(address, device, path, choice="for", request=str(uuid.uuid4()))
            assert elsewhere.status == 409, elsewhere
        return True

    return act


def with_secret(person: Person, secret: str) -> Person:
    """In a browser that keeps this secret."""
    return replace(person, cookie=f"{person.cookie}; {receipts.COOKIE}={secret}")


def questioners(address: tuple[str, int], people: People, planned: Planned, count: int = 4) -> list[Acting]:
    return [asks_questions(address, people, person, planned.hearing) for person in people.citizens[2 : 2 + count]]


@contextmanager
def going_on(actings: Sequence[Acting]) -> Iterator[Ledger]:
    """Each acts in a thread of their own, again and again, until the block ends; then all are waited for."""
    ledger, over, failures = Ledger(), threading.Event(), list[BaseException]()

    def live(acting: Acting) -> None:
        try:
            while not over.is_set() and acting(ledger):
                time.sleep(random.uniform(*PAUSE))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=live, args=(acting,)) for acting in actings]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
