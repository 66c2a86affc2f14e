"""On phones: one citizen would say a passage in other words, another supports it, its table accepts it in its own."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.people import PHONE, SECONDS, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
OURS = "Dès cet été, pour tous."


def test_an_amendment_goes_from_one_table_to_the_text_of_another(people: Phonebook, server: Server) -> None:
    with stagehand(server.environment) as hand:
        codes = hand.begin(VILLAGE, slug="amender", citizens=10)["citizen"]
        hand.reach("amender", "review")
    first = _at_the_sitting(people, codes[0])
    table = first.page.locator("#my-table").get_attribute("data-table")
    names = first.page.locator("#my-table .people-list li").all_inner_texts()
    mates = [int(re.findall(r"\d+", name)[0]) for name in names if re.findall(r"\d+", name)[0] != "1"]
    others = [number for number in range(2, len(codes)) if number not in mates]
    writers = [first, *(_at_the_sitting(people, codes[number - 1]) for number in mates[:2])]
    author, supporter = (_at_the_sitting(people, codes[number - 1]) for number in others[:2])
    phones = [*writers, author, supporter]
    # The first that this table has submitted, and nobody has amended.
    mine = author.page.locator(".reviews [data-proposal]", has_text=f"Table {table}").first
    pk = mine.get_attribute("data-proposal")

    form = _open(author, pk)
    passage = form.locator("[name=passage]")
    chosen = passage.locator("optgroup option").first.get_attribute("value") or ""
    # Choosing a passage brings its words, unless something is typed already.
    passage.select_option(chosen)
    said = form.locator("[name=replacement]").input_value()
    assert said == passage.locator(f'option[value="{chosen}"]').get_attribute("data-source")
    # A mistake loses nothing that was typed.
    form.locator("[name=reason]").fill("Il faut une date")
    form.locator("button[type=submit]").click()
    expect(form.locator("[data-errors]").first).to_contain_text("Ces mots y sont déjà")
    expect(form.locator("[name=reason]")).to_have_value("Il faut une date")
    form.locator("[name=replacement]").fill(f"{said} Dès cet été.")
    author.press(form)

    supporter.page.locator(f"#card-{pk} > summary").click()
    shown = supporter.page.locator(f"#amendments-{pk} .amendment", has_text="Il faut une date")
    expect(shown.locator("ins")).to_contain_text("Dès cet été", timeout=10 * SECONDS)
    supporter.press(shown.locator('form[data-act="support-amendment"]'))
    expect(shown.locator(".amendment-support")).to_have_attribute("data-support", "2")
    expect(shown.locator('form[data-act="withdraw-support"]')).to_be_visible()
    expect(author.page.locator("#my-amendments")).to_be_visible()
    assert author.violations() == []
    assert supporter.violations() == []

    asked = [each.page.locator(f"#to-answer-{pk} .amendment", has_text="Il faut une date") for each in writers]
    asked[0].locator("summary", has_text="L’accepter en d’autres mots").click()
    rewrite = asked[0].locator('form[data-act="rewrite-amendment"]')
    rewrite.locator("[name=text]").fill(OURS)
    rewrite.locator("[name=reason]").fill("Plus court")
    writers[0].press(rewrite)
    expect(asked[1].locator("[data-verdict=rewrite]")).to_have_attribute("data-agreed", "1", timeout=10 * SECONDS)
    assert writers[1].violations() == []
    for each, place in zip(writers[1:], asked[1:], strict=True):
        each.press(place.locator('form[data-act="agree-to-verdict"]'))
    for each in writers:
        each.page.locator(f"#card-{pk} > summary").click()
    for each in phones:
        text = each.page.locator(f"#review-text-{pk}", has_text=OURS)
        expect(text).to_be_visible(timeout=10 * SECONDS)
    expect(author.page.locator("#my-amendments")).to_have_count(0)
    settled = author.page.locator(f"#amendments-settled-{pk}")
    settled.locator("summary").click()
    expect(settled.locator(".state")).to_have_text("Accepté par la table, en d’autres mots")
    expect(settled).to_contain_text("Plus court")


def _open(person: Person, pk: str | None) -> Locator:
    person.page.locator(f"#card-{pk} > summary").click()
    person.page.locator(f"#amend-{pk} > summary").click()
    return person.page.locator(f"#amend-{pk} form")


def _at_the_sitting(people: Phonebook, code: str) -> Person:
    person = people.signed_in(code, PHONE, has_touch=True)
    person.page.goto("/conferences/amender/sitting/")
    return person
