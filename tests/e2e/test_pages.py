"""Every address, as everyone who may open it: it is ours, in their language, for every eye, hand and width, and the
browser has nothing to complain of."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import pages
from tests.e2e.looking import (
    Ears,
    told,
    too_small,
    too_wide,
    unprotected,
    unseen_focus,
    violations,
    violations_in_both_themes,
    without_its_frame,
)
from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import Server, running_server
from tests.staging.stagehand import Stagehand, stagehand

ROLES = ("citizen", "facilitator", "expert", "steering", "guarantor", "sponsor", "table", "nobody")
# 1280 pixels at 400 %.
NARROW = {"width": 320, "height": 512}
MOMENTS = ("preparation", "tables", "handed-over")
ROUNDS = (
    "plenary", "hearing", "tables", "drafting", "review", "ballot", "writing", "adoption", "signing", "handover",
)  # fmt: skip

FOLLOWERS = ("citizen", "facilitator", "expert", "guarantor", "table")
LIVE = "live"

Codes = dict[str, list[str]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Of its own: the page of the demonstration is there too."""
    folder = tmp_path_factory.mktemp("pages")
    with running_server(folder, DEMO="1", DEMO_BADGES=str(folder / "badges.json")) as running:
        yield running


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as at_work:
        yield at_work


@pytest.fixture(scope="module")
def conferences(server: Server, hand: Stagehand) -> dict[str, Codes]:
    """One conference at each moment, with real texts."""
    found = {}
    for moment in MOMENTS:
        found[moment] = hand.begin("drees-2016", slug=moment, citizens=12)
        if moment != "preparation":
            hand.reach(moment, moment)
    badges = [{"role": role, "name": role, "code": codes[0]} for role, codes in found["preparation"].items()]
    Path(server.environment["DEMO_BADGES"]).write_text(json.dumps(badges))
    return found


def visitor(people: Phonebook, codes: Codes, role: str, viewport: dict[str, int] = PHONE) -> Person:
    """Whoever wants less motion sees every colour at once."""
    if role == "nobody":
        return Person(people.device(viewport, reduced_motion="reduce"))
    return people.signed_in(codes[role][0], viewport, reduced_motion="reduce")


def looked_at(page: Page, address: str, language: str = "fr") -> list[str]:
    """All that is wrong with a page: on a phone in both themes, then as narrow as a page gets, in large letters too."""
    found = unprotected(page.goto(address))
    found += without_its_frame(page, language)
    found += unseen_focus(page)
    open_all(page)
    found += violations_in_both_themes(page)
    found += too_small(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found += too_wide(page)
    page.evaluate("document.documentElement.dataset.text = 'large'")
    found += [f"large letters, {line}" for line in too_wide(page)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return found


def open_all(page: Page) -> None:
    """What a press unfolds is looked at too."""
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.fixture(scope="module")
def devices(browser: Browser, server: Server, hand: Stagehand) -> Iterator[dict[str, Person]]:
    """One for each of those who follow a sitting, kept from round to round."""
    phonebook = Phonebook(browser, server)
    codes = hand.begin("drees-2016", slug=LIVE, citizens=12)
    yield {role: visitor(phonebook, codes, role) for role in FOLLOWERS}
    phonebook.close()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_good_for_everyone(people: Phonebook, conferences: dict[str, Codes], role: str, moment: str) -> None:
    reader = visitor(people, conferences[moment], role)
    ears = Ears()
    ears.listen(reader.page)
    addresses = pages.of_conference(moment)
    if moment == "preparation" and role in {"nobody", "citizen"}:
        addresses |= pages.everywhere()
    if (role, moment) == ("table", "tables"):
        reader.page.goto(addresses["sitting"])
        link = reader.page.locator("main a[href*='/tablet/']").first
        addresses["lend_tablet_to"] = link.get_attribute("href") or ""
    found = {name: wrong for name, address in addresses.items() if (wrong := looked_at(reader.page, address))}
    assert not found, told(found)
    assert ears.heard == []


@pytest.mark.parametrize("kind", ROUNDS)
def test_the_live_page_is_good_in_every_kind_of_round(devices: dict[str, Person], hand: Stagehand, kind: str) -> None:
    hand.reach(LIVE, kind)
    address, found = pages.address("sitting", slug=LIVE), {}
    for role, reader in devices.items():
        ears = Ears()
        ears.listen(reader.page)
        if wrong := looked_at(reader.page, address) + ears.heard:
            found[role] = wrong
    assert not found, told(found)


def test_every_page_is_good_in_english(people: Phonebook, server: Server, conferences: dict[str, Codes]) -> None:
    found = {}
    for role, moment in (("facilitator", "tables"), ("guarantor", "handed-over")):
        reader = visitor(people, conferences[moment], role)
        reader.page.context.add_cookies([{"name": "django_language", "value": "en", "url": server.url}])
        for name, address in (pages.of_conference(moment) | pages.everywhere()).items():
            reader.page.goto(address)
            open_all(reader.page)
            if wrong := without_its_frame(reader.page, "en") + violations(reader.page):
                found[f"{name} as {role}"] = wrong
    assert not found, told(found)


def test_whatever_is_not_walked_is_an_act(people: Phonebook, conferences: dict[str, Codes]) -> None:
    """And an act is never done by opening its address. A new page must be named in tests/e2e/pages.py."""
    facilitator = visitor(people, conferences["tables"], "facilitator")
    acts = pages.acts()
    opened = {name: facilitator.page.request.get(pages.address(name, slug="tables")).status for name in acts}
    assert opened == dict.fromkeys(acts, 405)


POST = """([address, token]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  form.append(Object.assign(document.createElement("input"), { name: "csrfmiddlewaretoken", value: token }));
  document.body.append(form);
  form.submit();
}"""


@pytest.mark.parametrize("token", ["theirs", "forged"])
def test_the_page_that_refuses_an_act_is_good(people: Phonebook, conferences: dict[str, Codes], token: str) -> None:
    """Shown to whoever acts without JavaScript: by the rule, and by the protection against forged forms."""
    citizen = visitor(people, conferences["tables"], "citizen")
    citizen.page.goto(pages.address("conference", slug="tables"))
    real = citizen.page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    address = pages.address("open_sitting", slug="tables", number="1")
    with citizen.page.expect_navigation() as refused:
        citizen.page.evaluate(POST, [address, real if token == "theirs" else "forged"])
    assert refused.value.status == 403
    found = unprotected(refused.value) + without_its_frame(citizen.page, "fr")
    found += violations_in_both_themes(citizen.page) + too_small(citizen.page)
    assert found == []


def test_badges_are_printed_with_a_code_that_signs_in(people: Phonebook, conferences: dict[str, Codes]) -> None:
    facilitator = visitor(people, conferences["preparation"], "facilitator", DESK)
    facilitator.page.goto("/conferences/preparation/people/")
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
