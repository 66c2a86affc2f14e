import random
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.crowd.people import People, found
from tests.e2e.conftest import browser, playwright  # noqa: F401 - fixtures
from tests.e2e.people import DESK, PHONE
from tests.faults.hall import Hall, filled_hall
from tests.faults.installation import installation
from tests.faults.screens import opened
from tests.live.serving.running import VILLAGE

CITIZENS = 42


@pytest.fixture(scope="session", autouse=True)
def stopped_as_by_ctrl_c() -> Iterator[None]:
    """Whoever ends the tests ends what they started too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="module")
def hall(browser: Browser) -> Iterator[Hall]:  # noqa: F811 - the fixture of that name
    """About sixty pages on two server processes, and two browsers; the sitting is open."""
    random.seed(5)
    made: list[People] = []

    def prepare(environment: dict[str, str]) -> None:
        made.append(found(environment, citizens=CITIZENS, tables=6, scenario=str(VILLAGE)))

    with installation(processes=2, prepare=prepare) as served, filled_hall(served, made[0]) as hall:
        path = hall.people.path("sitting/")
        citizen = opened(
            browser, hall.line.url, hall.people.citizens[0], path, viewport=PHONE, has_touch=True, is_mobile=True
        )
        desk = opened(browser, hall.line.url, hall.people.facilitator, path, viewport=DESK)
        hall.screens += [citizen, desk]
        yield hall
        for screen in hall.screens:
            screen.page.context.close()
