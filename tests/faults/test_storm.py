"""The hall's Wi-Fi drops a thousand people at once."""

from collections.abc import Iterator

import pytest

from tests.crowd.crowd import Crowd
from tests.crowd.people import People, found, start_round
from tests.faults.hall import loaded_regions
from tests.faults.installation import Installation, installation
from tests.faults.posting import press
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
    """Each time something was said while nobody could hear it. The best of a few counts: on a machine that others use
    as well, the worst says more of them. None may be turned away, in any."""
    running, people = served
    hearing = next(each for each in people.rounds if each.hearing)
    start_round(running.address, people, hearing)
    with Crowd() as crowd:
        languages = {person.ref: ("fr", "en")[place % 2] for place, person in enumerate(people.citizens)}
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
            path = people.path(f"hearings/{hearing.hearing}/ask/")
            crowd.cut(pages.values())
            asked, _ = press(running.address, people.citizens[number], path, text=f"Qui m’entend, la fois {number} ?")
            assert asked.done
            storms.append(storm(crowd, list(pages.values())))
            print(storms[-1])
            assert storms[-1].turned_away == 0, crowd.summary()
            # What is shared is the same for everyone, and says what was said meanwhile.
            for language in ("fr", "en"):
                texts = {pages[ref].texts["citizens"] for ref, spoken in languages.items() if spoken == language}
                assert len(texts) == 1, f"{len(texts)} different pages for the same audience"
                assert f"la fois {number}" in texts.pop()
            for person in people.citizens[number :: PAGES // LOADED]:
                loaded = loaded_regions(running, people, person, languages[person.ref])
                assert pages[person.ref].shown == loaded
        assert min(each.back[-1] for each in storms) < ALL_BACK_WITHIN, "\n".join(map(str, storms))
