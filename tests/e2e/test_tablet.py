"""One tablet, one table, two people who vote one after the other: neither ever sees the other's ballot."""

import re
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.e2e.people import DESK, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
TABLET = {"width": 820, "height": 1180}


@dataclass
class Table:
    """The tablet of table 1, and the badge codes of those who sit there, by the name on its page."""

    tablet: Person
    codes: dict[str, str]

    @property
    def page(self) -> Page:
        return self.tablet.page

    @property
    def names(self) -> list[str]:
        return self.page.locator("[data-lend-to] strong").all_inner_texts()

    def say_it_is_me(self, name: str) -> None:
        self.page.locator("[data-lend-to]", has=self.page.get_by_text(name, exact=True)).click()
        expect(self.page.locator("h1")).to_contain_text(name)

    def type(self, code: str) -> None:
        self.page.locator('[name="code"]').fill(code)
        self.page.locator('form[data-act="lend-tablet"] button').click()

    def take(self, name: str) -> None:
        self.say_it_is_me(name)
        self.type(self.codes[name])
        expect(self.page.locator(".me-name")).to_contain_text(name)
        expect(self.page.locator(".lent-who")).to_contain_text(name)

    def give_back(self) -> None:
        self.page.locator(".lent-back").click()
        self.is_the_tables()

    def is_the_tables(self) -> None:
        expect(self.page.locator(".tablet-name")).to_be_visible()

    def holds_nothing(self) -> None:
        """Neither in sight nor in the page's source: no form of a vote, no mark of one, nobody's own region."""
        self.page.wait_for_load_state()
        html = self.page.content()
        traces = ('data-act="cast-paper"', 'data-marks="[^"]*(ballot|attendance)', "me-name", "lent-who", "is-done")
        assert [each for each in traces if re.search(each, html)] == []
        assert [field.input_value() for field in self.page.locator('[name="code"]').all()] in ([], [""])


@dataclass(frozen=True)
class Played:
    tablet: str
    citizens: list[str]


@pytest.fixture(scope="module")
def played(browser: Browser, server: Server) -> Played:
    """A vote is going on; the facilitator has added a tablet for table 1 and printed its badge."""
    people = Phonebook(browser, server)
    with stagehand(server.environment) as hand:
        codes = hand.begin(VILLAGE, slug="tablette", citizens=4)
        hand.reach("tablette", "ballot")
    page = people.signed_in(codes["facilitator"][0], DESK).page
    page.goto("/conferences/tablette/people/")
    form = page.locator('form[data-act="add-tablet"]')
    form.locator('[name="table"]').fill("1")
    form.locator("button").click()
    with page.context.expect_page() as opened:
        added = page.locator('[data-role="table"]').filter(has_not_text="a un badge")
        added.locator('form[data-act="print-badge"] button').click()
    code = opened.value.locator(".badge-code").inner_text().replace("-", "")
    people.close()
    return Played(code, codes["citizen"])


@pytest.fixture
def table(people: Phonebook, played: Played) -> Table:
    tablet = people.signed_in(played.tablet, TABLET, has_touch=True)
    # Numbered as they were admitted: the codes are in that order.
    names = Table(tablet, {}).names
    return Table(tablet, {name: played.citizens[int(re.findall(r"\d+", name)[0]) - 1] for name in names})


