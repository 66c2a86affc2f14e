"""A table writes together: in the page, by keyboard or by thumb, with others, without a network, and when it is over.

The server is the product's own. Where it must be silent, refuse or be late, its end is held by the test (paper.py)."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.e2e.looking import Ears, too_small, too_wide, violations_in_both_themes
from tests.e2e.network import Line
from tests.e2e.paper import Paper
from tests.e2e.people import DESK, PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.e2e.wire import Wire
from tests.staging.stagehand import Stagehand, stagehand

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")
SAVED, SENDING, CLOSED = "Enregistré", "Envoi…", "Ce texte est clos\u00a0: on ne peut plus le changer."
TABLET = {"width": 820, "height": 1180}
# The editor reads what the browser selected a moment after.
A_MOMENT = 100
NOTHING_AFTER_THE_CARET = """(text) => {
  const { focusNode, focusOffset } = getSelection();
  const after = document.createRange();
  after.selectNodeContents(text);
  after.setStart(focusNode, focusOffset);
  const left = after.cloneContents();
  for (const caret of left.querySelectorAll(".ProseMirror-widget")) caret.remove();
  return left.textContent === "";
}"""
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "");
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@dataclass
class Writer:
    """Someone whose table's notes are open."""

    person: Person

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def text(self) -> Locator:
        return self.page.locator(".writing-text")

    @property
    def state(self) -> Locator:
        return self.page.locator("[data-writing-state]")

    @property
    def here(self) -> Locator:
        return self.page.locator("[data-writing-people] li")

    def ready(self) -> "Writer":
        expect(self.text).to_have_attribute("contenteditable", "true", timeout=15_000)
        return self

    def write(self, words: str) -> None:
        self.text.focus()
        self.go_to_the_end()
        self.page.keyboard.type(words, delay=5)

    def go_to_the_end(self) -> None:
        """The editor puts the caret back where it knew it, a moment after it was focused: later on a busy machine."""
        for _ in range(50):
            self.press("Control+End")
            if self.text.evaluate(NOTHING_AFTER_THE_CARET):
                return
        raise AssertionError("The caret stays before the end.")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(A_MOMENT)

    def paste(self, markup: str) -> None:
        self.page.evaluate(PASTE, markup)

    def tool(self, command: str) -> Locator:
        return self.page.locator(f'[data-command="{command}"]')

    def reads(self, words: str) -> None:
        expect(self.text).to_contain_text(words)

    def says(self, words: str, seconds: int = 10) -> None:
        """The whole text, once it has come; the names at the carets are no part of it."""
        for _ in range(seconds * 20):
            if unmarked(self.markup()) == words:
                return
            self.page.wait_for_timeout(50)
        assert unmarked(self.markup()) == words

    def markup(self) -> str:
        """What is in the text, without the carets of others and what the editor needs for itself."""
        found = self.text.evaluate(
            """(text) => { const copy = text.cloneNode(true);
            for (const own of copy.querySelectorAll(".ProseMirror-widget, img, br")) own.remove();
            return copy.innerHTML; }"""
        )
        return str(found)


