"""``python -m tests.bench``: every measurement of ``docs/performance.md``, from one run."""

import argparse
import gc
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from types import FrameType
from typing import NoReturn

from tests.bench import references, report
from tests.bench.dossier import measure_dossier
from tests.bench.machine import CannotRun, allow_open_files, every_core, surroundings, two_cores
from tests.bench.measure import Subject, measure
from tests.bench.pages import Pages, measure_pages
from tests.bench.polling import measure_polling
from tests.bench.product import Product, product
from tests.bench.questions import measure_questions
from tests.bench.sealing import measure_sealing
from tests.bench.signing import measure_signing
from tests.bench.writing import measure_writing
from tests.crowd.crowd import TooLate
from tests.crowd.people import People, found
from tests.services import services

ROUND_CHANGE, PAGES, WRITING, POLLING = "round-change", "pages", "writing", "polling"
SIGNING, SEALING, QUESTIONS, DOSSIER = "signing", "sealing", "questions", "dossier"
TABLES_WRITING, PEOPLE_WRITING, SECONDS_WRITING = 10, 7, 20.0
PEOPLE_POLLING = 1000
PEOPLE_SIGNING = 70
PEOPLE_ASKING = 200
PAGES_OF_ROUND_CHANGE = 1000
ROUND_CHANGES = 3
REFERENCES = {
    report.STOCK: references.stock,
    report.STOCK_REDIS: references.stock,
    report.BROADCAST: references.broadcast,
    report.SOCKETIO: references.socketio,
}
SERVERS = {
    report.DAPHNE: "daphne",
    report.DAPHNE_REDIS: "daphne",
    report.UVICORN: "uvicorn",
    report.UVICORN_REDIS: "uvicorn",
}


