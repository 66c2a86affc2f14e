"""A table goes through the parts of a round on its phones; a word that is not understood is explained to everyone."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import Server
from tests.staging.stagehand import stagehand


@dataclass(frozen=True)
class Table:
    """Two who sit at the only table, of whom neither has said anything, and the desk."""

    me: Person
    mate: Person
    desk: Person


@pytest.fixture
def table(browser: Browser, server: Server, people: Phonebook) -> Table:
    with stagehand(server.environment) as hand:
        codes = hand.begin("paris-2023", slug="etapes", citizens=7)
        hand.reach("etapes", "tables")
    phones = [people.signed_in(code, PHONE, has_touch=True) for code in codes["citizen"][:6]]
    desk = people.signed_in(codes["facilitator"][0], DESK)
    for person in (*phones, desk):
        person.page.goto("/conferences/etapes/sitting/")
        expect(person.page.locator("[data-region]").first).to_be_visible()
    silent = [person for person in phones if person.act("say-ready").is_visible()]
    return Table(silent[0], silent[1], desk)


def test_a_table_goes_on_and_a_word_is_explained(table: Table) -> None:
    me, mate, desk = table.me, table.mate, table.desk
    # The part and its time are in sight, and fit the narrowest phone.
    step = me.page.locator("#step")
    expect(step.locator(".step-name")).to_have_text(re.compile("1 sur 3"))
    expect(step.locator("[data-countdown]")).to_have_text(re.compile(r"\d+\s(min|s)"))
    assert me.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert me.violations() == []
    # From the keyboard: ready, and not after all. The focus stays at the place of the button.
    said = step.locator("[data-ready]")
    before = said.get_attribute("data-ready")
    me.act("say-ready").locator("button").focus()
    me.page.keyboard.press("Enter")
    expect(me.act("take-back-ready").locator("button")).to_be_focused()
    expect(said).not_to_have_attribute("data-ready", before or "")
    me.page.keyboard.press("Enter")
    expect(me.act("say-ready").locator("button")).to_be_focused()
    expect(said).to_have_attribute("data-ready", before or "")
    # Half of the table is ready already: one of them moves it on, the others are brought along.
    assert me.page.locator(".button-primary:visible").count() == 1
    me.do("move-on")
    for person in (me, mate):
        expect(person.page.locator(".step-name")).to_have_text(re.compile("2 sur 3"))
        expect(person.page.locator(".step-name")).to_be_focused()
        expect(person.page.locator("[data-announce]")).to_have_text(re.compile(r"2 sur 3\. \w+"))
        expect(person.page.locator(".step-text")).to_be_in_viewport()
    expect(desk.page.locator("[data-standing]")).to_have_attribute("data-standing", "2/3")
    # The facilitator brings it to the last one.
    desk.do("move-on")
    expect(me.page.locator(".step-name")).to_have_text(re.compile("3 sur 3"))
    _a_word_is_explained(me, mate, desk)
    _a_short_word_is_said(me, mate, desk)


def _a_word_is_explained(me: Person, mate: Person, desk: Person) -> None:
    me.page.locator("#tool-words").click()
    me.page.locator("#word-search").fill("Croisement")
    expect(me.page.locator("[data-word-search-empty]")).to_be_visible()
    field = me.act("raise-card").locator('[name="text"]')
    field.focus()
    expect(field).to_have_value("Croisement")
    assert me.violations() == []
    me.press(me.act("raise-card"))
    expect(me.page.locator("#words-dialog")).to_be_hidden()
    card = desk.page.locator("[data-card]", has_text="Croisement")
    expect(card).to_have_attribute("data-count", "1")
    card.locator("summary").click()
    form = card.locator('form[data-act="explain-card"]')
    form.locator('[name="explanation"]').fill("Deux fichiers mis ensemble.")
    assert desk.violations() == []
    desk.press(form)
    expect(card).to_have_count(0)
    # Everyone reads the message, and finds the word in the list without a new page.
    mate.sees("Deux fichiers mis ensemble.")
    mate.page.locator("#tool-words").click()
    mate.page.locator("#word-search").fill("croisement")
    expect(mate.page.locator(".glossary-entry:visible")).to_have_count(1)
    # What is looked for stays while news comes.
    desk.do("put-card-aside")
    desk.page.locator("#propose-end").wait_for(state="detached")
    expect(mate.page.locator("#word-search")).to_have_value("croisement")


def _a_short_word_is_said(me: Person, mate: Person, desk: Person) -> None:
    """While one speaks, another has a short word; then the first goes on. Anyone at the table passes the floor."""
    mate.page.locator("#words-dialog [data-closes]").click()
    floor = me.page.locator("#floor-table")
    speaking = floor.locator(".hand-speaking strong")
    name = speaking.inner_text()
    other = me if me.act("interject").is_visible() else mate
    other.do("interject")
    expect(floor.locator(".hand .meta")).to_have_text("un mot bref")
    assert me.violations() == []
    me.do("pass-floor")
    expect(floor.locator(".hand-held-up")).to_have_text(f"Puis {name} reprend.")
    expect(speaking).not_to_have_text(name)
    # A word is had once in a turn.
    expect(other.act("interject")).to_have_count(0)
    mate.do("pass-floor")
    expect(speaking).to_have_text(name)
    expect(floor.locator(".hand-held-up")).to_have_count(0)
    desk_floor = desk.page.locator("#glance-table-1 .table-floor")
    expect(desk_floor).to_contain_text(name)