def unmarked(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def region_of_the_table(page: Page) -> str:
    """As the server renders it."""
    source = page.request.get(page.url).text()
    found = re.search(r'<section class="region region-table"[^>]*>(.*?)</section>\s*</div>', source, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def hand(server: Server) -> Iterator[Stagehand]:
    with stagehand(server.environment) as at_work:
        yield at_work


@pytest.fixture
def table(people: Phonebook, hand: Stagehand, request: pytest.FixtureRequest) -> "Table":
    """A round at tables of its own, where three sit at table 1."""
    slug = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-40:].strip("-")
    codes = hand.begin(VILLAGE, slug=slug, citizens=4)
    hand.reach(slug, "tables")
    return Table(people, codes, slug, hand)


@dataclass
class Table:
    people: Phonebook
    codes: dict[str, list[str]]
    slug: str
    hand: Stagehand

    def writer(self, number: int = 0, viewport: dict[str, int] = PHONE, **options: object) -> Writer:
        return Writer(self.people.signed_in(self.codes["citizen"][number], viewport, **options))

    def on_paper(self, paper: Paper, number: int = 0, viewport: dict[str, int] = PHONE) -> Writer:
        """Writing where the test holds the server's end."""
        writer = self.writer(number, viewport)
        paper.hold(writer.page.context, f"Citoyen {number + 1}", number + 1)
        writer.page.reload()
        return writer.ready()

    def facilitator(self) -> Person:
        return self.people.signed_in(self.codes["facilitator"][0], DESK)


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    opened = Line(server.url)
    yield opened
    opened.close()


@pytest.fixture
def paper() -> Paper:
    return Paper()


# Together


def test_two_who_write_at_once_see_each_others_words_and_names(table: Table) -> None:
    one, other = table.writer(0).ready(), table.writer(1, DESK).ready()
    expect(one.here).to_have_text(["vous", "Citoyen 2"])
    expect(other.here).to_have_text(["vous", "Citoyen 1"])
    one.write("L’eau du captage")
    other.reads("L’eau du captage")
    other.write(", et celle du hameau")
    one.press("Control+Home")
    one.page.keyboard.type("Ce que nous voyons : ", delay=5)
    for each in (one, other):
        each.says("Ce que nous voyons : L’eau du captage, et celle du hameau")
        expect(each.state).to_have_text(SAVED)
    expect(one.page.locator(".writer-name")).to_have_text("Citoyen 2")
    assert one.page.locator(".writer-caret").get_attribute("aria-hidden") == "true"
    colours = [
        each.page.locator(".writer-caret[class*=writer-]").get_attribute("class").split()[1]  # type: ignore[union-attr]
        for each in (one, other)
    ]
    assert len(set(colours)) == 2
    other.page.close()
    expect(one.here).to_have_text(["vous"])
    expect(one.page.locator(".writer-caret")).to_have_count(0)


def test_undo_takes_back_ones_own_words_alone(table: Table) -> None:
    one, other = table.writer(0).ready(), table.writer(1).ready()
    one.write("Les miens. ")
    other.reads("Les miens.")
    other.write("Les leurs.")
    one.reads("Les leurs.")
    one.tool("undo").click()
    for each in (one, other):
        each.says("Les leurs.")
    one.tool("redo").click()
    for each in (one, other):
        each.says("Les miens. Les leurs.")


def test_a_word_that_is_composed_is_whole_while_others_write_beside_it(table: Table) -> None:
    one, other = table.writer(0).ready(), table.writer(1).ready()
    one.write("Caf")
    other.reads("Caf")
    keyboard = one.page.context.new_cdp_session(one.page)
    keyboard.send("Input.imeSetComposition", {"text": "´", "selectionStart": 1, "selectionEnd": 1})
    other.press("Control+Home")
    other.text.focus()
    other.press("Control+Home")
    other.page.keyboard.type("Un ", delay=5)
    one.page.wait_for_timeout(500)
    keyboard.send("Input.imeSetComposition", {"text": "é", "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.insertText", {"text": "é"})
    for each in (one, other):
        each.says("Un Café")


def test_a_proposals_title_is_one_line_and_the_rest_has_marks(people: Phonebook, hand: Stagehand) -> None:
    codes = hand.begin(VILLAGE, slug="drafted", citizens=4)
    hand.reach("drafted", "drafting")
    one, other = (Writer(people.signed_in(code, PHONE)) for code in codes["citizen"][:2])
    ears = Ears()
    for each in (one, other):
        ears.listen(each.page)
        each.page.reload()
        expect(each.page.locator("[data-document].is-up")).to_have_count(2)
    title = one.text.first
    title.focus()
    one.press("Control+a")
    one.paste("<h1>L’eau</h1><p><strong>d’abord</strong> à boire</p>")
    one.press("Enter")
    one.page.keyboard.type(", ensuite aux jardins", delay=5)
    expect(other.text.first).to_contain_text("L’eau d’abord à boire, ensuite aux jardins")
    expect(other.text.first.locator("p")).to_have_count(1)
    expect(other.text.first.locator("strong")).to_have_count(0)
    expect(one.tool("strong").first).to_have_attribute("aria-disabled", "true")
    expect(title).to_have_attribute("aria-multiline", "false")
    one.page.locator(".is-rich").first.focus()
    one.press("Control+a", "Control+b")
    expect(other.page.locator(".is-rich").first.locator("strong")).to_have_count(1)
    assert ears.heard == []


# Without a network


def test_what_is_written_without_a_network_merges_on_return(table: Table, line: Line) -> None:
    one = table.writer(0, base_url=line.url).ready()
    other = table.writer(1).ready()
    one.write("Avant. ")
    other.reads("Avant.")
    line.cut()
    one.write("Sans réseau.")
    other.text.focus()
    other.press("Control+Home")
    other.page.keyboard.type("Pendant ce temps. ", delay=5)
    expect(one.state).to_contain_text("Hors ligne", timeout=15_000)
    assert one.person.violations() == []
    line.mend()
    for each in (one, other):
        each.says("Pendant ce temps. Avant. Sans réseau.", 30)
    expect(one.state).to_have_text(SAVED)


def test_a_reload_loses_nothing_that_was_not_sent(table: Table) -> None:
    deaf = [False]

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda data: None if deaf[0] else server.send(data))

    one = table.writer(0)
    one.page.context.route_web_socket("**/write/**", between)
    one.page.reload()
    one.ready()
    one.write("Enregistré. ")
    expect(one.state).to_have_text(SAVED)
    assert one.page.evaluate("Object.keys(sessionStorage)") == []
    deaf[0] = True
    one.write("Pas encore.")
    expect(one.state).to_have_text(SENDING)
    one.page.reload()
    deaf[0] = False
    one.page.reload()
    one.ready()
    one.says("Enregistré. Pas encore.")
    expect(one.state).to_have_text(SAVED)
    assert one.page.evaluate("Object.keys(sessionStorage)") == []
    other = table.writer(1).ready()
    other.says("Enregistré. Pas encore.")


def test_a_tablet_that_is_given_back_keeps_nothing_of_what_was_not_sent(table: Table) -> None:
    page = table.facilitator().page
    page.goto(f"/conferences/{table.slug}/people/")
    page.locator('form[data-act="add-tablet"] [name="table"]').fill("1")
    page.locator('form[data-act="add-tablet"] button').click()
    with page.context.expect_page() as opened:
        added = page.locator('[data-role="table"]').filter(has_not_text="a un badge")
        added.locator('form[data-act="print-badge"] button').click()
    code = opened.value.locator(".badge-code").inner_text().replace("-", "")
    tablet = Writer(table.people.signed_in(code, TABLET, has_touch=True)).ready()
    deaf = [False]

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda data: None if deaf[0] else server.send(data))

    tablet.page.context.route_web_socket("**/write/**", between)
    tablet.page.locator("#alone > summary").click()
    tablet.page.locator("[data-lend-to]").first.click()
    tablet.page.locator('[name="code"]').fill(table.codes["citizen"][0])
    tablet.page.locator('form[data-act="lend-tablet"] button').click()
    expect(tablet.page.locator(".lent-who")).to_be_visible()
    tablet.ready()
    deaf[0] = True
    tablet.write("À moi seul.")
    expect(tablet.state).to_have_text(SENDING)
    tablet.page.wait_for_timeout(500)
    assert len(tablet.page.evaluate("Object.keys(sessionStorage)")) == 1
    tablet.page.locator(".lent-back").click()
    # It waits a while for what is being sent.
    expect(tablet.page.locator(".tablet-name")).to_be_visible(timeout=15_000)
    deaf[0] = False
    assert tablet.page.evaluate("Object.keys(sessionStorage)") == []
    tablet.page.reload()
    tablet.ready().says("")


