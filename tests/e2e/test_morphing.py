"""News changes the page, and nothing under the person's hands: the text they type, the caret, what they selected,
opened or ticked, and where they are reading."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import PHONE, Person, Phonebook
from tests.e2e.server import ROOT, Server
from tests.e2e.wire import Wire, cursor_of, news

VILLAGE = str(ROOT / "tests/live/scenarios/village-2026.yaml")


@pytest.fixture(scope="module")
def code(server: Server) -> str:
    return server.conference(VILLAGE, slug="morphing", citizens=2)["citizen"][0]


@pytest.fixture
def wire(people: Phonebook, code: str) -> Wire:
    """A citizen's page, whose news this test writes."""
    citizen = people.signed_in(code, PHONE)
    held = Wire(citizen.page)
    held.hold()
    return held


def form(name: str, inside: str) -> str:
    """As the product's own: templates/components/act_form.html."""
    return f"""<div class="act" id="{name}-place">
      <form method="post" action="/" id="{name}" class="act-form" data-act="{name}">
      <input type="hidden" name="csrfmiddlewaretoken" value="">
      <div class="form-errors" data-errors="" role="alert" hidden></div>{inside}
      <button type="submit" class="button">Save</button></form></div>"""


def note(text: str, version: int = 1) -> str:
    hidden = f'<input type="hidden" name="version" value="{version}">'
    field = f'<label for="id_text">Text</label><textarea name="text" id="id_text">\n{text}</textarea>'
    return form("write-note", f'{hidden}<div class="field">{field}</div>')


def paragraphs(number: int, word: str = "Line") -> str:
    return "".join(f'<p id="{word}-{n}">{word} {n}</p>' for n in range(number))


def caret(page: Page) -> tuple[str, str]:
    """What stands before the caret or selection, and what is selected."""
    before, selected = page.evaluate(
        """() => { const f = document.activeElement;
        return [f.value.slice(0, f.selectionStart), f.value.slice(f.selectionStart, f.selectionEnd)] }"""
    )
    return before, selected


def test_what_is_being_typed_stays_with_its_caret(wire: Wire) -> None:
    wire.tell(note("Hello"))
    field = wire.page.locator("#id_text")
    field.press("End")
    field.type(" you")
    for _ in range(3):
        field.press("ArrowLeft")
    wire.tell("<h3>Somebody else saved</h3>" + note("Good morning", 2) + paragraphs(3))
    expect(field).to_be_focused()
    assert caret(wire.page) == ("Hello ", "")
    field.type("all of ")
    expect(field).to_have_value("Hello all of you")
    # The version they started from: saving will show both texts.
    expect(wire.page.locator('[name="version"]')).to_have_value("1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Water for [all]", "Clean water for [all]"),
        ("Water for [all]", "Water for [all], and soon"),
        ("[]Water", "[]Water for all"),
        ("Water[]", "Clean water[]"),
        ("Eau 💧 pour [tous]", "Eau 💧💧 pour [tous]"),
    ],
)
def test_a_caret_in_a_text_that_somebody_else_saves_moves_with_its_neighbours(
    wire: Wire, before: str, after: str
) -> None:
    plain = before.replace("[", "").replace("]", "")
    wire.tell(note(plain))
    field = wire.page.locator("#id_text")
    field.focus()
    start = len(before.split("[")[0].encode("utf-16-le")) // 2
    end = len(before.split("]")[0].replace("[", "").encode("utf-16-le")) // 2
    field.evaluate("(field, [start, end]) => field.setSelectionRange(start, end)", [start, end])
    wire.tell(note(after.replace("[", "").replace("]", ""), 2))
    expect(field).to_be_focused()
    expect(field).to_have_value(after.replace("[", "").replace("]", ""))
    assert caret(wire.page) == (after.split("[")[0], after.split("[")[1].split("]")[0])
    # It is not taken for something the person typed.
    expect(wire.page.locator("#write-note.is-dirty")).to_have_count(0)


