"""The hall's Wi-Fi drops a thousand people at once."""

import statistics
from collections.abc import Iterator
from functools import partial

import pytest

from tests.crowd.crowd import Crowd
from tests.crowd.people import People, Planned, found, start_round
from tests.faults.hall import loaded_regions
from tests.faults.installation import Installation, installation
from tests.faults.posting import press
from tests.faults.rendered import LANGUAGES
from tests.faults.storming import storm

pytestmark = [pytest.mark.services, pytest.mark.slow]

PAGES = 1000
STORMS = 3
# Two cores for the server, the database and the crowd itself.
ALL_BACK_WITHIN = 6.0
ARRIVALS_A_SECOND = 150
LOADED = 40


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Installation, People]]:
    made: list[People] = []
    with installation(processes=2, prepare=lambda told: made.append(found(told, citizens=PAGES))) as running:
        yield running, made[0]


def test_a_thousand_pages_cut_at_once_are_all_back_and_right(served: tuple[Installation, People]) -> None:
    """Each time something is said while nobody can hear it. The middle one of three counts: a machine that others use
    as well has its moments. Nobody may be turned away, in any."""
    running, people = served
    hearing = next(each for each in people.rounds if each.hearing)
    start_round(running.address, people, hearing)
    with Crowd() as crowd:
        languages = {person.ref: LANGUAGES[place % 2] for place, person in enumerate(people.citizens)}
        pages = {
            person.ref: crowd.add_page(
                running.address, people.socket(languages[person.ref]), cookie=person.cookie, comes_back=True
            )
            for person in people.citizens
        }
        crowd.open(pages.values(), rate=ARRIVALS_A_SECOND)
        crowd.wait_ready(within=120)
        storms = []
        for number in range(STORMS):
            text = f"Qui m’entend, la fois {number} ?"
            storms.append(
                storm(crowd, list(pages.values()), meanwhile=partial(ask, running, people, number, hearing, text))
            )
            print(storms[-1])
            assert storms[-1].turned_away == 0, crowd.summary()
            # What is shared is the same for everyone, and says what was said meanwhile.
            for language in LANGUAGES:
                texts = {pages[ref].texts["citizens"] for ref, spoken in languages.items() if spoken == language}
                assert len(texts) == 1, f"{len(texts)} different pages for the same audience"
                assert f"la fois {number}" in texts.pop()
            for person in people.citizens[number :: PAGES // LOADED]:
                loaded = loaded_regions(running, people, person, languages[person.ref])
                assert pages[person.ref].shown == loaded
        assert statistics.median(each.back[-1] for each in storms) < ALL_BACK_WITHIN, "\n".join(map(str, storms))


def ask(running: Installation, people: People, number: int, hearing: Planned, text: str) -> None:
    path = people.path(f"hearings/{hearing.hearing}/ask/")
    answer, _ = press(running.address, people.citizens[number], path, text=text)
    assert answer.done, answer