# When it is over


def test_a_text_frozen_while_somebody_types_is_read_and_what_was_late_is_kept_to_copy(
    table: Table, paper: Paper
) -> None:
    one = table.on_paper(paper)
    one.write("À l’heure.")
    expect(one.state).to_have_text(SAVED)
    paper.acknowledges = False
    paper.frozen = True
    one.page.keyboard.insert_text(" Trop tard.")
    expect(one.page.locator("[data-rescue] textarea")).to_have_value("Trop tard.")
    expect(one.page.locator("[data-writing-notice]")).to_have_text(CLOSED)
    one.says("À l’heure.")
    expect(one.text).to_have_attribute("contenteditable", "false")
    expect(one.page.locator(".writing-tools")).to_be_hidden()
    assert one.person.violations() == []
    assert one.page.evaluate("Object.keys(sessionStorage)") == []


def test_a_text_frozen_while_nobody_types_is_closed_and_nothing_is_given_back(table: Table, paper: Paper) -> None:
    one = table.on_paper(paper)
    one.write("À l’heure.")
    expect(one.state).to_have_text(SAVED)
    paper.freeze()
    expect(one.page.locator("[data-writing-notice]")).to_have_text(CLOSED)
    expect(one.text).to_have_attribute("contenteditable", "false")
    expect(one.page.locator("[data-rescue] textarea")).to_have_count(0)


