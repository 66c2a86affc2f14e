"""Two facilitators at their desks, and a citizen: what one does is what the other sees."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.e2e.test_sitting import start_from_the_run_sheet

# What a form of the page sends, whatever the page shows.
POST = """async (url) => {
  const sent = new FormData();
  const name = "csrfmiddlewaretoken";
  sent.append(name, document.querySelector(`.site-header input[name="${name}"]`).value);
  return (await fetch(url, { method: "POST", body: sent, headers: { Accept: "application/json" } })).status;
}"""
VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")


@dataclass
class Desks:
    one: Person
    other: Person
    citizen: Person

    def seat(self, desk: Person, name: str) -> Locator:
        return desk.page.locator("#tables [data-ref]", has_text=name).first

    def table(self, desk: Person, number: int) -> Locator:
        return desk.page.locator(f"#glance-table-{number}")


@pytest.fixture
def desks(people: Phonebook, server: Server) -> Desks:
    """A sitting with its tables formed, and a round at tables under way."""
    codes = server.conference(VILLAGE, slug="desks", citizens=8)
    first = people.signed_in(codes["facilitator"][0], DESK)
    second = people.signed_in(codes["facilitator"][-1], DESK)
    first.do("open-sitting")
    citizens = [people.signed_in(code, PHONE) for code in codes["citizen"]]
    for citizen in citizens:
        citizen.do("sign-attendance")
    start_from_the_run_sheet(first, "Ce qui est juste, ce qui est possible")
    expect(first.page.locator("#tables .table-card").first).to_be_visible()
    return Desks(first, second, citizens[0])


def name_at(table: Locator) -> str:
    return (table.locator("[data-ref]").first.inner_text()).split("\n")[0].strip()


def a_person_is_moved_by_hand_and_by_keyboard_and_either_takes_it_back(desks: Desks) -> None:
    one, other = desks.one, desks.other
    name = name_at(desks.table(one, 1))
    ref = desks.seat(one, name).get_attribute("data-ref")
    moved = f'[data-ref="{ref}"]'
    # With the pointer, onto the other table.
    # A hand carries nothing beyond the window: both tables are in it.
    one.page.set_viewport_size({"width": 1440, "height": 3000})
    desks.seat(one, name).hover()
    one.page.mouse.down()
    target = desks.table(one, 2).bounding_box()
    assert target
    one.page.mouse.move(target["x"] + 40, target["y"] + 30, steps=5)
    with one.page.expect_response(lambda r: r.request.method == "POST") as posted:
        one.page.mouse.up()
    assert posted.value.status == 200
    for desk in (one, other):
        expect(desks.table(desk, 2).locator(moved)).to_be_visible()
    # The other facilitator takes it back.
    other.do("undo-move")
    for desk in (one, other):
        expect(desks.table(desk, 1).locator(moved)).to_be_visible()
        expect(desk.act("undo-move")).to_be_hidden()
    # And by the keyboard alone.
    one.page.locator("#move-someone > summary").focus()
    one.page.keyboard.press("Enter")
    form = one.act("move-citizen")
    form.locator('[name="ref"]').select_option(str(ref))
    form.locator('[name="table"]').select_option("2")
    one.press(form)
    for desk in (one, other):
        expect(desks.table(desk, 2).locator(moved)).to_be_visible()
    assert one.violations() == []


def a_call_for_help_rises_to_the_top_and_is_answered_once(desks: Desks) -> None:
    assert desks.citizen.page.evaluate(POST, "/conferences/desks/help/call/") == 200
    for desk in (desks.one, desks.other):
        expect(desk.page.locator("[data-call]")).to_be_visible()
        expect(desk.page.locator("#tables .table-card").first).to_have_class("table-card table-calls")
    assert desks.one.violations() == []
    desks.other.do("answer-call")
    expect(desks.one.page.locator("[data-call]")).to_be_hidden()
    expect(desks.one.page.locator(".table-calls")).to_have_count(0)


def a_message_reaches_everyone_and_is_taken_back(desks: Desks) -> None:
    desks.one.do("send-notice", text="Le repas est servi à midi.")
    expect(desks.other.page.locator("#desk-notices")).to_contain_text("Le repas est servi à midi.")
    desks.citizen.sees("Le repas est servi à midi.")
    desks.other.do("withdraw-notice")
    expect(desks.one.page.locator("#desk-notices")).not_to_contain_text("Le repas est servi à midi.")


def the_day_changes_a_step_is_left_out_put_back_and_gone_back_to(desks: Desks) -> None:
    one, other = desks.one, desks.other
    one.do("end-round")
    expect(other.act("resume-round")).to_be_visible()
    other.do("resume-round")
    expect(one.act("end-round")).to_be_visible()
    one.do("end-round")
    row = one.page.locator("#run-sheet .sheet-row", has_text="Lecture en commun").first
    row.locator("summary").click()
    one.press(row.locator('form[data-act="skip-round"]'))
    there = other.page.locator("#run-sheet .sheet-row", has_text="Lecture en commun").first
    expect(there).to_have_attribute("data-state", "skipped")
    there.locator("summary").click()
    other.press(there.locator('form[data-act="restore-round"]'))
    expect(row).to_have_attribute("data-state", "planned")


def test_two_facilitators_guide_one_room(desks: Desks) -> None:
    a_person_is_moved_by_hand_and_by_keyboard_and_either_takes_it_back(desks)
    a_call_for_help_rises_to_the_top_and_is_answered_once(desks)
    a_message_reaches_everyone_and_is_taken_back(desks)
    the_day_changes_a_step_is_left_out_put_back_and_gone_back_to(desks)
