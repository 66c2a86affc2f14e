"""How pages are shown, dialogs, and the style guide: by hand, by keyboard, and without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import Server
from tests.e2e.test_line import until_ready

SMALL = {"width": 320, "height": 640}


def choose(page: Page, text: str, theme: str) -> None:
    page.locator(f'[data-display-form] input[name="text"][value="{text}"]:visible').check()
    page.locator(f'[data-display-form] input[name="theme"][value="{theme}"]:visible').check()


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.fixture
def phone(people: Phonebook) -> Page:
    page = people.device(PHONE)
    page.goto("/badge/")
    return page


def test_a_choice_is_seen_at_once_and_kept_without_leaving_the_page(phone: Page) -> None:
    light = ground(phone)
    phone.get_by_label("code").fill("ABCDE")
    phone.locator("#open-display").click()
    choose(phone, "large", "dark")
    root = phone.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    assert ground(phone) != light
    phone.locator("#display-dialog button[type=submit]").click()
    expect(phone.locator("#display-dialog")).to_be_hidden()
    expect(phone.get_by_label("code")).to_have_value("ABCDE")
    phone.goto("/verify/")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-text", "large")


def test_leaving_without_sending_changes_nothing(phone: Page) -> None:
    phone.locator("#open-display").click()
    choose(phone, "large", "dark")
    phone.keyboard.press("Escape")
    expect(phone.locator("html")).not_to_have_attribute("data-theme", "dark")
    phone.reload()
    expect(phone.locator("html")).not_to_have_attribute("data-text", "large")


def test_the_other_language_needs_a_new_page(phone: Page) -> None:
    phone.locator("#open-display").click()
    phone.locator('[data-display-form] input[name="language"][value="en"]').check()
    phone.locator("#display-dialog button[type=submit]").click()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    assert phone.url.endswith("/badge/")


def test_without_a_script_the_same_is_a_page(people: Phonebook) -> None:
    page = people.device(PHONE, java_script_enabled=False)
    page.goto("/verify/")
    page.locator("#open-display").click()
    page.locator('main input[name="theme"][value="dark"]').check()
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/verify/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_dialog_by_keyboard(people: Phonebook) -> None:
    page = people.device(DESK)
    page.goto("/styleguide/")
    opener, dialog = page.locator("#open-sample-dialog"), page.locator("#sample-dialog")
    opener.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_dialog_by_pointer(people: Phonebook) -> None:
    page = people.device(DESK)
    page.goto("/styleguide/")
    dialog = page.locator("#sample-dialog")
    for close in (
        lambda: dialog.locator("[data-closes]").first.click(),
        lambda: page.mouse.click(5, 5),
    ):
        page.locator("#open-sample-dialog").click()
        expect(dialog).to_be_visible()
        dialog.locator("p").click()
        expect(dialog).to_be_visible()
        close()
        expect(dialog).to_be_hidden()


def test_focus_is_not_lost_when_what_opened_a_dialog_is_gone(people: Phonebook) -> None:
    page = people.device(DESK)
    page.goto("/styleguide/")
    page.locator("#open-sample-dialog").click()
    page.evaluate("document.getElementById('open-sample-dialog').remove()")
    page.keyboard.press("Escape")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("text", ["normal", "large"])
def test_the_style_guide_is_clean_and_fits_a_small_phone(people: Phonebook, text: str) -> None:
    page = people.device(SMALL)
    page.goto("/styleguide/")
    page.locator("#open-display").click()
    choose(page, text, "light")
    page.locator("#display-dialog button[type=submit]").click()
    expect(page.locator("#display-dialog")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    found = {}
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found[theme] = Person(page).violations()
    assert found == {"light": [], "dark": []}


def test_the_countdowns_run(people: Phonebook) -> None:
    page = people.device(PHONE)
    page.goto("/styleguide/")
    clocks = page.locator("#sample-countdown [data-clock]")
    expect(clocks.nth(0).locator("[data-countdown]")).not_to_be_empty()
    expect(clocks.nth(2)).to_have_class("countdown is-over")
    shares = [int(ring.get_attribute("stroke-dashoffset") or 0) for ring in page.locator("[data-ring]").all()]
    assert 290 <= shares[0] <= 320
    assert shares[2] == 1000


def test_a_page_refuses_what_is_not_ours_and_opens_its_socket(people: Phonebook, server: Server) -> None:
    codes = server.conference("drees-2016", slug="policy", citizens=3)
    refused: list[str] = []
    citizen = people.signed_in(codes["citizen"][0], PHONE)
    citizen.page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
    with until_ready(citizen.page):
        citizen.page.goto("/conferences/policy/sitting/")
    assert refused == []
    citizen.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'taken'";
          document.body.append(script);
        }"""
    )
    assert citizen.page.title() != "taken"
    assert any("inline script" in said for said in refused)