def test_a_write_that_is_too_large_is_told_and_kept_to_copy(table: Table, paper: Paper) -> None:
    one = table.on_paper(paper)
    paper.acknowledges = False
    one.write("Trop long.")
    paper.cut(4413)
    expect(one.page.locator("[data-rescue] textarea")).to_have_value("Trop long.")
    expect(one.page.locator("[data-writing-notice]")).to_be_visible()
    expect(one.text).to_have_attribute("contenteditable", "false")


def test_when_the_round_ends_the_editor_goes_and_the_notes_stay(table: Table) -> None:
    one = table.writer(0).ready()
    one.write("Notre note.")
    expect(one.state).to_have_text(SAVED)
    table.facilitator().do("end-round")
    expect(one.text).to_have_count(0)
    expect(one.page.locator("[data-rescue] textarea")).to_have_count(0)
    expect(one.page.locator("#earlier-notes")).to_contain_text("Notre note.")


# In the page


def test_nothing_of_it_is_fetched_before_a_round_needs_it(people: Phonebook, hand: Stagehand) -> None:
    codes = hand.begin(VILLAGE, slug="not-yet", citizens=4)
    hand.reach("not-yet", "plenary")
    one = people.signed_in(codes["citizen"][0], PHONE)
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(request.url))
    one.page.reload()
    one.page.wait_for_timeout(1000)
    assert [url for url in asked if "writing" in url] == []
    hand.reach("not-yet", "tables")
    Writer(one).ready()
    assert len([url for url in asked if "writing.js" in url]) == 1


def test_news_around_it_leaves_the_text_its_caret_and_what_can_be_undone(table: Table, paper: Paper) -> None:
    one = table.on_paper(paper)
    wire = Wire(one.page)
    wire.hold()
    one.ready()
    news = region_of_the_table(one.page).replace(
        '<ul class="people-list">', '<p id="above">{}</p><ul class="people-list">'
    )
    opened = len(paper.opened)
    one.write("Un deux trois")
    one.press("Control+Shift+ArrowLeft")
    for number in range(3):
        wire.tell(news.replace("{}", f"Au-dessus {number}"), "table")
        expect(one.page.locator("#above")).to_have_text(f"Au-dessus {number}")
        expect(one.text).to_be_focused()
        assert one.page.evaluate("getSelection().toString()") == "trois"
    one.page.keyboard.type("quatre")
    one.says("Un deux quatre")
    one.press("Control+z")
    assert one.text.inner_text().strip() != "Un deux quatre"
    assert len(paper.opened) == opened


def test_whoever_is_moved_to_another_table_finds_its_text_and_not_the_first(table: Table, paper: Paper) -> None:
    one = table.on_paper(paper)
    one.write("Table 1.")
    expect(one.state).to_have_text(SAVED)
    first = paper.opened[-1]
    wire = Wire(one.page)
    wire.hold()
    one.ready()
    document = one.page.locator("[data-document]").get_attribute("data-document")
    assert document
    paper.doc = Paper().doc
    other = document.removesuffix("1") + "2"
    wire.tell(region_of_the_table(one.page).replace(document, other), "table")
    expect(one.page.locator(f'[data-document="{other}"].is-up')).to_be_visible()
    expect(one.text).to_have_count(1)
    one.says("")
    assert paper.opened[-1] == first.replace(document, other)
    expect(one.page.locator("[data-rescue] textarea")).to_have_count(0)
    assert len(paper.pens) == 1


def test_a_form_in_which_something_was_typed_stays_until_it_is_saved(table: Table) -> None:
    writer = table.writer(0)
    writer.page.route("**/dist/writing.js*", lambda route: route.abort(), times=1)
    writer.page.reload()
    field = writer.page.locator('form[data-act="write-note"] textarea')
    field.press_sequentially("Tapé avant")
    other = table.writer(2).person
    other.press(other.act("raise-hand"))
    expect(writer.page.locator('[data-region="table"] .people-list ~ *')).to_contain_text(["Citoyen 3"])
    writer.page.wait_for_timeout(1500)
    expect(field).to_have_value("Tapé avant")
    writer.person.press(writer.person.act("write-note"))
    writer.ready()
    writer.says("Tapé avant")


