"""A minority opinion, from a phone in the room to the sponsor's reading; and the way back from a recommendation."""

import re

from playwright.sync_api import expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
WORDS, BETTER = "Rien n’est dit du prix.", "Rien n’est dit du prix, ni de la date."


def test_dissent_is_written_joined_and_read_beside_what_it_contests(people: Phonebook, server: Server) -> None:
    with stagehand(server.environment) as hand:
        codes = hand.begin(VILLAGE, slug="desaccord", citizens=4)
        hand.reach("desaccord", "writing")
        author, mate = (
            people.signed_in(codes["citizen"][number], PHONE, has_touch=True, reduced_motion="reduce")
            for number in (0, 3)
        )
        _write_and_join(author, mate)
        hand.reach("desaccord", "handed-over")
    sponsor = people.signed_in(codes["sponsor"][0], PHONE, reduced_motion="reduce")
    _read_and_follow(sponsor)


def _write_and_join(author: Person, mate: Person) -> None:
    for each in (author, mate):
        each.page.goto("/conferences/desaccord/sitting/")
        each.page.locator("#dissents > summary").click()
    contested = [each.page.locator("[data-contested]").first for each in (author, mate)]
    contested[0].locator(".minority-write > summary").click()
    author.do("write-minority-opinion", text=WORDS)
    expect(contested[0].locator(".minority-write form")).to_be_hidden()
    assert author.violations() == []
    # Beside the one that somebody had written before.
    mine = mate.page.locator("[data-minority]", has_text=WORDS)
    expect(mate.page.locator("[data-minority]")).to_have_count(2)
    mate.press(mine.locator('form[data-act="join-minority-opinion"]'))
    own = author.page.locator("[data-my-minority]")
    author.page.locator("#my-dissent > summary").click()
    expect(own.locator(".minority-people")).to_have_text("2 citoyens")
    # Other words: whoever joined is asked again.
    own.locator("summary").click()
    form = own.locator('form[data-act="write-minority-opinion"]')
    form.locator('[name="text"]').fill(BETTER)
    author.press(form)
    expect(own.locator(".minority-people")).to_have_text("1 citoyen")
    mate.page.locator("#my-dissent > summary").click()
    again = mate.page.locator("[data-my-joining]")
    expect(again).to_contain_text(re.compile("Son auteur a changé les mots"))
    assert mate.violations() == []
    mate.press(again.locator('form[data-act="join-minority-opinion"]'))
    expect(own.locator(".minority-people")).to_have_text("2 citoyens")
    expect(again.locator(".banner")).to_have_count(0)


def _read_and_follow(sponsor: Person) -> None:
    page = sponsor.page
    page.goto("/conferences/desaccord/opinion/")
    said = page.locator("#recommendation-1 [data-minority], #recommendation-2 [data-minority]")
    expect(said.filter(has_text=BETTER)).to_have_text(re.compile(r"Soutenu par 2 citoyens\s*$"))
    expect(page.get_by_text(WORDS, exact=True)).to_have_count(0)
    first = page.locator("#recommendation-1")
    line = first.locator("ol.line")
    expect(line).to_be_hidden()
    first.locator(".provenance > summary").click()
    expect(line).to_be_visible()
    steps = [step.get_attribute("data-step") for step in line.locator("> li").all()]
    assert [step for step in steps if step != "amendments"][:3] == ["vote", "versions", "table"]
    for link in line.locator("a").all():
        link.click()
        target = (link.get_attribute("href") or "").partition("#")[2]
        expect(page.locator(f"#{target}")).to_be_in_viewport()
    assert sponsor.violations() == []
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    expect(page.locator("ol.line").first).to_be_visible()
    expect(page.locator(".provenance").first).to_be_hidden()
