"""The hand-over on the sponsor's own device: download, fingerprint, receipt, certificate; and what citizens and
facilitators put beside the opinion."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import Ears, too_small, unseen_focus, violations_in_both_themes
from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as at_work:
        yield at_work


def handed_over(hand: Stagehand, slug: str) -> dict[str, list[str]]:
    codes = hand.begin(VILLAGE, slug=slug, citizens=4)
    hand.reach(slug, "handed-over")
    return codes


def good(person: Person) -> list[str]:
    return violations_in_both_themes(person.page) + too_small(person.page) + unseen_focus(person.page)


def send(page: Page, act: str, nth: int = 0) -> None:
    """Press a button of this act, and say yes to its consequence."""
    form = page.locator(f'form[data-act="{act}"]').nth(nth)
    asks = form.get_attribute("data-confirm")
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
        if asks:
            page.locator("[data-confirm-dialog] button[value=yes]").click()


def choose(page: Page, file: Path) -> None:
    page.locator('[data-receipt] input[type="file"]').set_input_files(file)


def test_the_sponsor_downloads_computes_acknowledges_and_holds_a_certificate(
    people: Phonebook, hand: Stagehand, tmp_path: Path
) -> None:
    codes = handed_over(hand, "remise")
    sponsor = people.signed_in(codes["sponsor"][0], PHONE, accept_downloads=True)
    page, ears = sponsor.page, Ears()
    ears.listen(page)
    page.goto("/conferences/remise/")
    expect(page.locator(".receipt-steps > li h3")).to_have_count(3)
    page.locator('.receipt-steps a[href$="/opinion/handover/"]').click()
    assert good(sponsor) == []

    with page.expect_download() as coming:
        page.locator("[data-receive]").click()
    taken = tmp_path / "avis.pdf"
    coming.value.save_as(taken)
    digest = hashlib.sha256(taken.read_bytes()).hexdigest()
    expect(page.locator("[data-computed-digest]")).to_have_text(digest)

    # Another file first: it is refused, and nothing is recorded.
    other = tmp_path / "autre.pdf"
    other.write_bytes(taken.read_bytes()[:-1] + b"!")
    choose(page, other)
    expect(page.locator("[data-computed-digest]")).to_have_text(hashlib.sha256(other.read_bytes()).hexdigest())
    assert violations_in_both_themes(page) == []
    send(page, "acknowledge-receipt")
    expect(page.locator("main [role=alert]").first).to_be_visible()
    assert violations_in_both_themes(page) == []
    page.goto("/conferences/remise/opinion/handover/")

    choose(page, taken)
    expect(page.locator("[data-computed-digest]")).to_have_text(digest)
    with page.expect_request(lambda request: request.method == "POST") as posted:
        send(page, "acknowledge-receipt")
    # The fingerprint was sent, and not the file.
    assert len(posted.value.post_data_buffer or b"") < 5000
    expect(page.locator("main .banner-good")).to_be_visible()
    assert good(sponsor) == []
    certificate = page.request.get("/conferences/remise/opinion/handover.pdf")
    assert certificate.body().startswith(b"%PDF-")
    again = page.request.get("/conferences/remise/opinion/handover.pdf")
    assert again.body() == certificate.body()
    assert ears.heard == []


def test_what_is_downloaded_from_the_page_is_acknowledged_by_keyboard_alone(people: Phonebook, hand: Stagehand) -> None:
    codes = handed_over(hand, "clavier")
    sponsor = people.signed_in(codes["sponsor"][0], DESK, accept_downloads=True)
    page = sponsor.page
    page.goto("/conferences/clavier/opinion/handover/")
    page.locator("[data-receive]").focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(page.locator("[data-computed]")).to_be_visible()
    for _step in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-receipt] button[type=submit]')"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main .banner-good")).to_be_visible()


@pytest.mark.parametrize("way", ["file", "ends"])
def test_without_javascript_the_file_is_sent_or_both_ends_are_typed(
    people: Phonebook, hand: Stagehand, tmp_path: Path, way: str
) -> None:
    slug = f"sans-script-{way}"
    codes = handed_over(hand, slug)
    sponsor = people.signed_in(codes["sponsor"][0], PHONE, java_script_enabled=False)
    page = sponsor.page
    pdf = page.request.get(f"/conferences/{slug}/opinion.pdf").body()
    page.goto(f"/conferences/{slug}/opinion/handover/")
    if way == "file":
        taken = tmp_path / "avis.pdf"
        taken.write_bytes(pdf)
        choose(page, taken)
    else:
        digest = hashlib.sha256(pdf).hexdigest()
        page.locator("[data-receipt] summary").click()
        page.locator("[name=first]").fill(digest[:8])
        page.locator("[name=last]").fill(digest[-8:])
    send(page, "acknowledge-receipt")
    expect(page.locator("main .banner-good")).to_be_visible()


def test_citizens_correct_and_a_facilitator_adds_a_version(people: Phonebook, hand: Stagehand) -> None:
    codes = handed_over(hand, "correction")
    here = "/conferences/correction/opinion/"
    citizen = people.signed_in(codes["citizen"][0], PHONE)
    page = citizen.page
    page.goto(f"{here}corrections/")
    assert good(citizen) == []
    title = page.locator("[data-proposed] .correction-words dd").first.inner_text()
    form = page.locator('form[data-act="propose-correction"]')
    for name, words in {"passage": "Ce que personne n’a dit", "text": "Autre", "reason": "Une faute"}.items():
        form.locator(f"[name={name}]").fill(words)
    send(page, "propose-correction")
    expect(page.locator("main [role=alert]").first).to_be_visible()
    # Nothing that was typed is lost.
    expect(page.locator("main [name=text]")).to_have_value("Autre")
    page.locator("main [name=passage]").fill(title)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    expect(page.locator("[data-proposed]")).to_have_count(2)

    facilitator = people.signed_in(codes["facilitator"][0], DESK)
    page = facilitator.page
    page.goto(f"{here}versions/")
    assert good(facilitator) == []
    page.locator("main [name=kind]").select_option("translation")
    page.locator("main [name=language]").select_option("en")
    for name, words in {
        "title": "Our opinion",
        "made_by": "A translator",
        "text": "## Who\n\nWe are citizens.",
    }.items():
        page.locator(f'form[data-act="add-derivative"] [name={name}]').fill(words)
    send(page, "add-derivative")
    page.get_by_role("link", name="Our opinion").click()
    expect(page.locator(".prevails p[lang=en]")).to_contain_text("Only the original opinion")
    assert good(facilitator) == []
    page.locator("main details summary").click()
    page.locator("main [name=reason]").fill("Une phrase manque.")
    send(page, "withdraw-derivative")
    expect(page.locator("[data-withdrawn]")).to_contain_text("Une phrase manque.")
