"""A hall of real pages on an installation that can be broken: citizens of several tables in two languages, some with
two devices, the facilitator, the guarantor, an expert; and two real browsers."""

import itertools
import random
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.crowd.crowd import Crowd, TooLate
from tests.crowd.page import CrowdPage
from tests.crowd.people import People, Person, Planned, end_round, post, start_round
from tests.e2e.network import Line
from tests.faults import acts
from tests.faults.installation import Installation
from tests.faults.rendered import LANGUAGES, Truth, truth
from tests.faults.screens import Screen

TABLE_SIZE = 5
WITH_TWO_DEVICES = 12
# From the moment that what was broken is back.
RIGHT_WITHIN = 20.0
BETWEEN_LOOKS = 0.1


@dataclass
class Seat:
    """Somebody's open page."""

    person: Person
    language: str
    page: CrowdPage


@dataclass
class Hall:
    """Everyone comes through ``line``, which can be cut; acts are sent past it."""

    served: Installation
    people: People
    crowd: Crowd
    line: Line
    seats: list[Seat] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    running: Planned | None = None
    wrong: str = ""

    # Who is here

    def fill(self) -> None:
        people = self.people
        devices = [(person, LANGUAGES[place % 2]) for place, person in enumerate(people.citizens)]
        devices += [(person, "fr") for person in people.citizens[-WITH_TWO_DEVICES:]]
        devices += [(people.staff_of(role), "fr") for role in ("facilitator", "guarantor", "expert")]
        address = ("127.0.0.1", int(self.line.url.rpartition(":")[2]))
        for person, language in devices:
            path = people.socket(language)
            page = self.crowd.add_page(address, path, cookie=person.cookie, comes_back=True)
            self.seats.append(Seat(person, language, page))
        self.everyone_comes()

    def everyone_comes(self) -> None:
        for seat in self.seats:
            seat.page.comes_back = True
        absent = [seat.page for seat in self.seats if not seat.page.busy]
        self.crowd.open(absent)
        self.crowd.wait_ready(within=30)

    def may_leave(self, count: int) -> list[Seat]:
        """People with one device who will not come back if they lose their line now."""
        pages = Counter(seat.person.ref for seat in self.seats)
        single = [seat for seat in self.seats if pages[seat.person.ref] == 1 and seat.person.role == "citizen"]
        on_screen = {screen.person.ref for screen in self.screens}
        chosen = random.sample([seat for seat in single if seat.person.ref not in on_screen], count)
        for seat in chosen:
            seat.page.comes_back = False
        return chosen

    def lose(self, seats: list[Seat]) -> None:
        """Their lines break."""
        self.crowd.cut([seat.page for seat in seats])

    @property
    def here(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.page.busy or seat.page.comes_back]

    @property
    def present(self) -> set[str]:
        return {seat.person.ref for seat in self.here} | {screen.person.ref for screen in self.screens}

    # What happens in the sitting

    def planned(self, kind: str, number: int = 0) -> Planned:
        return [each for each in self.people.rounds if each.kind == kind][number]

    def go_to(self, planned: Planned) -> Planned:
        """End the round that runs, and start this one."""
        self.pause()
        start_round(self.served.address, self.people, planned)
        self.running = planned
        return planned

    def pause(self) -> None:
        if self.running is not None:
            end_round(self.served.address, self.people, self.running)
            self.running = None

    def writers(self, count: int = 4) -> list[acts.Acting]:
        """One at each of the first tables, as people are seated now, writes its notes."""
        round_ = self.go_to(self.planned("tables"))
        return [
            acts.writes_notes(self.served.address, self.people, person, table, round_.id, self._lines(round_, table))
            for table, person in sorted(self._one_a_table().items())[:count]
        ]

    def _lines(self, round_: Planned, table: int) -> list[str]:
        """What the table wrote already: a round may be held again."""
        notes = self.served.rows('SELECT round_id, "table", text FROM live_note')
        return [line for *where, text in notes if where == [round_.id, table] for line in text.split("\n")]

    def questioners(self, number: int = 0) -> list[acts.Acting]:
        return acts.questioners(self.served.address, self.people, self.go_to(self.planned("hearing", number)))

    def voters(self, count: int = 4) -> list[acts.Acting]:
        """After a round in which two tables each put a proposal to the vote."""
        address, people = self.served.address, self.people
        self.go_to(self.planned("drafting"))
        others: dict[int, Iterator[Person]] = {}
        for table, person in sorted(self._one_a_table().items())[:2]:
            words = {"title": f"Règle de la table {table}", "text": "Partager", "reason": "L’eau est rare"}
            post(address, person, people.path("proposals/new/"), version="0", **words)
        drafts = "SELECT id, \"table\", submission_digest FROM deliberation_proposal WHERE state = 'draft' ORDER BY id"
        for proposal, table, _ in self.served.rows(drafts):
            post(address, self._one_a_table()[table], people.path(f"proposals/{proposal}/submit/"))
        # Each answers alone, until more than half agree.
        while asked := self.served.rows(drafts):
            proposal, table, digest = asked[0]
            person = next(others.setdefault(proposal, iter(self._at_tables()[table][1:])))
            post(address, person, people.path(f"proposals/{proposal}/agree/"), text_digest=digest)
        self.go_to(self.planned("ballot"))
        ballots = [
            ballot for (ballot,) in self.served.rows("SELECT id FROM deliberation_ballot WHERE closed_at IS NULL")
        ]
        pairs = itertools.product(people.citizens, ballots)
        turns = _one_at_a_time(pairs)
        return [acts.votes(address, people, turns) for _ in range(count)]

    def _at_tables(self) -> dict[int, list[Person]]:
        by_ref = {person.ref: person for person in self.people.citizens}
        seated = 'SELECT p."table", m.ref FROM deliberation_panellist p'
        seated += " JOIN deliberation_membership m ON m.id = p.membership_id ORDER BY m.ref"
        found: dict[int, list[Person]] = defaultdict(list)
        for table, ref in self.served.rows(seated):
            if table:
                found[table].append(by_ref[ref])
        return found

    def _one_a_table(self) -> dict[int, Person]:
        return {table: seated[0] for table, seated in self._at_tables().items()}

    # What everyone sees

    def assert_right(self, since: float, within: float = RIGHT_WITHIN) -> float:
        """Every page shows, untouched, what a fresh load shows, ``within`` seconds ``since`` (monotonic) at the latest.

        Nobody may be acting any more. Returns after how many seconds it was so.
        """
        expected = truth(self.served.environment, self.people.slug, self.present)
        deadline = max(since + within, time.monotonic() + 1)
        self._until(lambda: self._pages_wrong(expected), deadline)
        after = time.monotonic() - since
        self._until(lambda: self._screens_wrong(expected), deadline)
        after = max(after, time.monotonic() - since) if self.wrong else after
        self._until(lambda: self._loads_wrong(expected), deadline + 5)
        return after

    def _until(self, what_is_wrong: "object", deadline: float) -> None:
        self.wrong = ""
        while wrong := what_is_wrong():  # type: ignore[operator]
            self.wrong = wrong
            assert time.monotonic() < deadline, f"{wrong}\n{self.crowd.summary()}\n{self.served.said()}"
            time.sleep(BETWEEN_LOOKS)

    def _pages_wrong(self, expected: Truth) -> str:
        for seat in self.here:
            shown = {name: cursor for name, cursor in seat.page.shown.items() if cursor}
            right = expected[seat.language][seat.person.ref]
            if not seat.page.ready or shown != right:
                state = f"ready {seat.page.ready}, shows {shown}, should show {right}"
                return f"{seat.person.role} {seat.person.ref} in {seat.language}: {state}"
        return ""

    def _screens_wrong(self, expected: Truth) -> str:
        return "".join(screen.wrong(expected["fr"][screen.person.ref]) for screen in self.screens)

    def _loads_wrong(self, expected: Truth) -> str:
        """Pages loaded now, by whichever server process answers."""
        for person, language in {seat.person.ref: (seat.person, seat.language) for seat in self.here}.values():
            loaded = loaded_regions(self.served, self.people, person, language)
            if loaded != expected[language][person.ref]:
                return f"A fresh load shows {person.role} {person.ref} {loaded}, not {expected[language][person.ref]}."
        return ""


def _one_at_a_time(pairs: "itertools.product[tuple[Person, int]]") -> Iterator[tuple[Person, int]]:
    """To be asked by several threads."""
    # Taking from a list is one step for the interpreter; a generator may not be entered by two threads.
    left = list(pairs)
    random.Random(3).shuffle(left)
    return iter(left)


class _Regions(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if given.get("data-cursor"):
            self.found[given["data-region"] or ""] = given["data-cursor"] or ""


def loaded_regions(served: Installation, people: People, person: Person, language: str) -> dict[str, str]:
    """The cursor of each region of the page as it is loaded now."""
    url = f"{served.url}{people.path('sitting/')}"
    cookies = f"{person.cookie}; django_language={language}"
    request = urllib.request.Request(url, headers={"Cookie": cookies})  # noqa: S310 - our own server
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        parser = _Regions()
        parser.feed(answer.read().decode())
    return parser.found


@contextmanager
def filled_hall(served: Installation, people: People) -> Iterator[Hall]:
    line = Line(served.url)
    try:
        with Crowd() as crowd:
            hall = Hall(served, people, crowd, line)
            hall.fill()
            yield hall
    except TooLate as late:
        raise AssertionError(f"{late}\n{served.said()}") from late
    finally:
        line.close()