class Bench:
    def __init__(self, folder: Path, environment: dict[str, str], redis: str, sizes: list[int], tables: int) -> None:
        self.folder, self.environment, self.redis, self.sizes = folder, environment, redis, sizes
        self.tables = tables
        self.core, self.clients = two_cores()
        self.cells: report.Cells = {}
        self.round_change: float | None = None
        self.pages: Pages | None = None
        self.writing: tuple[str, list[report.Target]] | None = None
        self.polling: tuple[str, list[report.Target]] | None = None
        self.signing: tuple[str, list[report.Target]] | None = None
        self.sealing: tuple[str, list[report.Target]] | None = None
        self.questions: tuple[str, list[report.Target]] | None = None
        self.dossier: tuple[str, list[report.Target]] | None = None
        self.failed: list[str] = []
        self._people: People | None = None

    @property
    def people(self) -> People:
        """Made once; every server of ours works on a copy of the database they are in."""
        if self._people is None:
            home = self.folder / "people"
            home.mkdir()
            count = max(*self.sizes, PAGES_OF_ROUND_CHANGE)
            self._people = found({**self.environment, **surroundings(home)}, citizens=count, tables=self.tables)
        return self._people

    def given(self, key: str) -> dict[str, str]:
        return self.environment | ({"REDIS_URL": self.redis} if key.endswith("-redis") else {})

    @contextmanager
    def subject(self, key: str) -> Iterator[Subject]:
        if key in REFERENCES:
            with references.reference(REFERENCES[key], self.given(key), self.core, self.folder) as reference:
                yield reference
        else:
            with self.ours(SERVERS[key], key) as ours:
                yield ours

    @contextmanager
    def ours(self, server: str, key: str) -> Iterator[Product]:
        people = self.people
        database = self.folder / "people" / "database.sqlite3"
        with product(server, people, database, self.given(key), self.core, self.folder) as ours:
            yield ours

    def measure(self, key: str) -> None:
        if key == ROUND_CHANGE:
            self.change_rounds()
        elif key == WRITING:
            with every_core():
                self.writing = measure_writing(TABLES_WRITING, PEOPLE_WRITING, SECONDS_WRITING)
        elif key == POLLING:
            with every_core():
                self.polling = measure_polling(PEOPLE_POLLING)
        elif key == SIGNING:
            with every_core():
                self.signing = measure_signing(PEOPLE_SIGNING)
        elif key == SEALING:
            with every_core():
                self.sealing = measure_sealing(self.environment)
        elif key == QUESTIONS:
            with every_core():
                self.questions = measure_questions(PEOPLE_ASKING)
        elif key == DOSSIER:
            with every_core():
                self.dossier = measure_dossier(self.environment)
        elif key == PAGES:
            self.pages = measure_pages(self.environment, self.core, self.folder)
        else:
            self.run(key)

    def run(self, key: str) -> None:
        with self.subject(key) as subject:
            for size in self.sizes:
                begun = time.monotonic()
                cell = self.cells[key, size] = measure(subject, size)
                said = f"{report.NAMES[key]}, {size:,}: {report.shown(cell.fan_out)}"
                if cell.whole:
                    said += f", from the commit {report.shown(cell.whole)}"
                said += f"; {cell.messages} messages of {cell.size} bytes"
                print(f"{said}, {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)

    def change_rounds(self) -> None:
        """From the commit of the facilitator's act until the last page shows the new round."""
        with self.ours("daphne", report.DAPHNE) as ours:
            ours.grow(PAGES_OF_ROUND_CHANGE, languages=("fr", "en"), hearing=False)
            planned = [each for each in self.people.rounds if each.sitting == 1 and each.kind == "hearing"]
            taken = []
            for each in planned[:ROUND_CHANGES]:
                committed, arrivals = ours.change_round(each)
                taken.append((max(arrivals) - committed) / 1e9)
                time.sleep(1)
            self.round_change = median(taken)
            said = ", ".join(f"{each:.3f} s" for each in taken)
            print(f"Round changes, {PAGES_OF_ROUND_CHANGE:,} pages, two languages: {said}", file=sys.stderr)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", default="100,500,1000,2000", help="numbers of sockets, in rising order")
    keys = [*report.NAMES, ROUND_CHANGE, PAGES, WRITING, POLLING, SIGNING, SEALING, QUESTIONS, DOSSIER]
    parser.add_argument("--only", default=",".join(keys), help=f"some of {','.join(keys)}")
    parser.add_argument(
        "--round-change", action="store_const", dest="only", const=ROUND_CHANGE, help="only the change of rounds"
    )
    parser.add_argument("--pages", action="store_const", dest="only", const=PAGES, help="only a page on a slow phone")
    parser.add_argument(
        "--writing", action="store_const", dest="only", const=WRITING, help="only tables that write at once"
    )
    parser.add_argument(
        "--polling", action="store_const", dest="only", const=POLLING, help="only a hall that votes at one moment"
    )
    parser.add_argument(
        "--signing", action="store_const", dest="only", const=SIGNING, help="only a panel that signs at one moment"
    )
    parser.add_argument(
        "--sealing", action="store_const", dest="only", const=SEALING, help="only a large opinion that is sealed"
    )
    parser.add_argument(
        "--questions",
        action="store_const",
        dest="only",
        const=QUESTIONS,
        help="only a hall that asks and supports questions at one moment",
    )
    parser.add_argument(
        "--dossier", action="store_const", dest="only", const=DOSSIER, help="only a long dossier, opened and searched"
    )
    parser.add_argument("--tables", type=int, default=10, help="how many tables the citizens sit at; 0: seven at each")
    parser.add_argument("--no-targets", action="store_true", help="print the figures, and say yes whatever they are")
    options = parser.parse_args()
    options.sizes = sorted(int(size) for size in options.sizes.split(","))
    options.only = [key for key in keys if key in options.only.split(",")]
    return options


def main() -> int:
    options = arguments()
    allow_open_files()
    # The clients' own pauses would be taken for the servers'.
    gc.disable()
    plain = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        # PostgreSQL is not measured here: a database that is named already is not started.
        redis = stack.enter_context(services(plain | {"DATABASE_URL": "sqlite:///none"}))["REDIS_URL"]
        bench = Bench(folder, plain, redis, options.sizes, options.tables)
        for key in options.only:
            try:
                bench.measure(key)
            except (CannotRun, TooLate) as error:
                # The other measurements are worth having.
                bench.failed.append(f"{key}: {error}")
                print(bench.failed[-1], file=sys.stderr, flush=True)
            gc.collect()
    print("\nFan-out: p50 ms / p99 ms / thousand deliveries per second of the server's processor time\n")
    print(report.table(bench.cells, options.sizes))
    print("\nDeliveries per second of processor time, ours by theirs\n")
    print(report.ratios(bench.cells, options.sizes))
    held = report.targets(bench.cells, bench.round_change)
    if bench.pages:
        print("\nA citizen’s page on a slow phone\n")
        print(report.pages_table(bench.pages))
        held += report.page_targets(bench.pages)
    if bench.writing:
        print(f"\nFrom a keystroke to the other screens of the table\n\n{bench.writing[0]}")
        held += bench.writing[1]
    if bench.polling:
        print(f"\nFrom the moment in which everyone votes to each one's acknowledgement\n\n{bench.polling[0]}")
        held += bench.polling[1]
    if bench.signing:
        print(f"\nFrom the moment in which everyone signs to each one's acknowledgement\n\n{bench.signing[0]}")
        held += bench.signing[1]
    if bench.sealing:
        print(f"\nA large opinion, typeset and sealed\n\n{bench.sealing[0]}")
        held += bench.sealing[1]
    if bench.questions:
        print(f"\nFrom the last question or support to everyone's page in the same order\n\n{bench.questions[0]}")
        held += bench.questions[1]
    if bench.dossier:
        print(f"\nA long dossier, opened and searched\n\n{bench.dossier[0]}")
        held += bench.dossier[1]
    print(f"\n{report.verdict(held)}")
    print("".join(f"FAIL  not measured: {each}\n" for each in bench.failed), end="")
    return 0 if options.no_targets or (not bench.failed and all(each.held for each in held)) else 1


def leave(number: int, _frame: FrameType | None) -> NoReturn:
    """As an exception, so that every server is stopped on the way out."""
    sys.exit(128 + number)


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        sys.exit(main())
    except CannotRun as error:
        sys.exit(str(error))
