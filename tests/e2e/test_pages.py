"""Every page that is read, as every role: it is ours, in French, and axe-core finds nothing wrong with it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.people import PHONE, Person, Phonebook
from tests.e2e.server import Server

ROLES = ("citizen", "facilitator", "expert", "steering", "guarantor", "sponsor", "nobody")
ANYONE = (
    "/",
    "/badge/",
    "/b/ABCDE-FGHJK/",
    "/verify/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
)
OF_A_CONFERENCE = ("", "sitting/", "people/", "dossier/", "journal/", "opinion/")


@pytest.fixture(scope="module")
def codes(server: Server) -> dict[str, list[str]]:
    return server.conference("drees-2016", slug="pages", citizens=6)


def visitor(people: Phonebook, codes: dict[str, list[str]], role: str) -> Person:
    return Person(people.device(PHONE)) if role == "nobody" else people.signed_in(codes[role][0], PHONE)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_an_accessibility_violation(people: Phonebook, codes: dict[str, list[str]], role: str) -> None:
    reader = visitor(people, codes, role)
    found: dict[str, list[str]] = {}
    for address in (*ANYONE, *(f"/conferences/pages/{page}" for page in OF_A_CONFERENCE), "/no-such-page/"):
        reader.page.goto(address)
        expect(reader.page.locator("h1")).to_have_count(1)
        expect(reader.page.locator("html")).to_have_attribute("lang", "fr")
        for scheme in ("light", "dark"):
            reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if violations := reader.violations():
                found[f"{address} {scheme}"] = violations
    assert found == {}


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_is_wider_than_a_small_phone(people: Phonebook, codes: dict[str, list[str]], width: int) -> None:
    facilitator = visitor(people, codes, "facilitator")
    facilitator.page.set_viewport_size({"width": width, "height": 700})
    wide = []
    for address in ("/", *(f"/conferences/pages/{page}" for page in OF_A_CONFERENCE)):
        facilitator.page.goto(address)
        if (found := facilitator.page.evaluate("document.documentElement.scrollWidth")) > width:
            wide.append((address, found))
    assert wide == []


def test_badges_are_printed_with_a_code_that_signs_in(people: Phonebook, codes: dict[str, list[str]]) -> None:
    facilitator = visitor(people, codes, "facilitator")
    facilitator.page.goto("/conferences/pages/people/")
    row = facilitator.page.locator("[data-person]", has_text="Citoyen 6").first
    with facilitator.page.expect_popup() as opened:
        row.locator("form[data-act='print-badge'] button").click()
    sheet = Person(opened.value)
    expect(sheet.page.locator(".badge svg")).to_have_count(1)
    assert sheet.violations() == []
    code = sheet.page.locator(".badge-code").inner_text()
    citizen = Person(people.device(PHONE))
    citizen.page.goto("/badge/")
    citizen.page.get_by_label("code").fill(code.lower())
    citizen.page.locator("main button[type=submit]").click()
    citizen.page.wait_for_url("**/sitting/")
    citizen.sees("Citoyen 6")
