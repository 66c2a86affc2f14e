"""Every address, as everyone who may open it: it is ours, in their language, for every eye, hand and width, and the
browser has nothing to complain of."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.e2e import pages
from tests.e2e.looking import (
    Ears,
    told,
    too_small,
    too_wide,
    unprotected,
    unseen_focus,
    violations_but_of_colours,
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
    "plenary", "pause", "questionnaire", "hearing", "tables", "drafting", "review", "ballot", "writing", "adoption",
    "signing", "handover",
)  # fmt: skip
# One conference goes through every kind of round; the questionnaire that is asked twice is another one’s.
SCENARIO = "drees-2016"
SCENARIO_OF = {"questionnaire": "paris-2023"}
FOLLOWERS = ("citizen", "facilitator", "expert", "steering", "guarantor", "table")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')

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
        found[moment] = hand.begin(SCENARIO, slug=moment, citizens=12)
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


def walked(page: Page, addresses: dict[str, str], seen: set[str]) -> dict[str, list[str]]:
    """All that is wrong, by the name of the page. What somebody has ``seen`` already, what is the same for them all and
    what is around it, is not looked at again."""
    found = {}
    for name, address in addresses.items():
        answer = page.goto(address)
        before, _main, content = as_it_is_read(answer, address).partition("<main")
        faces = {before.partition("<body")[2], content}
        if not faces <= seen and (wrong := looked_at(page, answer)):
            found[name] = wrong
        seen |= faces
    return found


@pytest.fixture(scope="module")
def seen() -> set[str]:
    return set()


def as_it_is_read(answer: Response | None, address: str) -> str:
    """A page as it was served, without what nobody reads: its address, and the token of its forms."""
    assert answer
    return TOKEN.sub("", answer.text().replace(address, "").replace(quote(address, safe=""), ""))


def looked_at(page: Page, answer: Response | None) -> list[str]:
    """All that is wrong with the page that was answered. The focus goes the same way in every language."""
    # A text that is written together takes its room a moment after the page, and moves what is below it.
    expect(page.locator("[data-document][data-fields]:not(.is-up)")).to_have_count(0, timeout=15_000)
    found = unprotected(answer) + unseen_focus(page) + looked_at_in("fr", page, violations_in_both_themes)
    with in_english(page):
        page.reload()
        found += [f"in English, {line}" for line in looked_at_in("en", page, violations_but_of_colours)]
    return found


def looked_at_in(language: str, page: Page, violations: Callable[[Page], list[str]]) -> list[str]:
    """On a phone, then as narrow as a page gets, in large letters too."""
    found = without_its_frame(page, language)
    open_all(page)
    found += violations(page)
    found += too_small(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found += too_wide(page)
    page.evaluate("document.documentElement.dataset.text = 'large'")
    found += [f"large letters, {line}" for line in too_wide(page)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return found


@contextmanager
def in_english(page: Page) -> Iterator[None]:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
    yield
    page.context.clear_cookies(name="django_language")


def open_all(page: Page) -> None:
    """What a press unfolds is looked at too."""
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


@pytest.fixture(scope="module")
def devices(browser: Browser, server: Server, hand: Stagehand) -> Iterator[dict[str, dict[str, Person]]]:
    """In each scenario one for each of those who follow a sitting, kept from round to round."""
    phonebook, found = Phonebook(browser, server), {}
    for scenario in (SCENARIO, *SCENARIO_OF.values()):
        codes = hand.begin(scenario, slug=live(scenario), citizens=12)
        found[scenario] = {role: visitor(phonebook, codes, role) for role in FOLLOWERS if role in codes}
    yield found
    phonebook.close()


def live(scenario: str) -> str:
    """The slug of the conference that goes on."""
    return f"live-{scenario}"


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_good_for_everyone(
    people: Phonebook, conferences: dict[str, Codes], seen: set[str], role: str, moment: str
) -> None:
    reader = visitor(people, conferences[moment], role)
    ears = Ears()
    ears.listen(reader.page)
    addresses = pages.of_conference(moment)
    if moment == "preparation" and role in {"nobody", "citizen"}:
        addresses |= pages.everywhere()
    if (role, moment) == ("table", "tables"):
        reader.page.goto(addresses["sitting"])
        link = reader.page.locator(pages.LENDS_TO).first
        addresses["lend_tablet_to"] = link.get_attribute("href") or ""
    if (role, moment) == ("citizen", "tables"):
        reader.page.goto(addresses["sitting"])
        addresses["text"] = reader.page.locator(pages.TELLS_OF_A_TEXT).first.get_attribute("href") or ""
    if moment == "tables" and role in {"citizen", "facilitator"}:
        reader.page.goto(addresses["dossier"])
        addresses["document"] = reader.page.locator(pages.TELLS_OF_A_DOCUMENT).first.get_attribute("href") or ""
    if (role, moment) == ("guarantor", "handed-over"):
        reader.page.goto(addresses["ballots"])
        addresses["ballot"] = reader.page.locator(pages.TELLS_OF_A_VOTE).first.get_attribute("href") or ""
    if (role, moment) in {("facilitator", "handed-over"), ("sponsor", "handed-over")}:
        reader.page.goto(addresses["versions"])
        addresses["version"] = reader.page.locator(pages.TELLS_OF_A_VERSION).first.get_attribute("href") or ""
    found = walked(reader.page, addresses, seen)
    assert not found, told(found)
    assert ears.heard == []


@pytest.mark.parametrize("kind", ROUNDS)
def test_the_live_page_is_good_in_every_kind_of_round(
    devices: dict[str, dict[str, Person]], hand: Stagehand, kind: str
) -> None:
    scenario = SCENARIO_OF.get(kind, SCENARIO)
    hand.reach(live(scenario), kind)
    address, found = pages.address("sitting", slug=live(scenario)), {}
    for role, reader in devices[scenario].items():
        ears = Ears()
        ears.listen(reader.page)
        if wrong := looked_at(reader.page, reader.page.goto(address)) + ears.heard:
            found[role] = wrong
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
