"""Papers of each method, filled in on a phone: what is compared is on one page, and the receipt finds its paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import too_small, too_wide
from tests.e2e.people import PHONE, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = ROOT / "tests/live/scenarios/village-2026.yaml"
RULES = {
    "consent": "majority: 1, strict: false",
    "approval": "majority: 1/2, strict: true",
    "majority-judgment": "majority: 1/2, strict: true, named: true",
    "points": "majority: 1/2, strict: true, places: 2",
}


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as found:
        yield found


def under(method: str, folder: Path) -> str:
    """The village, whose proposals are decided by this method."""
    written = VILLAGE.read_text(encoding="utf-8")
    rule = f"  proposals: {{quorum: 1/2, method: {method}, {RULES[method]}}}"
    changed = re.sub(r"  proposals: \{.*\}", rule, written, count=1)
    assert changed != written
    file = folder / f"{method}.yaml"
    file.write_text(changed, encoding="utf-8")
    return str(file)


def fill(paper: Locator, method: str) -> None:
    if method == "consent":
        paper.locator("label.choice-object").click()
        paper.locator("button[type=submit]").click()
        # Without a reason it stays, with everything in it.
        expect(paper.get_by_text("Une objection se motive")).to_be_visible()
        paper.get_by_label("Pourquoi vous objectez").fill("Cela coûte trop cher au village.")
    elif method == "approval":
        paper.locator("input[type=checkbox]").first.check()
    elif method == "majority-judgment":
        for number, group in enumerate(paper.locator("fieldset").all()):
            group.locator("label", has_text=("Très bien", "Insuffisant")[number % 2]).click()
    else:
        choices = paper.locator("select")
        choices.nth(0).select_option("1")
        choices.nth(1).select_option("1")
        paper.locator("button[type=submit]").click()
        expect(paper.get_by_text("Une seule proposition peut venir en premier")).to_be_visible()
        choices.nth(1).select_option("2")


@pytest.mark.parametrize("method", RULES)
def test_a_paper_is_filled_in_counted_and_found(
    method: str, people: Phonebook, hand: Stagehand, tmp_path: Path
) -> None:
    slug = f"vote-{method}"
    codes = hand.begin(under(method, tmp_path), slug=slug, citizens=6)
    hand.reach(slug, "ballot")
    citizen = people.signed_in(codes["citizen"][0], PHONE, has_touch=True, is_mobile=True)
    page: Page = citizen.page
    paper = page.locator('form[data-act="cast-paper"]').first
    fill(paper, method)
    assert citizen.violations() == []
    assert too_small(page) + too_wide(page) == []
    paper.locator("button[type=submit]").click()
    expect(paper).to_be_hidden()
    page.get_by_role("link", name="Mes reçus").first.click()
    expect(page.locator(".receipt-code").first).to_have_text(re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$"))
    assert citizen.violations() == []
