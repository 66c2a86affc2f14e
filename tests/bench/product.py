"""The product under measurement: its own application and servers, real people, real acts."""

import json
import re
import shutil
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.bench.machine import Process, free_port, serving, surroundings
from tests.bench.measure import ARRIVES_WITHIN, Part, Sample
from tests.bench.message import SIZE
from tests.crowd.crowd import Crowd
from tests.crowd.page import CrowdPage
from tests.crowd.people import People, Planned, end_round, start_round

READY_WITHIN = 60.0
# What a change of rounds leaves to do (people's own regions, the rest after news) is not part of the next one.
QUIET_BETWEEN_ROUNDS = 1.0
# What the form takes; a question this long would be too much, the first one shows by how much.
FIRST_QUESTION = 300
MARK = re.compile(r"\[(\d+)\]")
ROUND = re.compile(r'data-round="(\d+)"')


class Product:
    """A crowd of citizens' pages on a server of ours; a message is a question one of them asks in a hearing."""

    # News of one audience rest a quarter of a second at least, and three times what the last took: not measured here.
    pace = 4.5

    def __init__(self, crowd: Crowd, process: Process, people: People) -> None:
        self.crowd, self.process, self.people = crowd, process, people
        self.pages: list[CrowdPage] = []
        self.hearings = cycle([each for each in people.rounds if each.hearing and each.sitting == 1])
        self.running: Planned | None = None
        self.asked = 0
        self.letters = FIRST_QUESTION
        self.noted: dict[Hashable, dict[str, Any]] = {}
        crowd.watch = self._watch

    def _watch(self, frame: dict[str, Any], text: str) -> Hashable | None:
        if frame["region"] != "citizens":
            return None
        if "put" in frame and (marks := MARK.findall(frame["put"])):
            key: Hashable = f"question {marks[-1]}"
        else:
            key = "round " + next(iter(ROUND.findall(text)), "")
        self.noted[key] = frame
        return key

    def grow(self, size: int, *, languages: tuple[str, ...] = ("fr",), hearing: bool = True) -> None:
        new = []
        for place in range(len(self.pages), size):
            path = self.people.socket(languages[place % len(languages)])
            cookie = self.people.citizens[place].cookie
            new.append(self.crowd.add_page(self.process.address, path, cookie=cookie))
        self.pages += new
        self.crowd.open(new)
        self.crowd.wait_ready(new, within=READY_WITHIN)
        if hearing:
            # Each size begins with a page as long as the others'.
            self.change_round(next(self.hearings))

    def change_round(self, planned: Planned) -> tuple[int, list[int]]:
        """The facilitator's act: when it was committed, and when each page showed it."""
        if self.running is not None:
            self._show("round ", partial(end_round, self.process.address, self.people, self.running))
            time.sleep(QUIET_BETWEEN_ROUNDS)
        self.running = planned
        return self._show(f"round {planned.id}", partial(start_round, self.process.address, self.people, planned))

    def _show(self, key: str, act: Callable[[], None]) -> tuple[int, list[int]]:
        self.crowd.done(lambda: self.crowd.arrivals.pop(key, None))
        self.moments()
        act()
        self._arrived(key)
        self.process.settle()
        return self.moments()["committed"][0]["at"], list(self.crowd.arrivals[key].values())

    def send(self) -> Sample:
        assert self.running is not None
        self.asked += 1
        key = f"question {self.asked}"
        text = f"[{self.asked}] " + "Qui décidera, et selon quelles règles ? " * 20
        citizen = self.people.citizens[self.asked % len(self.pages)]
        self.moments()
        asking = {"ref": citizen.ref, "hearing": self.running.hearing, "text": text[: self.letters].strip()}
        self._get(f"/bench/ask/?{urllib.parse.urlencode(asking)}")
        self._arrived(key)
        self.process.settle()
        cpu, loop_cpu = self.process.cpu(), self.process.main_thread_cpu()
        moments = self.moments()
        frame = self.noted[key]
        size = len(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())
        if abs(size - SIZE) > SIZE // 50:
            self.letters += SIZE - size
        committed = moments["committed"][0]
        sent = next(each for each in moments["sent"] if each["cursor"] == frame["cursor"])
        arrivals = list(self.crowd.arrivals[key].values())
        whole = Part(committed["at"], cpu - committed["cpu"])
        return Sample(Part(sent["at"], loop_cpu - sent["cpu"]), arrivals, size, whole)

    def _arrived(self, key: Hashable) -> None:
        self.crowd.wait_until(
            lambda: len(self.crowd.arrivals.get(key, ())) >= len(self.pages),
            within=ARRIVES_WITHIN,
            what=f"{key} did not reach everybody, but {len(self.crowd.arrivals.get(key, ()))}",
        )

    def moments(self) -> dict[str, Any]:
        """What the server wrote down since it was last asked."""
        found: dict[str, Any] = json.loads(self._get("/bench/moments/"))
        return found

    def _get(self, path: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{self.process.address[0]}:{self.process.port}{path}", timeout=30) as answer:
            return bytes(answer.read())


@contextmanager
def product(
    server: str, people: People, database: Path, environment: Mapping[str, str], core: int, folder: Path
) -> Iterator[Product]:
    """Served on a copy of the database that ``people`` were made in."""
    home = Path(shutil.copytree(database.parent, folder / f"{server}-{time.monotonic_ns()}"))
    port = free_port()
    given = {**environment, **surroundings(home), "BASE_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "tests.bench.ours", server, str(port)]
    with serving(command, given, core=core, log=home / "log", port=port) as process, Crowd() as crowd:
        try:
            yield Product(crowd, process, people)
        finally:
            said = (home / "log").read_text(errors="replace").strip()
            if said:
                print(f"The server said:\n{said[-3000:]}", file=sys.stderr)
