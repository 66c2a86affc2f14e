"""The gallery of proposals on a phone: what is unread, how one takes to each, and remarks on a passage."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import too_small, too_wide
from tests.e2e.people import PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
SLUG = "gallery"


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as found:
        yield found


def unread(page: Page) -> int:
    return page.locator('.reviewed:visible[data-unread="new"]').count()


def test_a_citizen_reads_answers_and_remarks(people: Phonebook, hand: Stagehand) -> None:
    codes = hand.begin(VILLAGE, slug=SLUG, citizens=6)
    hand.reach(SLUG, "review")
    citizen = people.signed_in(codes["citizen"][0], PHONE, has_touch=True, is_mobile=True)
    page = citizen.page
    cards = page.locator(".reviewed")
    every = cards.count()
    to_read = page.locator("[data-to-read]")
    assert unread(page) == every > 1
    expect(to_read).to_have_text(f"Encore à lire\u00a0: {every} sur {every}")

    # Opening it is reading it, also after a reload; with the keyboard as well as with a finger.
    cards.first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(to_read).to_have_text(f"Encore à lire\u00a0: {every - 1} sur {every}")
    page.reload()
    expect(to_read).to_have_text(f"Encore à lire\u00a0: {every - 1} sur {every}")
    page.locator("[data-unread-filter]").check()
    expect(page.locator(".reviewed:visible")).to_have_count(every - 1)
    page.locator("[data-unread-filter]").uncheck()
    expect(page.locator(".reviewed:visible")).to_have_count(every)

    filter_ = page.locator("[data-theme-filter]")
    filter_.select_option(index=1)
    some = page.locator(".reviewed:visible").count()
    assert 0 < some < every
    filter_.select_option("")

    takes_to_it(citizen)
    remarks_on_a_passage(citizen)
    assert citizen.violations() == []
    assert too_small(page) + too_wide(page) == []


def takes_to_it(citizen: Person) -> None:
    page = citizen.page
    page.locator(".reviewed summary").first.click()
    card = page.locator(".reviewed").first
    for degree in (2, 5):
        card.locator(f".choice-{degree}").click()
        citizen.press(citizen.act("take-temperature"))
    expect(card.locator(".card-answered")).to_be_visible()
    page.reload()
    expect(card.locator(".card-answered")).to_be_visible()
    expect(card.locator('[name="degree"][value="5"]')).to_be_checked()
    expect(page.locator('[name="degree"]:checked')).to_have_count(1)


def remarks_on_a_passage(citizen: Person) -> None:
    page = citizen.page
    card = page.locator(".reviewed").first
    card.locator("summary").first.click()
    passage = card.locator("[data-passage]").first
    passage.click()
    form = citizen.act("make-remark")
    expect(form.locator('[name="text"]')).to_be_focused()
    expect(form.locator('[name="passage"]')).to_have_value(passage.get_attribute("data-passage") or "")
    citizen.do("make-remark", text="Et les locataires ?")
    expect(card.locator(".beside .remarks").first).to_contain_text("Et les locataires")
    expect(form.locator('[name="passage"]')).to_have_value("")
