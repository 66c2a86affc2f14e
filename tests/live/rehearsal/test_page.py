"""The browser of a simulated person: what it reads on a page, and what it sends."""

from typing import Any

import pytest

from sessions.rehearsal.checks.pages import differences
from sessions.rehearsal.players.forms import form_of
from sessions.rehearsal.players.line import BAD_FRAME, CUT, LEAVING, wait_before
from sessions.rehearsal.players.page import LivePage, RoundShown, cursor_of, parsed, spliced, without_token
from sessions.rehearsal.players.waiting import Bell, Stuck, until

CASTING = """
<form data-act="cast-paper" data-until="ballot-3" action="/ballots/3/cast/" method="post">
  <input type="hidden" name="csrfmiddlewaretoken" value="">
  <input type="radio" name="choice" value="for"><input type="radio" name="choice" value="against">
  <textarea name="text">
one
two</textarea>
  <input type="checkbox" name="publish_name">
</form>"""
PAGE = f"""<main data-live data-socket="/live/eau/fr/">
<section data-region="person" data-cursor="p1"><p data-marks="attendance-1"></p></section>
<section data-region="citizens" data-cursor="c1">
<header data-round="7" data-kind="ballot" data-ends-at="2026-01-01T10:00" data-title="Vote"></header>{CASTING}</section>
</main>"""


@pytest.fixture
def page() -> LivePage:
    found = LivePage()
    found.load(PAGE)
    return found


def test_a_page_is_read_as_it_was_loaded(page: LivePage) -> None:
    assert page.socket == "/live/eau/fr/"
    assert page.shown == {"person": "p1", "citizens": "c1"}
    assert page.round == RoundShown("7", "ballot", "Vote", "2026-01-01T10:00")
    assert page.marks == {"attendance-1"}


def test_news_replaces_a_region_and_nothing_else(page: LivePage) -> None:
    noticed: list[str] = []
    page.noticed = lambda: noticed.append("changed")
    page.apply("person", "p2", '<p data-marks="attendance-1 ballot-3"></p>')
    assert (page.shown, page.news, noticed) == ({"person": "p2", "citizens": "c1"}, 1, ["changed"])
    assert page.round is not None


def whole(html: str) -> dict[str, Any]:
    return {"type": "news", "region": "citizens", "cursor": cursor_of(html) if html else "", "html": html}


def splice(base: str, start: int, end: int, put: str, gives: str) -> dict[str, Any]:
    part = {"base": cursor_of(base), "start": start, "end": end, "put": put}
    return {"type": "news", "region": "citizens", "cursor": cursor_of(gives)} | part


@pytest.fixture
def objections(page: LivePage) -> list[str]:
    found: list[str] = []
    page.object_to = found.append
    return found


@pytest.mark.parametrize(
    ("before", "start", "end", "put", "after"),
    [
        ("<p>abc</p>", 5, 5, "X", "<p>abXc</p>"),
        ("<p>été</p>", 4, 5, "ta", "<p>étaé</p>"),
        # Two units each: an emoji is not one character here.
        ("👵 vote", 3, 4, "👴 ", "👵 👴 vote"),
        ("👵👴", 2, 2, "🗳", "👵🗳👴"),
        ("👵", 0, 0, "", ""),
    ],
)
def test_a_splice_counts_as_javascript_does(before: str, start: int, end: int, put: str, after: str) -> None:
    assert spliced(before, start, end, put) == after


def test_a_splice_longer_than_the_text_gives_nothing() -> None:
    assert spliced("👵", 2, 1, "x") is None


def test_a_page_holds_what_news_brought_whole(page: LivePage, objections: list[str]) -> None:
    assert page.holds == []
    page.take(whole("<p>👵 à table</p>"))
    assert (page.holds, page.wanted) == (["citizens"], set())
    page.take(splice("<p>👵 à table</p>", 8, 4, "dée", "<p>👵 à dée</p>"))
    page.take(splice("<p>👵 à dée</p>", 3, 4, "", "<p></p>"))
    assert page.regions["citizens"].html == "<p></p>"
    assert page.shown["citizens"] == cursor_of("<p></p>")
    page.take(whole(""))
    assert (page.holds, "citizens" in page.shown) == ([], False)
    assert objections == []


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(splice("<p>a</p>", 4, 4, "b", "<p>c</p>"), id="another text than announced"),
        pytest.param(splice("<p>z</p>", 4, 4, "b", "<p>ab</p>"), id="to another text"),
        pytest.param(splice("<p>a</p>", 4, 5, "b", "<p>ab</p>"), id="longer than the text"),
        pytest.param(whole("<p>a</p>") | {"cursor": "0" * 16}, id="whole, but another"),
        pytest.param(splice("<p>a</p>", 4, 4, "b", "<p>ab</p>") | {"region": "person"}, id="to what is not held"),
    ],
)
def test_news_that_does_not_give_what_it_announces_is_objected_to(
    page: LivePage, objections: list[str], frame: dict[str, Any]
) -> None:
    page.take(whole("<p>a</p>"))
    before = dict(page.regions)
    page.take(frame)
    page.take(frame)
    assert len(objections) == 1
    assert page.regions == before
    assert page.shown[frame["region"]] == ""
    assert frame["region"] not in page.holds
    page.take(whole("<p>c</p>") | {"region": frame["region"]})
    assert page.wanted == set()


