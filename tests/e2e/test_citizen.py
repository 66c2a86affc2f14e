"""A citizen's phone: what happens now and the time left in sight, one thing to do, and everything else a tap away."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
SLUG = "phone"
SITTING = f"/conferences/{SLUG}/sitting/"
# What looks like the one thing to do: on the accent colour, and in sight.
STANDING_OUT = """() => [...document.querySelectorAll("main .regions button")].filter((button) =>
  button.checkVisibility({ visibilityProperty: true }) && !button.closest("dialog, .tools")
  && getComputedStyle(button).backgroundColor === ACCENT).length"""
ACCENT = """(() => { const i = document.body.appendChild(document.createElement("i"));
  i.style.color = "var(--accent)"; const found = getComputedStyle(i).color; i.remove(); return found; })()"""


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as found:
        yield found


@pytest.fixture(scope="module")
def reach(hand: Stagehand, codes: dict[str, list[str]]) -> Callable[[str], None]:
    """Bring the conference to its first round of a kind, unless it is there already."""
    held: list[str] = []

    def go(kind: str) -> None:
        if kind not in held:
            hand.reach(SLUG, kind)
            held.append(kind)
        assert held[-1] == kind

    return go


@pytest.fixture(scope="module")
def codes(hand: Stagehand) -> dict[str, list[str]]:
    return hand.begin(VILLAGE, slug=SLUG, citizens=6)


def on_a_phone(people: Phonebook, code: str, **options: object) -> Person:
    return people.signed_in(code, PHONE, has_touch=True, is_mobile=True, **options)


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def standing_out(page: Page) -> int:
    return int(page.evaluate(STANDING_OUT.replace("ACCENT", ACCENT)))


def test_a_hearing_on_a_phone(people: Phonebook, reach: Callable[[str], None], codes: dict[str, list[str]]) -> None:
    reach("hearing")
    citizen = on_a_phone(people, codes["citizen"][0])
    page = citizen.page
    bar = page.locator(".round-bar")
    assert standing_out(page) == 1
    page.evaluate("window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    assert top(bar) == pytest.approx(0, abs=1)
    expect(bar.locator("[data-countdown]")).to_have_text(re.compile(r"\d+\s(min|h|s)"))
    # What takes the focus is not behind the bars.
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        hidden = page.evaluate(
            """() => { const f = document.activeElement, r = f.getBoundingClientRect();
            if (!f.closest("[data-region]") || f.closest(".round-bar, .tools, dialog") || !r.height) return "";
            const low = document.querySelector(".tools-in").getBoundingClientRect().top;
            const high = document.querySelector(".round-bar").getBoundingClientRect();
            const under = getComputedStyle(document.querySelector(".round-bar")).position === "sticky"
              && high.top <= 1 && r.bottom <= high.bottom;
            return under || r.top >= low ? f.outerHTML.slice(0, 200) : ""; }"""
        )
        assert hidden == ""
    # A word, from the keyboard: it is explained over the page, and the focus comes back to it.
    word = page.locator(".region a.term").first
    word.focus()
    page.keyboard.press("Enter")
    explained = page.locator("#explain-dialog")
    expect(explained).to_be_visible()
    expect(explained.locator("#explain-text")).not_to_be_empty()
    assert citizen.violations() == []
    page.keyboard.press("Escape")
    expect(explained).to_be_hidden()
    expect(word).to_be_focused()
    # The list of words, searched without its accents.
    page.locator("#tool-words").click()
    entries = page.locator(".glossary-entry:visible")
    everything = entries.count()
    page.locator("#word-search").fill("RÉSEÂU")
    assert 0 < entries.count() < everything
    page.locator("#word-search").fill("zzz")
    expect(page.locator("[data-word-search-empty]")).to_be_visible()
    page.locator("#words-dialog [data-closes]").click()


def test_the_dossier_stays_open_while_news_comes(
    people: Phonebook, reach: Callable[[str], None], codes: dict[str, list[str]]
) -> None:
    reach("hearing")
    citizen = on_a_phone(people, codes["citizen"][1])
    other = on_a_phone(people, codes["citizen"][3])
    page = citizen.page
    page.locator("#tool-dossier").click()
    dossier = page.locator("#dossier-dialog")
    expect(dossier.locator(".document-list a").first).to_be_visible()
    assert citizen.violations() == []
    # Who has room reads beside the hearing what the expert brought.
    reader = people.signed_in(codes["citizen"][2], DESK)
    reader.page.locator(".expert [data-beside]").first.click()
    expect(reader.page.locator("[data-dock] h1")).to_be_focused()
    other.do("raise-hand")
    for each in (page, reader.page):
        expect(each.locator("#floor-room .hand, #floor-room .hand-speaking").last).to_be_attached()
    expect(reader.page.locator("[data-dock] h1")).to_be_focused()
    assert reader.page.url.endswith(SITTING)
    expect(dossier).to_be_visible()
    assert page.evaluate("document.querySelector('#dossier-dialog').matches(':modal')")
    page.keyboard.press("Escape")
    expect(page.locator("#tool-dossier")).to_be_focused()
    # My hand, up and down, at the same place of the screen.
    expect(other.act("raise-hand")).to_be_hidden()
    expect(other.page.locator(".tool-hand button:focus")).to_have_count(1)
    other.do("lower-hand")
    expect(other.act("raise-hand")).to_be_visible()


def at_the_last_table(people: list[Person]) -> tuple[Person, Person]:
    """Two who sit there and do not ask for the floor."""
    tables: dict[int, list[Person]] = {}
    for person in people:
        for table in person.page.locator("[data-table]").all():
            tables.setdefault(int(table.get_attribute("data-table") or 0), []).append(person)
    *_, first, second = tables[max(tables)]
    return first, second


def test_a_table_on_a_phone(people: Phonebook, reach: Callable[[str], None], codes: dict[str, list[str]]) -> None:
    reach("tables")
    citizen, mate = at_the_last_table([on_a_phone(people, code) for code in codes["citizen"]])
    page = citizen.page
    table = page.locator("#my-table")
    assert top(page.locator(".round-prompt")) < top(table) < top(page.locator(".site-footer"))
    expect(page.locator(".day")).to_be_hidden()
    # What is asked is to write, and is saved by itself: no button stands out.
    expect(page.locator(".writing-text")).to_be_visible(timeout=15_000)
    assert standing_out(page) == 0
    # How I am called: at once at my table.
    page.locator("#my-name summary").click()
    citizen.do("choose-name", called=" Mado ")
    expect(mate.page.locator(".people-list")).to_contain_text("Mado")
    expect(page.locator(".me-name")).to_have_text("Mado")
    expect(page.locator("#my-name summary")).to_be_focused()
    # Help: what will happen is said first; the whole table sees that it was called.
    if mate.act("withdraw-call").count():
        mate.do("withdraw-call")
        expect(page.locator("[data-call]")).to_have_count(0)
    page.locator("#tool-help").click()
    assert citizen.violations() == []
    citizen.do("call-for-help")
    expect(page.locator("#help-dialog")).to_be_hidden()
    expect(mate.page.locator("[data-call]")).to_be_visible()
    mate.do("withdraw-call")
    expect(page.locator("[data-call]")).to_have_count(0)
    # The floor at the table, passed on by whoever sits there.
    citizen.do("raise-hand")
    waiting = mate.page.locator("#floor-table .hand")
    expect(waiting.last).to_have_text("Mado")
    while number := waiting.count():
        mate.do("pass-floor")
        expect(waiting).to_have_count(number - 1)
    expect(page.locator("#my-floor")).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("Vous avez la parole.")
    citizen.do("lower-hand")
    expect(page.locator("#my-floor")).to_have_count(0)
    assert citizen.violations() == []


@pytest.mark.parametrize("width", [320, 360])
def test_big_text_on_a_small_phone(
    width: int, people: Phonebook, reach: Callable[[str], None], codes: dict[str, list[str]], server: Server
) -> None:
    reach("tables")
    citizen = on_a_phone(people, codes["citizen"][3])
    page = citizen.page
    page.context.add_cookies([{"name": "display_text", "value": "large", "url": server.url}])
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(SITTING)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    box = page.locator(".round-bar").bounding_box()
    assert box is not None
    assert box["y"] == pytest.approx(0, abs=1)
    assert box["height"] < 600 / 3


def test_once_all_is_done_the_page_says_so(
    people: Phonebook, reach: Callable[[str], None], codes: dict[str, list[str]]
) -> None:
    reach("ballot")
    pages = [on_a_phone(people, code) for code in codes["citizen"]]
    citizen = next(each for each in pages if each.act("cast-paper").count())
    done = citizen.page.locator("[data-all-done]")
    expect(done).to_be_hidden()
    for form in citizen.acts("cast-paper"):
        assert standing_out(citizen.page) == 1
        form.locator(".choice-for").click()
        citizen.press(form)
        expect(form).to_be_hidden()
    expect(done).to_be_visible()
    expect(done).to_contain_text("Vous n’avez plus rien à faire dans ce temps.")
    assert standing_out(citizen.page) == 0
    assert citizen.violations() == []


def test_without_a_script_everything_is_on_the_page(
    people: Phonebook, reach: Callable[[str], None], codes: dict[str, list[str]]
) -> None:
    reach("ballot")
    page = people.signed_in(codes["citizen"][0], DESK, java_script_enabled=False).page
    word = page.locator("#words-dialog dt").first
    expect(word).to_be_visible()
    expect(page.locator("form[data-act='call-for-help'] button")).to_be_visible()
    page.locator("#tool-dossier").click()
    page.wait_for_url("**/dossier/")