def test_without_a_script_the_form_is_there(people: Phonebook, table: Table) -> None:
    writer = table.writer(0, java_script_enabled=False)
    expect(writer.page.locator('form[data-act="write-note"] textarea')).to_be_visible()


# By hand


def test_everything_is_done_from_the_keyboard(table: Table) -> None:
    one = table.writer(0, DESK).ready()
    one.text.focus()
    for words in ("## Ce que nous voyons", "- les maraîchers", "le camping", "", "1. le hameau"):
        one.page.keyboard.type(words, delay=10)
        one.press("Enter")
    one.press("Enter")
    one.page.keyboard.type("Un mot ", delay=5)
    one.press("Control+b")
    one.page.keyboard.type("fort", delay=5)
    assert one.markup() == (
        '<h4 data-level="2">Ce que nous voyons</h4><ul><li><p>les maraîchers</p></li><li><p>le camping</p></li></ul>'
        "<ol><li><p>le hameau</p></li></ol><p>Un mot <strong>fort</strong></p>"
    )
    one.press("Control+Shift+ArrowLeft", "Alt+F10")
    expect(one.tool("strong")).to_be_focused()
    expect(one.tool("strong")).to_have_attribute("aria-pressed", "true")
    one.press("ArrowRight", "Enter")
    expect(one.tool("em")).to_be_focused()
    expect(one.tool("em")).to_have_attribute("aria-pressed", "true")
    one.press("End", "Home", "ArrowLeft")
    expect(one.tool("numbers")).to_be_focused()
    one.press("Escape")
    expect(one.text).to_be_focused()
    assert one.markup().endswith("<p>Un mot <em><strong>fort</strong></em></p>") or one.markup().endswith(
        "<p>Un mot <strong><em>fort</em></strong></p>"
    )
    # One stop of Tab for the tools, one for the text; it is no trap.
    one.press("Shift+Tab")
    expect(one.tool("numbers")).to_be_focused()
    one.press("Tab", "Tab")
    expect(one.tool("undo")).to_be_focused()


def test_the_tools_make_a_heading_a_list_and_take_them_back(table: Table) -> None:
    one = table.writer(0).ready()
    one.write("Une ligne")
    for command, markup in (
        ("heading-2", '<h4 data-level="2">Une ligne</h4>'),
        ("heading-3", '<h5 data-level="3">Une ligne</h5>'),
        ("bullets", "<ul><li><p>Une ligne</p></li></ul>"),
        ("numbers", "<ol><li><p>Une ligne</p></li></ol>"),
        ("numbers", "<p>Une ligne</p>"),
    ):
        one.tool(command).click()
        assert one.markup() == markup
        expect(one.text).to_be_focused()
    one.tool("bullets").click()
    expect(one.tool("heading-2")).to_have_attribute("aria-disabled", "true")
    expect(one.tool("bullets")).to_have_attribute("aria-pressed", "true")


def test_a_piece_of_evidence_is_linked_where_the_page_lists_some(table: Table) -> None:
    one = table.writer(0).ready()
    expect(one.tool("evidence")).to_be_hidden()
    one.page.evaluate(
        """() => { const list = document.createElement("datalist");
        list.dataset.evidence = "";
        list.innerHTML = '<option value="answer:3" label="La réponse sur le captage"></option>';
        document.querySelector("[data-region=table]").append(list);
        document.dispatchEvent(new Event("shown")); }"""
    )
    one.write("Voir ")
    one.tool("evidence").click()
    expect(one.page.get_by_role("dialog", name="Vers quel élément")).to_be_visible()
    assert one.person.violations() == []
    one.page.get_by_role("button", name="La réponse sur le captage").click()
    expect(one.text).to_be_focused()
    assert one.markup() == '<p>Voir <a data-evidence="answer:3" class="evidence-link">La réponse sur le captage</a></p>'
    one.press("ArrowLeft")
    one.tool("evidence").click()
    one.page.get_by_role("button", name="Retirer le renvoi").click()
    assert one.markup() == "<p>Voir La réponse sur le captage</p>"


