"""A paper box, counted by two people on their own devices: blind to each other, then together, to one result."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
HERE = "/conferences/urne/box/"


def act(page: Page, name: str, nth: int = 0) -> None:
    """Press a button of this act, and say yes to its consequence."""
    form = page.locator(f'form[data-act="{name}"]').nth(nth)
    asks = form.get_attribute("data-confirm")
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
        if asks:
            page.locator("[data-confirm-dialog] button[value=yes]").click()


def key_in(person: Person, figures: str) -> None:
    """By keyboard alone: a figure, Enter."""
    page = person.page
    for number, figure in enumerate(figures, start=1):
        expect(page.locator("#keying-title")).to_have_text(f"Bulletin {number}")
        page.keyboard.press(figure)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def test_two_papers_are_given_keyed_in_twice_settled_and_counted(people: Phonebook, server: Server) -> None:
    with stagehand(server.environment) as hand:
        codes = hand.begin(VILLAGE, slug="urne", citizens=4)
        hand.reach("urne", "ballot")
    facilitator = people.signed_in(codes["facilitator"][0], DESK)
    other = people.signed_in(codes["facilitator"][1], PHONE)
    page = facilitator.page

    page.goto("/conferences/urne/sitting/")
    page.locator("#open-box").click()
    # In the story the second and the fourth have voted on their phones.
    act(page, "give-papers")
    act(page, "give-papers")
    expect(page.locator("main")).to_contain_text("Cette personne a déjà voté")
    page.goto(HERE)
    act(page, "give-papers", 1)
    expect(page.locator(".elector.on-paper")).to_have_count(2)
    assert facilitator.violations() == []

    for ballot in page.locator("[data-box]").evaluate_all("boxes => boxes.map(box => box.dataset.box)"):
        page.goto(HERE)
        act(page, "open-count")
        count = f"{HERE}{ballot}/"
        page.goto(count)
        other.page.goto(count)
        assert facilitator.violations() + other.violations() == []
        key_in(facilitator, "11")
        page.keyboard.press("Backspace")
        expect(page.locator("#keying-title")).to_have_text("Bulletin 2")
        page.keyboard.press("1")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        act(page, "finish-keying")
        expect(page.locator("#compared")).to_have_count(0)
        key_in(other, "12")
        act(other.page, "finish-keying")

        difference = other.page.locator(".difference")
        expect(difference).to_have_count(1)
        expect(difference.locator("dd")).to_have_text(["Contre", "Pour"])
        difference.locator("summary").click()
        assert other.violations() == []
        difference.locator("label.choice-for").click()
        act(other.page, "correct-paper")
        page.goto(count)
        act(page, "settle-count")
        expect(page.locator(".banner-good")).to_be_visible()

    page.goto("/conferences/urne/sitting/")
    # In the story an amendment is voted on before the proposals.
    facilitator.press(facilitator.act("open-proposal-votes"))
    expect(page.locator(".results").first).to_contain_text(re.compile(r"Pour"))
