"""A phone in a tunnel: its socket is open and takes nothing, while its table writes and writes."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.crowd.crowd import Crowd
from tests.crowd.page import CrowdPage
from tests.crowd.people import People, Person, found, start_round
from tests.faults.installation import Installation, installation
from tests.faults.posting import press
from tests.live.serving.running import VILLAGE

pytestmark = [pytest.mark.services, pytest.mark.slow]

CITIZENS = 10
TABLE_SIZE = 5
# Longer than the hub lets an audience rest: each is news of its own.
BETWEEN_NOTES = 0.3
NOTES = 40
# Thirty thousand bytes of news, of ten thousand characters that the form takes.
LETTERS = "€" * 9_950
AT_LEAST = 30_000
# What comes out when the page reads again is all that was kept for it, by the server and by the system: what was on its
# way when it stopped, the answer to its silence, and the latest. Everything else, a megabyte, was told to nobody.
MOST_BACKLOG = 6
ARRIVES_WITHIN = 5.0


@dataclass
class Table:
    """Those who sit together, and one who writes: ``told`` counts the notes."""

    served: Installation
    people: People
    crowd: Crowd
    writer: Person
    pages: list[CrowdPage]
    told: int = 0

    def write(self) -> int:
        """A whole new text. Returns the moment just before it was sent."""
        at = time.monotonic_ns()
        text = f"[{self.told + 1}] {LETTERS}"
        path = self.people.path("notes/write/")
        answer, _ = press(self.served.address, self.writer, path, text=text, version=str(self.told))
        assert answer.done, answer
        self.told += 1
        return at

    def latencies(self, notes: int, listening: list[CrowdPage]) -> list[float]:
        """Seconds from the press of the button until each page showed it, for so many notes."""
        found = []
        for _ in range(notes):
            begun = time.monotonic()
            at = self.write()
            key = self.told
            self.crowd.wait_until(lambda: self._seen(key) >= {page.number for page in listening}, within=ARRIVES_WITHIN)  # noqa: B023 - waited for
            found += [self.crowd.arrivals[key][page.number] / 1e9 - at / 1e9 for page in listening]
            time.sleep(max(0.0, begun + BETWEEN_NOTES - time.monotonic()))
        return found

    def _seen(self, key: int) -> set[int]:
        return set(self.crowd.arrivals.get(key, {}))


def _note(frame: dict[str, object], text: str) -> int | None:
    """The number of the latest note in a table's region."""
    if frame["region"] != "table" or LETTERS not in text:
        return None
    return int(text[: text.index(LETTERS)].rpartition("[")[2].partition("]")[0])


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        made.append(found(environment, citizens=CITIZENS, tables=2, scenario=str(VILLAGE)))

    with installation(processes=1, prepare=prepare) as served, Crowd(watch=_note) as crowd:
        people = made[0]
        start_round(served.address, people, next(each for each in people.rounds if each.kind == "tables"))
        seated = served.rows(
            "SELECT m.ref FROM deliberation_panellist p JOIN deliberation_membership m ON m.id = p.membership_id"
            ' WHERE p."table" = 1'
        )
        mine = [person for person in people.citizens if (person.ref,) in seated]
        pages = [crowd.add_page(served.address, people.socket(), cookie=person.cookie) for person in mine]
        crowd.open(pages)
        crowd.wait_ready(within=30)
        yield Table(served, people, crowd, mine[0], pages)


def test_the_news_is_as_large_as_it_is_meant_to_be(table: Table) -> None:
    """Else the next test would show little."""
    sizes = []

    def heard(payload: bytes, arrived: int, told: object = table.pages[0].heard) -> None:
        sizes.append(len(payload))
        told(payload, arrived)  # type: ignore[operator]

    table.crowd.done(lambda: setattr(table.pages[0], "heard", heard))
    table.latencies(3, table.pages)
    assert max(sizes) > AT_LEAST


def test_a_page_that_does_not_read_costs_the_others_nothing(table: Table) -> None:
    crowd, (slow, *others) = table.crowd, table.pages
    assert len(others) == TABLE_SIZE - 1
    before = table.latencies(NOTES, table.pages)
    received, read = slow.received, slow.news
    crowd.done(slow.stall)
    meanwhile = table.latencies(NOTES, others)
    assert slow.received == received
    assert slow.open
    report = (before, meanwhile)
    print(*(f"median {statistics.median(each):.3f} s, worst {max(each):.3f} s" for each in report), sep="; ")
    assert statistics.median(meanwhile) < 2 * statistics.median(before) + 0.05
    assert max(meanwhile) < max(before) + 1.0
    crowd.done(slow.go_on)
    crowd.wait_until(lambda: slow.shown == others[0].shown | {"person": slow.shown["person"]}, within=ARRIVES_WITHIN)
    assert slow.texts["table"] == others[0].texts["table"]
    assert f"[{table.told}]" in slow.texts["table"]
    # The latest, not the backlog.
    print(f"{slow.news - read} news of {NOTES} when it read again")
    assert slow.news - read <= MOST_BACKLOG
    assert slow.misfits == 0
