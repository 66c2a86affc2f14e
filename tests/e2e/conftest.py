import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.e2e.people import Phonebook
from tests.e2e.server import Server, running_server

# Debian's Chromium; as root it needs --no-sandbox, and the rest keeps it from calling home.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("var")) as running:
        yield running


# While it is started, an event loop runs in this thread: not longer than its module, or no asynchronous test could run.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install chromium.")
    launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Phonebook]:
    phonebook = Phonebook(browser, server)
    yield phonebook
    phonebook.close()