def test_two_people_one_after_the_other_never_see_each_others_ballot(table: Table) -> None:
    # Of the three who sit there, the one between has voted on a phone.
    first, _, second = table.names
    page = table.page
    assert table.tablet.violations() == []
    table.holds_nothing()

    table.say_it_is_me(first)
    assert table.tablet.violations() == []
    table.type(table.codes[second])
    expect(page.locator("[data-errors=code]")).to_be_visible()
    table.type(table.codes[first])
    expect(page.locator(".me-name")).to_contain_text(first)
    assert table.tablet.violations() == []
    ballots = table.tablet.acts("cast-paper")
    ballots[0].locator("label.choice-for").click()
    ballots[0].locator("button[type=submit]").click()
    expect(ballots[0]).to_be_hidden()
    expect(page.locator("[data-lent-done] span")).to_be_visible()
    # Before it is given back, a vote is changed, and its receipt read.
    page.locator("[data-reopens]:visible").first.click()
    ballots[0].locator("label.choice-abstain").click()
    ballots[0].locator("button[type=submit]").click()
    expect(ballots[0]).to_be_hidden()
    page.goto("/conferences/tablette/ballots/mine/")
    expect(page.locator(".receipt-code")).to_have_count(1)
    page.goto("/conferences/tablette/opinion/")
    expect(page.locator(".lent-who")).to_contain_text(first)
    page.goto("/conferences/tablette/sitting/")
    if len(ballots) > 1:
        ballots[1].locator("label.choice-against").click()
    table.give_back()
    table.holds_nothing()
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] in {"receipts", "lent"}] == []
    assert page.request.get("/conferences/tablette/ballots/mine/").status == 403

    for _ in range(5):
        # A wrong code that was sent is not sent again by going back: the browser asks, and shows nothing.
        with suppress(Error):
            page.go_back()
        page.wait_for_timeout(1000)
        table.holds_nothing()
    page.goto("/conferences/tablette/sitting/")
    page.reload()
    table.is_the_tables()
    table.holds_nothing()

    table.take(second)
    forms = table.tablet.acts("cast-paper")
    assert len(forms) == len(ballots)
    assert page.locator("form[data-act=cast-paper] input:checked").count() == 0
    assert page.locator(".is-done").count() == 0
    assert first not in page.locator('[data-region="person"]').inner_html()
    page.go_back()
    page.go_forward()
    expect(page.locator(".me-name")).to_contain_text(second)
    assert page.locator("form[data-act=cast-paper] input:checked").count() == 0
    table.give_back()
    table.holds_nothing()


def test_left_alone_it_warns_and_goes_back_with_what_was_not_sent(table: Table) -> None:
    page = table.page
    name = table.names[-1]
    page.clock.install()
    table.take(name)
    ballot = table.tablet.acts("cast-paper")[0]
    ballot.locator("label.choice-for").click()
    warning = page.locator("[data-lent-warning] span")
    page.clock.run_for(65_000)
    expect(warning).to_be_hidden()
    page.clock.run_for(10_000)
    expect(warning).to_be_visible()
    assert table.tablet.violations() == []
    page.locator("[data-lent-stay]").click()
    expect(warning).to_be_hidden()
    page.clock.run_for(80_000)
    expect(warning).to_be_visible()
    page.clock.run_for(15_000)
    table.is_the_tables()
    table.holds_nothing()
    table.take(name)
    assert page.locator("form[data-act=cast-paper] input:checked").count() == 0


def test_words_that_were_typed_and_not_sent_are_asked_about_before_they_go(table: Table) -> None:
    """By hand; and the tablet is lent to whoever's code is typed, without a name."""
    page = table.page
    name = table.names[-1]
    page.locator("a[data-lend]").click()
    table.type(table.codes[name])
    expect(page.locator(".me-name")).to_contain_text(name)
    page.evaluate(
        """() => {
        const form = document.querySelector('form[data-act="cast-paper"]');
        form.append(document.createElement("textarea"));
        form.querySelector("textarea:last-child").id = "typed";
    }"""
    )
    page.locator("#typed").fill("Mes mots")
    page.locator(".lent-back").click()
    dialog = page.locator("[data-confirm-dialog]")
    expect(dialog).to_be_visible()
    dialog.locator("button[value=no]").click()
    expect(page.locator(".me-name")).to_contain_text(name)
    page.locator(".lent-back").click()
    dialog.locator("button[value=yes]").click()
    table.is_the_tables()