def test_what_is_pasted_is_cleaned_and_the_browser_complains_of_nothing(table: Table) -> None:
    one, other = table.writer(0, DESK), table.writer(1)
    ears = Ears()
    for each in (one, other):
        ears.listen(each.page)
        each.page.reload()
        each.ready()
    one.text.focus()
    one.paste(
        """<meta charset="utf-8"><style>p { color: red }</style><script>window.harmed = 1</script>
        <h1 style="font-size:90px" onclick="harmed = 1">Titre</h1><p style="color:red">Ligne une<br>ligne
        <b style="font-weight:normal">deux</b> <img src="x" onerror="window.harmed = 1"><a
        href="javascript:harmed=1">lien</a> <span style="font-weight:700">gras</span></p>
        <ul><li>a<ul><li>b</li></ul></li></ul><table><tr><td>cellule</td></tr></table>
        <iframe src="https://example.org"></iframe><svg onload="harmed = 1"></svg>"""
    )
    other.reads("cellule")
    for each in (one, other):
        assert each.markup() == (
            '<h4 data-level="2">Titre</h4><p>Ligne une ligne deux lien <strong>gras</strong></p>'
            "<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul><p>cellule</p>"
        )
        assert each.page.evaluate("window.harmed") is None
    assert ears.heard == []


# For the eye


def test_what_is_too_long_to_be_pasted_is_said_and_the_text_goes_on(table: Table) -> None:
    """Five million characters: the server would close the socket."""
    one, other = table.writer(0).ready(), table.writer(1).ready()
    one.write("L’eau")
    one.page.evaluate(PASTE, f"<p>{'a' * 5_000_000}</p>")
    expect(one.page.locator("[data-writing-notice]")).to_have_text(
        "Ce que vous collez est trop long pour ce texte\u00a0: collez-en une partie."
    )
    one.write(" du captage")
    expect(one.page.locator("[data-writing-notice]")).to_be_hidden()
    # Ten thousand characters are what a note holds.
    one.paste(f"<p>{'b' * (10_000 - len('L’eau du captage'))}</p>")
    for each in (one, other):
        each.says("L’eau du captage" + "b" * (10_000 - len("L’eau du captage")))
        expect(each.state).to_have_text(SAVED)


def test_it_is_accessible_and_fits_in_both_themes_and_in_large_text(table: Table) -> None:
    found = []
    for number, viewport in enumerate(({"width": 320, "height": 640}, PHONE, DESK)):
        writer = table.writer(number, viewport).ready()
        writer.write("Une phrase assez longue pour aller d’un bord à l’autre d’un téléphone. ")
        for size in ("", "large"):
            writer.page.evaluate("(size) => document.documentElement.dataset.text = size", size)
            page = writer.page
            found += [*violations_in_both_themes(page), *too_small(page), *too_wide(page)]
    assert found == []


def test_on_a_phone_the_caret_stays_between_the_tools_and_the_bar_below(table: Table) -> None:
    one = table.writer(0).ready()
    one.text.focus()
    for number in range(30):
        one.page.keyboard.type(f"Ligne {number}")
        one.page.keyboard.press("Enter")
    one.page.keyboard.type("La dernière")
    one.page.wait_for_timeout(300)
    where = """() => { const range = getSelection().getRangeAt(0).getBoundingClientRect();
      const tools = document.querySelector(".writing-tools").getBoundingClientRect();
      const round = document.querySelector(".round-bar").getBoundingClientRect();
      const bar = document.querySelector(".tools-in").getBoundingClientRect();
      return [round.bottom <= tools.top + 1, tools.bottom <= range.top, range.bottom <= bar.top]; }"""
    assert one.page.evaluate(where) == [True, True, True]
    one.press("Control+Home")
    one.page.keyboard.type("La première. ")
    one.page.wait_for_timeout(300)
    assert one.page.evaluate(where)[1:] == [True, True]


def test_print_shows_the_text_and_no_tools(table: Table) -> None:
    one = table.writer(0).ready()
    one.write("À imprimer.")
    one.page.emulate_media(media="print")
    expect(one.text).to_be_visible()
    expect(one.page.locator(".writing-tools")).to_be_hidden()
    expect(one.page.locator(".writing-foot")).to_be_hidden()
