"""The page's line to the server: cut, dead, asleep, refused. It shows what is true, or says that it may not be."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import CDPSession, Locator, Page, WebSocket, expect

from tests.e2e.network import Line
from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import PAGES_PER_PERSON, ROOT, Server
from tests.e2e.test_sitting import start_from_the_run_sheet
from tests.e2e.wire import Wire

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
PATIENCE = 4.0
FINGER = 44

# Counts the times the banner came, over all the pages of a tab: no test can miss one that only flashed.
COUNT_BANNERS = """addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-offline]");
  if (place) new MutationObserver(() => {
    if (place.childElementCount) sessionStorage.banners = Number(sessionStorage.banners ?? 0) + 1;
  }).observe(place, { childList: true });
});"""
IN_SIGHT = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def codes(server: Server) -> dict[str, list[str]]:
    return server.conference(VILLAGE, slug="line", citizens=4)


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    opened = Line(server.url)
    yield opened
    opened.close()


@pytest.fixture
def citizen(people: Phonebook, codes: dict[str, list[str]], line: Line) -> Person:
    """On a phone whose network can be cut; the page is up."""
    person = people.signed_in(codes["citizen"][0], PHONE, base_url=line.url, has_touch=True, is_mobile=True)
    person.page.add_init_script(COUNT_BANNERS)
    load(person.page)
    return person


@pytest.fixture
def facilitator(people: Phonebook, codes: dict[str, list[str]]) -> Person:
    """With the sitting open, between two rounds."""
    person = people.signed_in(codes["facilitator"][0], DESK)
    for act in ("end-round", "open-sitting"):
        if person.page.locator(f'form[data-act="{act}"]:visible').count():
            person.do(act)
    return person


@contextmanager
def until_ready(page: Page) -> Iterator[None]:
    """What is done meanwhile opens a line; it ends when the server has said that all is shown."""
    heard: list[str] = []

    def listen(line: WebSocket) -> None:
        line.on("framereceived", lambda text: heard.append(str(text)))

    # The page that is left may still open a line of its own.
    page.on("websocket", listen)
    try:
        yield
        for _ in range(300):
            if any('"ready"' in text for text in heard):
                return
            page.wait_for_timeout(50)
    finally:
        page.remove_listener("websocket", listen)
    raise AssertionError(f"The page was told {heard}")


def load(page: Page) -> None:
    with until_ready(page):
        page.reload()


def banner(page: Page) -> Locator:
    return page.locator("p[data-offline]")


def banners(page: Page) -> int:
    return int(page.evaluate("sessionStorage.banners ?? 0"))


def title(person: Person) -> Locator:
    return person.page.locator('[data-region="citizens"] .round-title')


def seconds_until(happens: Callable[[], None]) -> float:
    begun = time.monotonic()
    happens()
    return time.monotonic() - begun


# The banner


def test_a_cut_is_told_until_the_line_is_back(citizen: Person, line: Line) -> None:
    page = citizen.page
    place = page.locator(".regions").bounding_box()
    line.cut()
    waited = seconds_until(lambda: expect(banner(page)).to_be_visible(timeout=10_000))
    assert waited >= PATIENCE - 0.5
    # Nothing moves under a finger.
    assert page.locator(".regions").bounding_box() == place
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert citizen.violations() == []
    line.mend()
    expect(banner(page)).to_be_hidden(timeout=30_000)
    assert page.locator(".regions").bounding_box() == place
    expect(page.locator("[data-announce]")).not_to_be_empty()
    assert banners(page) == 1


def test_a_cut_that_heals_soon_is_not_told(citizen: Person, line: Line) -> None:
    with until_ready(citizen.page):
        line.cut()
        line.mend()
    citizen.page.wait_for_timeout((PATIENCE + 1) * 1000)
    assert banners(citizen.page) == 0


def test_a_page_that_is_loaded_is_not_told_of_a_line_it_has_not_yet(citizen: Person) -> None:
    citizen.page.wait_for_timeout((PATIENCE + 2) * 1000)
    assert banners(citizen.page) == 0


def test_a_page_that_never_gets_a_line_is_told(citizen: Person) -> None:
    wire = Wire(citizen.page, answers=False)
    wire.hold()
    expect(banner(citizen.page)).to_be_visible(timeout=10_000)


def test_whoever_leaves_is_not_told(citizen: Person, line: Line) -> None:
    """The next page is slow to come; the line of the one that is left may go first."""
    page = citizen.page

    def slow(route: "object") -> None:
        time.sleep(PATIENCE + 2)
        route.continue_()  # type: ignore[attr-defined]

    page.route("**/conferences/line/dossier/", slow)
    page.goto("/conferences/line/dossier/")
    assert banners(page) == 0
    page.go_back()
    expect(title(citizen)).to_be_visible()
    assert banners(page) == 0


def test_a_server_that_goes_away_is_found_again_without_a_word(citizen: Person) -> None:
    wire = Wire(citizen.page)
    wire.hold()
    for _ in range(3):
        hellos = len(wire.heard)
        wire.close(4012)
        assert seconds_until(lambda: wire.until_heard("hello", hellos)) < 3  # noqa: B023 - called at once
    citizen.page.wait_for_timeout((PATIENCE + 1) * 1000)
    assert banners(citizen.page) == 0


# Sleep


def sleep(page: Page, seconds: float) -> CDPSession:
    """The screen goes dark, and the page is frozen as a phone does to it: no timer runs, what arrives waits outside."""
    phone = page.context.new_cdp_session(page)
    page.evaluate(IN_SIGHT, "hidden")
    phone.send("Debugger.enable")
    frozen: list[object] = []
    phone.on("Debugger.paused", lambda event: frozen.append(event))
    phone.send("Debugger.pause")
    while not frozen:
        phone.send("Runtime.getIsolateId")
    time.sleep(seconds)
    return phone


def wake(page: Page, phone: CDPSession) -> None:
    phone.send("Debugger.resume")
    phone.send("Debugger.disable")
    page.evaluate(IN_SIGHT, "visible")


def test_a_phone_that_slept_with_its_line_whole_shows_no_alarm(citizen: Person, facilitator: Person) -> None:
    opened: list[object] = []
    citizen.page.on("websocket", lambda socket: opened.append(socket))
    phone = sleep(citizen.page, PATIENCE + 2)
    start_from_the_run_sheet(facilitator, "Accueil")
    wake(citizen.page, phone)
    expect(title(citizen)).to_have_text("Accueil", timeout=3_000)
    citizen.page.wait_for_timeout((PATIENCE + 2) * 1000)
    assert banners(citizen.page) == 0
    assert opened == []


def test_a_phone_that_wakes_after_a_cut_shows_the_truth_at_once(
    citizen: Person, facilitator: Person, line: Line
) -> None:
    """However long the page would have waited before its next try."""
    page = citizen.page
    line.cut()
    page.evaluate(IN_SIGHT, "hidden")
    page.wait_for_timeout(9_000)
    start_from_the_run_sheet(facilitator, "Accueil")
    line.mend()
    page.evaluate(IN_SIGHT, "visible")
    expect(title(citizen)).to_have_text("Accueil", timeout=3_000)
    assert banners(page) == 0


def test_a_page_that_comes_back_into_sight_shows_the_truth_within_a_second(
    citizen: Person, facilitator: Person, line: Line
) -> None:
    """Measured by the page's own clock, from the moment it is in sight to the round's name on it."""
    page = citizen.page
    line.cut()
    page.evaluate(IN_SIGHT, "hidden")
    start_from_the_run_sheet(facilitator, "Accueil")
    line.mend()
    waited = page.evaluate(
        """async ([inSight, name]) => {
          const begun = performance.now();
          const shown = () => document.querySelector('[data-region="citizens"] .round-title')?.textContent === name;
          new Function("return " + inSight)()("visible");
          while (!shown() && performance.now() - begun < 10_000) await new Promise((next) => setTimeout(next, 10));
          return performance.now() - begun;
        }""",
        [IN_SIGHT, "Accueil"],
    )
    assert waited < 1_000


def test_a_phone_whose_line_died_in_its_sleep_shows_the_truth_at_once(
    citizen: Person, facilitator: Person, line: Line
) -> None:
    page = citizen.page
    phone = sleep(page, 0.5)
    line.cut()
    start_from_the_run_sheet(facilitator, "Accueil")
    line.mend()
    wake(page, phone)
    expect(title(citizen)).to_have_text("Accueil", timeout=3_000)
    assert banners(page) == 0


def test_a_machine_that_slept_for_long_does_not_believe_its_dead_line(
    citizen: Person, facilitator: Person, line: Line
) -> None:
    """Nobody told it: neither that it slept, nor that the connection, which still seems open, is gone."""
    page = citizen.page
    page.clock.install()
    load(page)
    line.lose()
    start_from_the_run_sheet(facilitator, "Accueil")
    page.clock.fast_forward("10:00")
    expect(title(citizen)).to_have_text("Accueil", timeout=3_000)
    assert banners(page) == 0


def test_a_line_that_died_without_a_word_is_found_out(citizen: Person, facilitator: Person, line: Line) -> None:
    """The browser says that there is no network; the page asks, and does not wait for ever."""
    page = citizen.page
    line.lose()
    start_from_the_run_sheet(facilitator, "Accueil")
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(title(citizen)).to_have_text("Accueil", timeout=15_000)


# The end of the line


def test_somebody_who_is_removed_is_told_and_keeps_their_words(
    people: Phonebook, codes: dict[str, list[str]], facilitator: Person
) -> None:
    """A new badge was given out: whoever holds the old device sees nothing more."""
    citizen = people.signed_in(codes["citizen"][1], PHONE)
    start_from_the_run_sheet(facilitator, "D’où vient notre eau")
    citizen.act("ask-question").locator('[name="text"]').fill("Combien de temps ?")
    facilitator.page.goto("/conferences/line/people/")
    row = facilitator.page.locator("[data-person]", has_text="Citoyen 2").first
    with facilitator.page.expect_popup():
        row.locator("form[data-act='print-badge'] button").click()
    gone = citizen.page.locator(".gone")
    expect(gone.locator("h2")).to_have_text("Vous ne faites plus partie de cette séance.")
    expect(citizen.page.locator(".regions")).to_be_empty()
    expect(citizen.page.locator("[data-rescue] textarea")).to_have_value("Combien de temps ?")
    assert_well_made(citizen, gone.locator("a"))


def test_the_oldest_of_too_many_pages_is_paused_and_can_go_on(
    people: Phonebook, codes: dict[str, list[str]], facilitator: Person
) -> None:
    citizen = people.signed_in(codes["citizen"][2], PHONE)
    start_from_the_run_sheet(facilitator, "D’où vient notre eau")
    question = citizen.act("ask-question").locator('[name="text"]')
    question.fill("Combien de temps ?")
    others = [citizen.page.context.new_page() for _ in range(PAGES_PER_PERSON)]
    for other in others:
        other.goto("/conferences/line/sitting/")
    gone = citizen.page.locator(".gone")
    go_on = gone.locator("button")
    expect(go_on).to_be_visible()
    expect(citizen.page.locator(".regions")).to_be_hidden()
    facilitator.do("end-round")
    assert_well_made(citizen, go_on)
    assert banners(citizen.page) == 0
    go_on.click()
    expect(gone).to_have_count(0)
    expect(title(citizen)).to_have_text("Entre deux temps")
    expect(citizen.page.locator("[data-rescue] textarea")).to_have_value("Combien de temps ?")
    expect(others[0].locator(".gone button")).to_be_visible()
    expect(others[1].locator(".gone")).to_have_count(0)


def assert_well_made(person: Person, target: Locator) -> None:
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert person.violations() == []
    box = target.bounding_box()
    assert box is not None
    assert box["height"] >= FINGER
    assert box["width"] >= FINGER
    assert person.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
