"""A document is read in the page: at its page, by hand and by keyboard, beside the sitting, and without a script; where
one stopped and what one read is found again."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.documents import pdf
from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import Server

PAGES = [f"La page {number} du rapport" for number in range(1, 13)]
DOSSIER = "/conferences/reading/dossier/"


@pytest.fixture(scope="module")
def codes(server: Server) -> dict[str, list[str]]:
    return server.conference("drees-2016", slug="reading", citizens=4)


def bring(person: Person, folder: Path) -> str:
    """The address of a document of twelve pages that somebody puts into the dossier."""
    file = folder / "rapport.pdf"
    file.write_bytes(pdf(*PAGES))
    page = person.page
    page.goto(DOSSIER)
    form = page.locator("form[data-act=add-document]")
    form.locator("[name=title]").fill("Le rapport")
    form.locator("[name=source]").fill("Une agence")
    form.locator("[name=file]").set_input_files(file)
    form.locator("button[type=submit]").click()
    return page.locator("[data-document] a").first.get_attribute("href") or ""


def shows(page: Page, number: int) -> None:
    expect(page.locator(f'[data-shown="{number}"]')).to_be_visible()
    expect(page.locator(".textLayer")).to_have_text(PAGES[number - 1])


def test_a_document_is_read_at_its_page_by_everyone(
    people: Phonebook, browser: Browser, codes: dict[str, list[str]], tmp_path: Path
) -> None:
    address = bring(people.signed_in(codes["facilitator"][0], DESK), tmp_path)
    citizen = people.signed_in(codes["citizen"][0], PHONE)
    page = citizen.page
    page.goto(f"{address}?page=7")
    shows(page, 7)
    page.locator('[data-turn="1"]').click()
    shows(page, 8)
    page.keyboard.press("PageDown")
    shows(page, 9)
    page.locator("[data-reader-number] input").fill("12")
    page.keyboard.press("Enter")
    shows(page, 12)
    assert page.url.endswith("?page=12")
    page.reload()
    shows(page, 12)

    plain = browser.new_context(base_url=page.url.split("/conferences")[0], java_script_enabled=False)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    unscripted = plain.new_page()
    unscripted.goto(f"{address}?page=7")
    expect(unscripted.locator("[data-reader-plain]")).to_have_attribute("href", f"{address}file/#page=7")
    expect(unscripted.locator("[data-reader-bar]")).to_be_hidden()
    plain.close()

    # Two taps away from the round, and beside it where there is room.
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto("/conferences/reading/sitting/")
    page.locator("#tool-dossier").click()
    page.locator("#dossier-dialog [id^=sheet-] [data-beside]").first.click()
    expect(page.locator("[data-dock] .sheet-answer")).to_have_count(3)
    page.locator("#tool-dossier").click()
    page.locator("#dossier-dialog [id^=document-] [data-beside]").first.click()
    # Where they had stopped.
    shows(page, 12)
    expect(page.locator("[data-dock] h1")).to_be_focused()
    page.locator('[data-dock] [data-act="mark-read"] button').click()
    expect(page.locator('[data-dock] [data-act="mark-unread"] button')).to_be_visible()
    assert page.url.endswith("/sitting/")
    page.locator("[data-dock-closes]").click()
    expect(page.locator("[data-dock]")).to_be_hidden()
    page.locator("#tool-dossier").click()
    mine = '#dossier-dialog [data-since^="document-"]'
    expect(page.locator(mine).first).to_be_visible()
    expect(page.locator(f"{mine} + .not-read").first).to_be_hidden()
