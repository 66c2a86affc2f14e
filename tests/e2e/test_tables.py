"""Who sits with whom, prepared at the desk; a proposal in the hands of a whole table, on its phones."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
PREPARED_WITHIN = 60_000


def test_the_facilitator_prepares_the_coming_tables(people: Phonebook, server: Server) -> None:
    with stagehand(server.environment) as hand:
        codes = hand.begin("paris-2023", slug="tables-a-venir", citizens=28)
    desk = people.signed_in(codes["facilitator"][0], DESK)
    desk.page.goto("/conferences/tables-a-venir/tables/")
    desk.page.locator(".add-rule summary").click()
    _keep_apart(desk, "Citoyen 1", "Citoyen 1", "La même famille")
    expect(desk.page.get_by_text("Choisissez deux personnes différentes.")).to_be_visible()
    expect(desk.page.locator('[name="reason"]')).to_have_value("La même famille")
    _keep_apart(desk, "Citoyen 1", "Citoyen 2", "La même famille")
    expect(desk.page.locator("#rules li p")).to_contain_text(["Citoyen 1 et Citoyen 2 ne sont pas à la même table."])
    _send(desk, "prepare-tables")
    planned = desk.page.locator(".planned")
    expect(planned).to_have_count(2, timeout=PREPARED_WITHIN)
    expect(desk.page.locator(".encounters-figure")).to_have_text(re.compile(r"^[\d,]+ nouvelles rencontres"))
    for section in planned.all():
        tables = [set(card.locator("li").all_inner_texts()) for card in section.locator(".table-card").all()]
        assert [len(table) for table in tables] == [7, 7, 7, 7]
        assert not any({"Citoyen 1", "Citoyen 2"} <= table for table in tables)
    assert desk.violations() == []
    first = planned.first
    here, other = (first.locator(".table-card", has=desk.page.get_by_text(name, exact=True)) for name in _two(first))
    moved = other.locator("li").first.inner_text()
    first.locator(".change-plan summary").click()
    form = first.locator('form[data-act="change-plan"]')
    form.locator('[name="ref"]').select_option(label=moved)
    form.locator('[name="table"]').select_option(label=here.locator("h4").inner_text().split("\n")[0].split("  ")[0])
    form.locator("button[type=submit]").click()
    expect(here.locator("li", has_text=re.compile(f"^{moved}$"))).to_have_count(1)
    _send(desk, "accept-plan")
    expect(desk.page.locator("#plan .banner-good")).to_be_visible()


def _two(section: Locator) -> list[str]:
    """Somebody at each of two tables, who stay where they are."""
    return [section.locator(".table-card").nth(number).locator("li").last.inner_text() for number in (0, 1)]


def _keep_apart(desk: Person, one: str, other: str, why: str) -> None:
    """In the form that is open: the page's, or that of a page which says what is wrong with it."""
    form = desk.page.locator('form:has([name="kind"])')
    form.locator('[name="kind"]').select_option("apart")
    form.locator('[name="person"]').select_option(label=one)
    form.locator('[name="other"]').select_option(label=other)
    form.locator('[name="reason"]').fill(why)
    form.locator("button[type=submit]").click()


def _send(desk: Person, act: str) -> None:
    desk.page.locator(f'form[data-act="{act}"] button[type=submit]').first.click()


def test_a_proposal_is_submitted_by_all_who_sit_there(people: Phonebook, server: Server) -> None:
    with stagehand(server.environment) as hand:
        codes = hand.begin(VILLAGE, slug="une-table", citizens=4)
        hand.reach("une-table", "drafting")
    phones = [people.signed_in(code, PHONE, has_touch=True) for code in codes["citizen"][:3]]
    for each in phones:
        each.page.goto("/conferences/une-table/sitting/")
    me, mate = phones[0], phones[1]
    drafts = [each.page.locator("#my-table .proposal", has=each.page.locator(".agreement")) for each in phones]
    pk = drafts[0].first.get_attribute("data-proposal")
    title = me.page.locator(f"#proposal-{pk}-title").input_value()
    # Whoever has answered answers again: the text is another.
    text = me.page.locator(f"#table-proposal-{pk} .writing-text").nth(2)
    expect(text).to_have_attribute("contenteditable", "true", timeout=15_000)
    text.focus()
    me.page.keyboard.press("Control+End")
    me.page.keyboard.type(" Dès cet été.", delay=5)
    expect(mate.page.locator(f"#table-proposal-{pk} .writing-text").nth(2)).to_contain_text("Dès cet été.")
    # What it rests on is taken back, and said again, on everybody's page.
    cited = [each.page.locator(f"#table-proposal-{pk} .rests-on > ul > li") for each in (me, mate)]
    before = cited[0].count()
    me.press(cited[0].first.locator('form[data-act="withdraw-evidence"]'))
    expect(cited[1]).to_have_count(before - 1)
    me.page.locator("#cite summary").click()
    cite = me.act("cite-evidence")
    cite.locator('[name="proposal_id"]').select_option(label=title)
    cite.locator('[name="thing"]').select_option(index=1)
    me.press(cite)
    expect(cited[1]).to_have_count(before)
    agreement = [each.page.locator(f"#agreement-{pk}") for each in phones]
    mate.press(agreement[1].locator('form[data-act="submit-proposal"]'))
    for each in agreement:
        expect(each).to_have_attribute("data-asked", re.compile("[1-9]"), timeout=25_000)
    # One finds something missing: it waits until all have answered.
    agreement[2].locator("summary").click()
    lack = agreement[2].locator('form[data-act="lack-in-proposal"]')
    lack.locator('[name="missing"]').fill("Qui paie ?")
    phones[2].press(lack)
    expect(agreement[0].locator(".missing")).to_contain_text("Qui paie")
    assert me.violations() == []
    for person, mine in zip(phones, agreement, strict=True):
        form = mine.locator('form[data-act="agree-to-proposal"]')
        if person is not phones[2] and form.is_visible():
            person.press(form)
    for each in phones:
        expect(each.page.locator(f"#table-proposal-{pk} .state").first).to_have_text("Soumise à tous")
