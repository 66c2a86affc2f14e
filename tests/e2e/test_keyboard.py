"""Everything from the keyboard alone: no pointer is ever used, and what has the focus is always known."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import DESK, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
FURTHEST = 150


@dataclass
class Typist:
    """Someone whose page knows no pointer."""

    person: Person

    @property
    def page(self) -> Page:
        return self.person.page

    def reach(self, selector: str) -> None:
        """Go on with Tab until what matches has the focus; what is folded on the way there is unfolded."""
        for _step in range(FURTHEST):
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            if self.page.evaluate(HOLDS, selector):
                self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached in {FURTHEST} steps of Tab")

    def press(self, act: str) -> None:
        """Press the button of an act's form, and say yes where the page asks."""
        self.reach(f'form[data-act="{act}"] button[type=submit]')
        if self.form(act).get_attribute("data-over"):
            self.person.vote(self.form(act), press=lambda: self.page.keyboard.press("Enter"))
            return
        with self.page.expect_response(lambda response: response.request.method == "POST") as posted:
            self.page.keyboard.press("Enter")
            if self.page.locator("[data-confirm-dialog][open]").count():
                self.reach("[data-confirm-dialog] button[value=yes]")
                self.page.keyboard.press("Enter")
        assert posted.value.status == 200, posted.value.text()

    def form(self, act: str) -> Locator:
        return self.person.act(act)


# The focus is on the handle of something folded that holds it.
HOLDS = """(selector) => {
  const handle = document.activeElement.closest("summary"), folded = handle?.parentElement;
  return Boolean(folded && !folded.open && folded.querySelector(selector));
}"""


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as at_work:
        yield at_work


def test_a_citizen_takes_part(people: Phonebook, hand: Stagehand) -> None:
    codes = hand.begin(VILLAGE, slug="keys", citizens=10)
    hand.reach("keys", "pause")
    latecomer = Typist(people.signed_in(codes["citizen"][-1], DESK))
    latecomer.press("sign-attendance")
    expect(latecomer.form("sign-attendance")).to_be_hidden()

    hand.reach("keys", "questionnaire")
    # One of those for whom the story does nothing yet in the middle of a round.
    citizen = Typist(people.signed_in(codes["citizen"][4], DESK))
    for fieldset in citizen.form("answer-items").locator("fieldset").all():
        name = fieldset.locator("input[type=radio]").first.get_attribute("name")
        citizen.reach(f'form[data-act="answer-items"] input[name="{name}"]')
        citizen.page.keyboard.press("Space")
    citizen.reach('form[data-act="answer-items"] textarea')
    citizen.page.keyboard.type("La rivière à sec.")
    citizen.press("answer-items")
    expect(citizen.form("answer-items")).to_be_hidden()

    hand.reach("keys", "hearing")
    citizen.page.reload()
    citizen.press("raise-hand")
    expect(citizen.form("lower-hand")).to_be_visible()

    hand.reach("keys", "ballot")
    citizen.page.reload()
    waiting = citizen.page.locator('form[data-act="cast-paper"]:visible')
    before = waiting.count()
    citizen.reach('form[data-act="cast-paper"] input[type=radio]')
    citizen.page.keyboard.press("ArrowDown")
    citizen.press("cast-paper")
    expect(waiting).to_have_count(before - 1)


def test_a_facilitator_guides_a_round(people: Phonebook, hand: Stagehand) -> None:
    codes = hand.begin(VILLAGE, slug="keys-desk", citizens=10)
    hand.reach("keys-desk", "tables")
    facilitator = Typist(people.signed_in(codes["facilitator"][0], DESK))
    facilitator.press("answer-call")
    expect(facilitator.form("answer-call")).to_be_hidden()

    first, second = (facilitator.page.locator(f"#glance-table-{number} .people-list li") for number in (1, 2))
    at_first, at_second = first.count(), second.count()
    facilitator.reach('form[data-act="move-citizen"] select')
    choose(facilitator, first.first.get_attribute("data-ref") or "")
    facilitator.page.keyboard.press("Tab")
    facilitator.reach('form[data-act="move-citizen"] select')
    choose(facilitator, "2")
    facilitator.press("move-citizen")
    expect(first).to_have_count(at_first - 1)
    expect(second).to_have_count(at_second + 1)

    running = facilitator.page.locator("#run-sheet [data-state=running]")
    facilitator.press("end-round")
    expect(running).to_have_count(0)
    facilitator.press("start-round")
    expect(running).to_have_count(1)


def choose(typist: Typist, value: str) -> None:
    """In the list that has the focus, as arrow keys do."""
    focused = typist.page.locator(":focus")
    for _option in range(focused.locator("option").count()):
        if focused.input_value() == value:
            return
        typist.page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option {value}")


# What is said to those who do not see the page

LISTEN = """() => {
  window.told = [];
  const note = (text) => text.trim() && window.told.push(text.trim());
  for (const place of document.querySelectorAll("[role=status], [role=alert], [aria-live]")) {
    new MutationObserver(() => note(place.textContent)).observe(place, { childList: true, subtree: true });
  }
}"""


def told(page: Page, text: str) -> int:
    return int(page.evaluate("(text) => window.told.filter((each) => each.includes(text)).length", text))


def test_what_happens_is_announced_once(people: Phonebook, server: Server, hand: Stagehand) -> None:
    codes = hand.begin(VILLAGE, slug="heard", citizens=10)
    hand.reach("heard", "review")
    facilitator = people.signed_in(codes["facilitator"][0], DESK)
    citizen = people.signed_in(codes["citizen"][0], DESK)
    citizen.page.evaluate(LISTEN)
    facilitator.page.evaluate("document.querySelector('#write-notice').open = true")
    facilitator.do("send-notice", text="Le repas est prêt.")
    citizen.sees("Le repas est prêt.")
    facilitator.do("end-round")
    facilitator.do("start-round")
    citizen.sees("Vote sur chaque proposition")
    citizen.page.wait_for_timeout(1500)
    heard = citizen.page.evaluate("window.told")
    assert told(citizen.page, "Le repas est prêt.") == 1, heard
    assert told(citizen.page, "Vote sur chaque proposition") == 1, heard
