"""A hall that asks and supports at one moment: until everyone sees the questions in the same, final order.

The product as it is served, on PostgreSQL and Redis, in two processes, with everyone's page open. One person in ten
asks by a form; then everyone supports one question at once, by a frame on their page's socket, and a third of them
send it a second time, while another one in ten asks.
``python -m tests.bench --questions``, or ``python -m tests.bench.questions --people 200`` for this alone.
"""

import argparse
import json
import random
import re
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from tests.bench.machine import allow_open_files
from tests.bench.report import Target, verdict
from tests.crowd.crowd import Crowd, TooLate
from tests.crowd.people import People, found, start_round
from tests.crowd.voter import Voter
from tests.faults.installation import Installation, installation
from tests.faults.posting import press
from tests.live.serving.running import VILLAGE

WITHIN = 1.0
# One in so many asks before the others support, and one while they do.
ASKING, BESIDE = 10, 5
FORMS_AT_ONCE = 8
ARRIVALS_A_SECOND = 100
SHOWN = re.compile(r'data-question="(\d+)".*?data-support="(\d+)"', re.DOTALL)


@lru_cache(maxsize=64)
def order_in(text: str) -> list[tuple[int, int]]:
    """Questions with their supports, as a page shows them. Pages that show the same share it: nobody may change it."""
    return [(int(question), int(number)) for question, number in SHOWN.findall(text)]


class Supporter(Voter):
    """Supports a question as the page does."""

    def press(self) -> None:
        self.presses += self.open
        frame = {"type": "act", "act": "support-question", "id": self.vote_id, "question": self.ballot, "fields": {}}
        self.send(json.dumps(frame))


@dataclass
class Asking:
    served: Installation
    people: People
    crowd: Crowd
    supporters: list[Supporter]
    hearing: int

    def ask(self, first: int = 0) -> int:
        """One in ten from this one on, by forms, several at a time; when the last was accepted (monotonic,
        nanoseconds)."""
        path = self.people.path(f"hearings/{self.hearing}/ask/")
        with ThreadPoolExecutor(FORMS_AT_ONCE) as hands:
            sent = [
                hands.submit(press, self.served.address, each.person, path, text=f"Question {first}-{n} : qui décide ?")
                for n, each in enumerate(self.supporters[first::ASKING])
            ]
            if not all(each.result()[0].done for each in sent):
                raise TooLate("a question was not accepted")
        return time.monotonic_ns()

    def support(self, questions: Sequence[int]) -> int:
        """All at once; when it began (monotonic, nanoseconds)."""
        draw = random.Random(1)

        def everyone() -> int:
            begun = time.monotonic_ns()
            for each in self.supporters:
                each.ballot, each.vote_id, each.answer = draw.choice(questions), str(uuid.uuid4()), None
                each.press()
            for each in draw.sample(self.supporters, len(self.supporters) // 3):
                each.press()
            return begun

        return self.crowd.done(everyone)

    def supports(self) -> dict[int, int]:
        """As the database counts them."""
        rows = (
            "SELECT question_id, COUNT(DISTINCT membership_id), COUNT(*) FROM deliberation_questionsupport GROUP BY 1"
        )
        found = self.served.rows(rows)
        if any(people != supports for _question, people, supports in found):
            raise TooLate("a support is counted twice")
        return {question: people for question, people, _supports in found}

    def order_of(self, supporter: Supporter) -> list[tuple[int, int]]:
        return order_in(supporter.texts.get("citizens", ""))


@contextmanager
def asking(people: int) -> Iterator[Asking]:
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        made.append(found(environment, citizens=people, slug="hall", scenario=str(VILLAGE), proposals=1))

    with installation(processes=2, prepare=prepare) as served, Crowd() as crowd:
        hall = made[0]
        supporters = [crowd.join(Supporter(crowd, served.address, hall, person)) for person in hall.citizens]
        crowd.open(supporters, rate=ARRIVALS_A_SECOND)
        crowd.wait_ready(supporters, within=120)
        start_round(served.address, hall, next(each for each in hall.rounds if each.kind == "hearing"))
        asked = "SELECT h.id FROM deliberation_hearing h WHERE h.under_way"
        ((hearing,),) = served.rows(asked)
        yield Asking(served, hall, crowd, supporters, hearing)


def measure_questions(people: int) -> tuple[str, list[Target]]:
    """The figures, and whether they are good enough."""
    allow_open_files()
    with asking(people) as hall:
        begun = time.monotonic_ns()
        took = (hall.ask() - begun) / 1e9
        asked = sorted(hall.supports())
        hall.crowd.wait_until(
            lambda: all(len(hall.order_of(each)) == len(asked) for each in hall.supporters), within=30, what="questions"
        )
        with ThreadPoolExecutor(1) as beside:
            meanwhile = beside.submit(hall.ask, BESIDE)
            begun = hall.support(asked)
            hall.crowd.wait_until(lambda: all(each.answer for each in hall.supporters), within=60, what="no answer")
            acknowledged = max(*(each.answered_at for each in hall.supporters), meanwhile.result())
        counted = hall.supports()
        final = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        hall.crowd.wait_until(
            lambda: all(hall.order_of(each) == final for each in hall.supporters), within=30, what="no one order"
        )
        converged = time.monotonic_ns()
    after_last = (converged - acknowledged) / 1e9
    table = (
        f"| people | questions | first ones asked after, s | all acknowledged after, s | same order after that, s |\n"
        f"|---|---|---|---|---|\n"
        f"| {people} | {len(final)} | {took:.2f} | {(acknowledged - begun) / 1e9:.2f} | {after_last:.2f} |"
    )
    said = f"{people} people who ask and support at once see one order within {WITHIN:g} s, each support counted once"
    return table, [Target(said, f"{after_last:.2f} s", after_last < WITHIN)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.questions", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    table, held = measure_questions(parser.parse_args().people)
    print(f"{table}\n\n{verdict(held)}")
    return 0 if all(each.held for each in held) else 1


if __name__ == "__main__":
    sys.exit(main())
