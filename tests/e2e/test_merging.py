"""Close proposals are grouped and merged: asked at the desk, written and agreed on the phones of two tables."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = ROOT / "tests/live/scenarios/village-2026.yaml"
SLUG = "deux-tables"
TITLE = "Une seule règle pour toute la commune"


def test_two_tables_make_one_proposal_of_two(people: Phonebook, server: Server, tmp_path: Path) -> None:
    """Two at the one, one at the other: all agree. The fourth is late, and asked for nothing."""
    scenario = tmp_path / VILLAGE.name
    scenario.write_text(VILLAGE.read_text().replace("size: 5", "size: 2").replace("count: 30", "count: 4"))
    with stagehand(server.environment) as hand:
        codes = hand.begin(str(scenario), slug=SLUG, citizens=4)
        hand.reach(SLUG, "review")
    desk = people.signed_in(codes["facilitator"][0], DESK)
    desk.page.goto(f"/conferences/{SLUG}/sitting/")
    desk.page.locator("#open-themes").click()
    _group(desk, "Partager l’eau")
    one, other = _ask(desk)
    assert desk.violations() == []
    phones = [people.signed_in(code, PHONE, has_touch=True) for code in codes["citizen"][:3]]
    for each in phones:
        _follow_the_request(each)
    _write_together(phones[0], phones[-1])
    assert phones[0].violations() == []
    # Once its writers have left, the text is written down: it is what they are asked about.
    for each in phones:
        each.page.goto(f"/conferences/{SLUG}/sitting/")
    _follow_the_request(phones[0], TITLE)
    _post(phones[0], "submit-proposal")
    for each in phones[1:]:
        _follow_the_request(each, TITLE)
        _post(each, "agree-to-proposal")
    phones[0].page.goto(f"/conferences/{SLUG}/sitting/")
    merged = phones[0].page.locator('article[id^="review-"]', has_text=TITLE)
    expect(merged.locator(".meta").first).to_contain_text("Tables 1 et 2")
    merged.locator("summary").first.click()
    merged.locator("details.origins summary").click()
    for title in (one, other):
        expect(merged.locator(".origin-words", has_text=title)).to_be_visible()
        expect(phones[0].page.locator(f'article[id^="review-"] h4:text-is("{title}")')).to_have_count(0)
    desk.page.reload()
    expect(desk.page.locator('.request[data-state="merged"]')).to_contain_text(TITLE)


def _group(desk: Person, title: str) -> None:
    """A theme more, and the first proposal without one under it."""
    form = desk.page.locator('form[data-act="add-theme"]')
    form.locator('[name="title"]').fill(title)
    form.locator("button").click()
    shelf = desk.page.locator(".shelf", has=desk.page.get_by_role("heading", name=title))
    expect(shelf.locator(".empty")).to_be_visible()
    row = desk.page.locator("#theme-none li, .shelf li").first
    name = row.locator("summary").first.inner_text()
    row.locator('[name="theme_id"]').select_option(label=title)
    row.locator('form[data-act="group-proposal"] button').click()
    expect(shelf.locator("summary", has_text=name)).to_be_visible()


def _ask(desk: Person) -> tuple[str, str]:
    """For a merge of what is left of each table; their titles."""
    form = desk.page.locator("#ask form")
    chosen = []
    for table in ("(Table 1)", "(Table 2)"):
        label = form.locator("label.choice", has_text=table).first
        label.locator("input").check()
        chosen.append(label.inner_text().strip().removesuffix(table).strip())
    form.locator('[name="reason"]').fill("Les deux parlent de la même eau.")
    form.locator("button").click()
    expect(desk.page.locator('.request[data-state="asked"]').first).to_contain_text("Les deux parlent de la même eau.")
    return chosen[0], chosen[1]


def _follow_the_request(person: Person, title: str = "") -> None:
    """To the draft, which is called so by now."""
    person.page.goto(f"/conferences/{SLUG}/sitting/")
    asked = person.page.locator(".merge-asked", has_text="Les deux parlent de la même eau.")
    asked.get_by_role("link").click()
    person.page.wait_for_url("**/written/#proposal-*")
    for _again in range(20):
        if title in _draft(person).locator("h3").first.inner_text():
            return
        person.page.wait_for_timeout(500)
        person.page.reload()


def _write_together(one: Person, other: Person) -> None:
    """A title typed on one phone stands on the other."""
    titles = [_draft(each).locator(".writing-text").first for each in (one, other)]
    for each in titles:
        expect(each).to_have_attribute("contenteditable", "true", timeout=15_000)
    titles[0].focus()
    one.page.keyboard.press("Control+A")
    one.page.keyboard.type(TITLE, delay=5)
    expect(titles[1]).to_contain_text(TITLE)
    expect(_draft(one).locator(".writing")).to_contain_text("Enregistré")


def _draft(person: Person) -> Locator:
    pk = person.page.url.rpartition("#")[2]
    return person.page.locator(f"article#{pk}")


def _post(person: Person, act: str) -> None:
    _draft(person).locator(f'form[data-act="{act}"] button').click()
    person.page.wait_for_url("**/written/#proposal-*")