@pytest.mark.parametrize(
    ("code", "tries", "low", "high"),
    [(CUT, 0, 0.2, 2), (CUT, 1, 2, 4), (CUT, 9, 10, 20), (LEAVING, 3, 0, 2), (BAD_FRAME, 0, 10, 20)],
)
def test_a_page_comes_back_at_a_moment_drawn_by_chance(code: int, tries: int, low: float, high: float) -> None:
    drawn = [wait_before(code, tries) for _ in range(200)]
    assert low <= min(drawn) < max(drawn) <= high
    assert max(drawn) - min(drawn) > (high - low) / 2


def test_an_act_is_offered_until_its_mark_is_there(page: LivePage) -> None:
    assert [form.action for form in page.offered("cast-paper")] == ["/ballots/3/cast/"]
    page.apply("person", "p2", '<p data-marks="ballot-3"></p>')
    assert page.offered("cast-paper") == []


def test_a_page_that_is_not_live_is_refused() -> None:
    with pytest.raises(Stuck):
        LivePage().load("<main>closed</main>")


def test_a_form_sends_what_is_in_it_and_what_was_typed(page: LivePage) -> None:
    (form,) = page.offered("cast-paper")
    assert form.filled({"choice": "for", "text": "a\nb"}) == {
        "csrfmiddlewaretoken": "",
        "text": "a\r\nb",
        "choice": "for",
    }
    assert form.filled({}) == {"csrfmiddlewaretoken": "", "text": "one\r\ntwo"}


@pytest.mark.parametrize("typed", [{"choice": "perhaps"}, {"elsewhere": "x"}])
def test_a_form_takes_only_what_it_has_a_place_for(typed: dict[str, str], page: LivePage) -> None:
    (form,) = page.offered("cast-paper")
    with pytest.raises(Stuck):
        form.filled(typed)


def test_a_list_of_options_sends_the_one_that_is_chosen() -> None:
    html = '<form><select name="s"><option value="a"><option value="b" selected></select></form>'
    node = parsed(html).css_first("form")
    assert node is not None
    assert form_of(node).values == {"s": "b"}


def test_a_form_sends_all_that_is_ticked() -> None:
    boxes = "".join(f'<input type="checkbox" name="chosen" value="{n}">' for n in (1, 2, 3))
    node = parsed(f"<form>{boxes}</form>").css_first("form")
    assert node is not None
    form = form_of(node)
    assert form.filled({"chosen": ["1", "3"]}) == {"chosen": ["1", "3"]}
    with pytest.raises(Stuck):
        form.filled({"chosen": ["1", "4"]})


def test_two_pages_are_the_same_but_for_their_tokens() -> None:
    one, other = (f'<input name="csrfmiddlewaretoken" value="{token}">' for token in ("", "abc"))
    assert without_token(one) == without_token(other)
    assert without_token(one) != without_token(one + "<p>")


def test_a_region_that_news_did_not_keep_is_named(page: LivePage) -> None:
    fresh = LivePage()
    fresh.load(PAGE)
    names = ["person", "citizens"]
    assert differences("Citizen 1", page, fresh, names, "Vote") == []
    page.apply("citizens", "c1", "<p>Something else under the same cursor</p>")
    (sentence,) = differences("Citizen 1", page, fresh, names, "Vote")
    assert "citizens" in sentence
    assert "Citizen 1" in sentence


async def test_waiting_in_vain_says_who_waited_for_what() -> None:
    with pytest.raises(Stuck, match=r"Citizen 1.*the ballots"):
        await until(lambda: False, Bell(), who="Citizen 1", what="the ballots", patience=0.01)


async def test_waiting_ends_at_the_ring_that_makes_it_true() -> None:
    bell, values = Bell(), iter([0, 0, 5])

    def look() -> int:
        # Rung while nobody listens yet, and again at every look: no change is missed.
        import asyncio

        asyncio.get_running_loop().call_soon(bell.ring)
        return next(values)

    assert await until(look, bell, who="", what="", patience=5) == 5