def test_a_text_being_composed_is_left_alone_until_it_is_done(wire: Wire) -> None:
    wire.tell(note("Caf"))
    field = wire.page.locator("#id_text")
    field.press("End")
    keyboard = wire.page.context.new_cdp_session(wire.page)
    keyboard.send("Input.imeSetComposition", {"text": "´", "selectionStart": 1, "selectionEnd": 1})
    wire.tell(paragraphs(2) + note("Somebody else's", 2))
    keyboard.send("Input.imeSetComposition", {"text": "é", "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.insertText", {"text": "é"})
    expect(field).to_have_value("Café")
    expect(field).to_be_focused()
    assert caret(wire.page) == ("Café", "")


def test_a_composition_given_up_lets_the_news_in(wire: Wire) -> None:
    wire.tell(note(""))
    field = wire.page.locator("#id_text")
    field.focus()
    keyboard = wire.page.context.new_cdp_session(wire.page)
    keyboard.send("Input.imeSetComposition", {"text": "´", "selectionStart": 1, "selectionEnd": 1})
    wire.tell(note("Somebody else's", 2))
    expect(field).to_have_value("´")
    keyboard.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    expect(field).to_have_value("Somebody else's")
    expect(wire.page.locator('[name="version"]')).to_have_value("2")


def test_what_is_selected_to_be_copied_stays_selected(wire: Wire) -> None:
    wire.tell('<div id="a"><p>First</p></div><p id="read">The water of <strong>all the houses</strong> first.</p>')
    wire.page.locator("#read").evaluate(
        """(p) => getSelection().setBaseAndExtent(p.firstChild, 4, p.querySelector("strong").firstChild, 7)"""
    )
    wire.tell(
        paragraphs(4)
        + '<div id="a"><p>First, changed</p></div>'
        + '<p id="read">Clean, the water of <strong>all the good houses</strong> first.</p>'
    )
    assert wire.page.evaluate("getSelection().toString()") == "water of all the"


def test_what_is_open_stays_open_and_what_is_closed_stays_closed(wire: Wire) -> None:
    def fold(n: int, *, opened: bool = False) -> str:
        return f'<details id="fold-{n}" {"open" if opened else ""}><summary>{n}</summary><p>Text {n}</p></details>'

    wire.tell(fold(1) + fold(2, opened=True) + fold(3))
    wire.page.locator("#fold-3 summary").click()
    wire.page.locator("#fold-2 summary").click()
    wire.tell(fold(0) + fold(3) + fold(2, opened=True) + fold(1) + fold(4, opened=True))
    opened = wire.page.evaluate(
        "[...document.querySelectorAll('[data-region=citizens] details[open]')].map((d) => d.id)"
    )
    assert opened == ["fold-3", "fold-4"]
    expect(wire.page.locator("#fold-2 summary")).to_be_focused()


def test_a_choice_not_yet_sent_stays_chosen_and_focused(wire: Wire) -> None:
    def ballot(sentence: str) -> str:
        radios = "".join(
            f'<label for="c{n}"><input type="radio" name="choice" value="{n}" id="c{n}"> {n}</label>' for n in range(3)
        )
        return f"<p>{sentence}</p>" + form("cast-paper", f"<fieldset><legend>Vote</legend>{radios}</fieldset>")

    wire.tell(ballot("Nobody has voted."))
    wire.page.locator("#c0").focus()
    wire.tell(paragraphs(2) + ballot("One has voted."))
    expect(wire.page.locator("#c0")).to_be_focused()
    wire.page.keyboard.press("ArrowDown")
    expect(wire.page.locator("#c1")).to_be_checked()
    wire.tell(ballot("Two have voted.") + paragraphs(3))
    expect(wire.page.locator("#c1")).to_be_checked()
    expect(wire.page.locator("#c1")).to_be_focused()


def test_what_is_being_read_stays_where_it_is(wire: Wire) -> None:
    wire.tell(paragraphs(80))
    wire.page.locator("#Line-40").evaluate("(line) => line.scrollIntoView({ block: 'center', behavior: 'instant' })")
    top = wire.page.locator("#Line-40").evaluate("(line) => line.getBoundingClientRect().top")
    wire.tell(paragraphs(30, "Above") + paragraphs(80))
    assert wire.page.locator("#Line-40").evaluate("(line) => line.getBoundingClientRect().top") == pytest.approx(
        top, abs=1
    )
    wire.tell(paragraphs(80))
    assert wire.page.locator("#Line-40").evaluate("(line) => line.getBoundingClientRect().top") == pytest.approx(
        top, abs=1
    )


def test_the_field_being_filled_stays_where_it_is(wire: Wire) -> None:
    wire.tell(note("") + paragraphs(60))
    field = wire.page.locator("#id_text")
    field.type("I am writing")
    top = field.evaluate("(field) => field.getBoundingClientRect().top")
    wire.tell(paragraphs(10, "Above") + note("") + paragraphs(60))
    assert field.evaluate("(field) => field.getBoundingClientRect().top") == pytest.approx(top, abs=1)


def test_at_the_top_of_the_page_what_is_new_there_is_seen(wire: Wire) -> None:
    wire.tell(paragraphs(60))
    wire.tell(paragraphs(3, "New") + paragraphs(60))
    assert wire.page.evaluate("scrollY") == 0
    expect(wire.page.locator("#New-0")).to_be_in_viewport()


def test_focus_stays_near_when_what_had_it_goes(wire: Wire) -> None:
    wire.tell(f'<section id="box" class="panel">{form("ask", "")}<p>More</p></section>')
    wire.page.locator("#ask button").focus()
    wire.tell('<section id="box" class="panel"><p>More</p></section>')
    assert wire.page.evaluate("document.activeElement.id") == "box"


def test_a_refusal_stays_in_sight_until_it_is_answered(wire: Wire) -> None:
    wire.tell(form("ask", ""))
    wire.page.route("**/", lambda route: route.abort(), times=1)
    wire.page.locator("#ask button").click()
    expect(wire.page.locator("#ask .form-errors")).to_be_visible()
    wire.tell(form("ask", "") + paragraphs(2))
    expect(wire.page.locator("#ask .form-errors")).to_be_visible()


def test_text_whose_form_is_taken_away_is_kept_to_copy(wire: Wire) -> None:
    wire.tell(note(""))
    wire.page.locator("#id_text").type("Not saved")
    wire.tell("<p>It is over.</p>")
    expect(wire.page.locator("[data-rescue] textarea")).to_have_value("Not saved")


def test_what_is_typed_for_one_question_is_neither_lost_nor_put_into_the_next(wire: Wire) -> None:
    def answer(question: int) -> str:
        field = f'<label for="note-{question}-answer">A</label><textarea name="answer" id="note-{question}-answer">'
        return f'<section id="now-{question}">{form(f"note-{question}", f"{field}</textarea>")}</section>'

    wire.tell(answer(1))
    wire.page.locator("#note-1-answer").type("In winter, twice as")
    wire.tell(answer(2))
    expect(wire.page.locator("#note-2-answer")).to_have_value("")
    expect(wire.page.locator("[data-rescue] textarea")).to_have_value("In winter, twice as")


def test_of_many_news_the_last_is_shown(wire: Wire) -> None:
    wire.send(*(news("citizens", f'<p id="count">{n}</p>') for n in range(50)))
    expect(wire.page.locator("#count")).to_have_text("49")
    said = wire.until_heard("here") if len(wire.heard) > 1 else None
    assert said is None or said["news"] <= 50


def test_a_splice_is_put_into_the_text_that_is_held(wire: Wire) -> None:
    before, after = '<p id="s">Été 🌞 à Paris</p>', '<p id="s">Été 🌧️ à Paris</p>'
    wire.send(news("citizens", before))
    start = len('<p id="s">Été '.encode("utf-16-le")) // 2
    end = len(" à Paris</p>")
    part = {"base": cursor_of(before), "start": start, "end": end, "put": "🌧️"}
    wire.send({"type": "news", "region": "citizens", "cursor": cursor_of(after), **part})
    expect(wire.page.locator("#s")).to_have_text("Été 🌧️ à Paris")
    wire.send({"type": "beat"})
    here = wire.until_heard("here")
    assert (here["news"], here["holds"], here["shown"]["citizens"]) == (2, ["citizens"], cursor_of(after))


def test_a_splice_that_cannot_be_applied_is_asked_for_whole(wire: Wire) -> None:
    said = len(wire.heard)
    splice = {"base": "0" * 16, "start": 0, "end": 0, "put": "<p>wrong</p>"}
    wire.send({"type": "news", "region": "citizens", "cursor": "1" * 16, **splice})
    hello = wire.until_heard("hello", said)
    assert (hello["news"], hello["shown"]["citizens"], hello["holds"]) == (1, "", [])
    wire.tell("<p>Right</p>")
    wire.page.get_by_text("Right").wait_for()
    expect(wire.page.get_by_text("wrong")).to_have_count(0)


def test_news_reaches_a_page_that_is_not_in_sight(wire: Wire) -> None:
    wire.page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")
    wire.page.evaluate("window.requestAnimationFrame = () => 0")
    wire.tell("<p>Meanwhile</p>")
    wire.page.get_by_text("Meanwhile").wait_for()


def test_a_region_taken_away_leaves_nothing_behind(wire: Wire) -> None:
    wire.tell("<p>Table 4</p>", "table")
    wire.send({"type": "news", "region": "table", "cursor": "", "html": ""})
    expect(wire.page.locator('[data-region="table"]')).to_be_empty()
    wire.send({"type": "beat"})
    assert "table" not in wire.until_heard("here")["shown"]


def test_the_pages_forms_keep_working_after_news(wire: Wire) -> None:
    wire.tell(form("ask", ""))
    token = wire.page.locator('#ask [name="csrfmiddlewaretoken"]').input_value()
    assert token == wire.page.locator('.site-header [name="csrfmiddlewaretoken"]').first.input_value()
    assert Person(wire.page).violations() == []
