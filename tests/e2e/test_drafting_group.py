"""The drafting group on two phones; a third citizen reads what they write, asks for a change and is answered."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.looking import too_small, too_wide
from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = ROOT / "tests/live/scenarios/village-2026.yaml"
SLUG = "redaction"
# What a server writes down every few seconds, and a slow machine in a few more.
SOON = 20_000
ASKED, ANSWER = "Dire aussi ce que coûte une fuite.", "C’est l’objet de la première recommandation."


def test_two_write_and_a_third_is_answered(people: Phonebook, server: Server, tmp_path: Path) -> None:
    scenario = tmp_path / VILLAGE.name
    scenario.write_text(VILLAGE.read_text().replace("  consensus: 4/5", "  drafters: 2\n  consensus: 4/5"))
    with stagehand(server.environment) as hand:
        codes = hand.begin(str(scenario), slug=SLUG, citizens=5)
        hand.reach(SLUG, "writing")
    one, other, reader = (
        people.signed_in(codes["citizen"][number], PHONE, has_touch=True, reduced_motion="reduce")
        for number in (0, 1, 3)
    )
    for each in (one, other, reader):
        each.page.goto(f"/conferences/{SLUG}/sitting/")
    _write_together(one, other)
    _read(reader)
    _ask(reader)
    _answer(other)
    answered = reader.page.locator('[data-change][data-state="declined"]', has_text=ASKED)
    expect(answered).to_contain_text(ANSWER, timeout=SOON)
    for each in (one, other, reader):
        assert each.violations() == []
        assert too_wide(each.page) == []
        assert too_small(each.page) == []
    _read_through(people.signed_in(codes["facilitator"][0], DESK), reader)


def _preamble(person: Person) -> Locator:
    person.page.locator("#my-part-preamble > summary").click()
    text = person.page.locator("#my-part-preamble .writing-text")
    expect(text).to_have_attribute("contenteditable", "true", timeout=SOON)
    return text


def _write_together(one: Person, other: Person) -> None:
    mine, theirs = _preamble(one), _preamble(other)
    mine.click()
    one.page.keyboard.press("Control+End")
    one.page.keyboard.press("Enter")
    one.page.keyboard.type("Nous avons compté chaque goutte.", delay=5)
    expect(theirs).to_contain_text("Nous avons compté chaque goutte.")
    theirs.click()
    other.page.keyboard.press("Control+End")
    other.page.keyboard.type(" Et décidé ensemble.", delay=5)
    for text in (mine, theirs):
        expect(text).to_contain_text("Nous avons compté chaque goutte.")
        expect(text).to_contain_text("Et décidé ensemble.")
    assert _said(mine) == _said(theirs)
    expect(other.page.locator("#my-part-preamble [data-writing-state]")).to_have_text("Enregistré")


def _said(text: Locator) -> str:
    """Without the names that stand at the others' carets."""
    found: str = text.evaluate(
        "(node) => { const copy = node.cloneNode(true);"
        " for (const each of copy.querySelectorAll('[data-writer]')) each.remove(); return copy.textContent; }"
    )
    return found.replace("\u2060", "")


def _read(reader: Person) -> None:
    """Without an editor, and without a reload."""
    expect(reader.page.locator("#text-preamble")).to_contain_text("Et décidé ensemble.", timeout=SOON)
    expect(reader.page.locator("#reading")).to_contain_text("Et décidé ensemble.", timeout=SOON)
    expect(reader.page.locator("[data-document]")).to_have_count(0)
    expect(reader.page.locator("#my-drafting")).to_have_count(0)


def _ask(reader: Person) -> None:
    """By keyboard alone."""
    page = reader.page
    page.locator("#ask-preamble > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(ASKED)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    asked = page.locator("#changes-preamble [data-change]", has_text=ASKED)
    expect(asked.locator('[data-people="1"]')).to_be_visible()


def _answer(drafter: Person) -> None:
    waits = drafter.page.locator("#my-part-preamble [data-waits]", has_text=ASKED)
    expect(waits).to_be_visible(timeout=SOON)
    waits.locator("summary").click()
    form = waits.locator('form[data-act="answer-change"]')
    form.locator('[value="declined"]').check()
    form.locator("button").click()
    expect(form.locator('[data-errors="answer"]')).to_be_visible()
    form.locator('[name="answer"]').fill(ANSWER)
    form.locator("button").click()
    expect(waits).to_have_count(0, timeout=SOON)


def _read_through(desk: Person, reader: Person) -> None:
    """Next and back, on the desk; the page of every citizen follows."""
    desk.page.goto(f"/conferences/{SLUG}/sitting/")
    here = desk.page.locator("#read-through [aria-current]")
    expect(here).to_have_attribute("data-place", "preamble")
    expect(here).to_have_attribute("data-waiting", "1")
    _read_on(desk, "recommendation-1")
    expect(here).to_have_attribute("data-place", "recommendation-1", timeout=SOON)
    expect(reader.page.locator('#reading[data-reading-part="recommendation-1"]')).to_be_visible(timeout=SOON)
    _read_on(desk, "preamble")
    expect(reader.page.locator('#reading[data-reading-part="preamble"]')).to_be_visible(timeout=SOON)
    assert desk.violations() == []
    _read_on(desk, "end")
    expect(reader.page.locator("#reading")).to_have_count(0, timeout=SOON)


def _read_on(desk: Person, place: str) -> None:
    desk.page.locator(f'#read-through form[action$="/reading/{place}/"] button').click()
