"""What brings a page from what it shows to what is true."""

import hashlib
import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.fanout.feed import NEWS_KEPT, Feed, splice
from sessions.fanout.render import Region

# Letters that are one, two and four bytes, and one that is two units of JavaScript's.
TEXTS = st.text(alphabet="ab<é’😀🗳", max_size=40)


def applied(old: str, start: int, end: int, put: str) -> str:
    """As a page does, in UTF-16 code units."""
    units = old.encode("utf-16-le")
    return (units[: 2 * start] + put.encode("utf-16-le") + units[len(units) - 2 * end :]).decode("utf-16-le")


@given(TEXTS, TEXTS)
def test_a_splice_makes_the_new_text_of_the_old_one(old: str, new: str) -> None:
    assert applied(old, *splice(old, new)) == new


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_splice_puts_no_more_than_what_changed(before: str, old: str, new: str, after: str) -> None:
    assert len(splice(before + old + after, before + new + after)[2]) <= len(new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("", "", (0, 0, "")), ("aa", "aaa", (2, 0, "a")), ("a😀b", "a😀cb", (3, 1, "c")), ("abc", "c", (0, 1, ""))],
)
def test_splices_by_hand(old: str, new: str, expected: tuple[int, int, str]) -> None:
    assert splice(old, new) == expected


serials = itertools.count(1)


def region(html: str, serial: int | None = None) -> Region:
    cursor = hashlib.sha256(html.encode()).hexdigest()[:16]
    return Region("citizens", html, cursor, next(serials) if serial is None else serial)


def frames(feed: Feed, cursor: str, *, holds: bool) -> list[dict[str, Any]]:
    return [json.loads(event["text"]) for event in feed.news_for(cursor, holds)]


PAGE = "<p>" + "Une longue page. " * 200
HISTORY = [region(PAGE + "".join(f"<li>{n}" for n in range(count)), count + 1) for count in range(6)]


@pytest.fixture
def feed() -> Feed:
    found = Feed()
    for each in HISTORY:
        found.renew(each)
    return found


@pytest.mark.parametrize("missed", range(6))
def test_a_page_that_holds_its_text_gets_the_steps_it_missed(feed: Feed, missed: int) -> None:
    before = HISTORY[-1 - missed]
    html, found = before.html, frames(feed, before.cursor, holds=True)
    for frame in found:
        html = applied(html, frame["start"], frame["end"], frame["put"])
    assert (len(found), html) == (missed, HISTORY[-1].html)


@pytest.mark.parametrize("cursor", ["", "unknown", HISTORY[2].cursor])
def test_a_page_that_does_not_gets_the_snapshot(feed: Feed, cursor: str) -> None:
    snapshot = {"type": "news", "region": "citizens", "cursor": HISTORY[-1].cursor, "html": HISTORY[-1].html}
    assert frames(feed, cursor, holds=False) == [snapshot]


def test_a_cursor_that_is_not_kept_gets_the_snapshot_even_if_the_text_is_held(feed: Feed) -> None:
    assert "html" in frames(feed, "unknown", holds=True)[0]


def test_a_page_that_is_there_already_gets_nothing(feed: Feed) -> None:
    assert frames(feed, HISTORY[-1].cursor, holds=True) == frames(feed, HISTORY[-1].cursor, holds=False) == []


def test_steps_that_are_longer_than_the_snapshot_are_not_sent() -> None:
    feed = Feed()
    history = [region(str(n) * 500) for n in range(4)]
    for each in history:
        feed.renew(each)
    assert "html" in frames(feed, history[0].cursor, holds=True)[0]


def test_no_more_news_is_kept_than_is_of_use() -> None:
    feed = Feed()
    history = [region(PAGE * 10 + str(n)) for n in range(NEWS_KEPT + 50)]
    for each in history:
        feed.renew(each)
    assert len(feed.steps) == NEWS_KEPT
    assert "html" in frames(feed, history[0].cursor, holds=True)[0]
    assert len(frames(feed, history[-5].cursor, holds=True)) == 4


def test_steps_that_would_never_be_sent_are_not_kept() -> None:
    feed = Feed()
    for n in range(40):
        feed.renew(region(PAGE + str(n % 10) * 1000))
    assert sum(step.size for step in feed.steps) < len(PAGE) + 1000
    assert len(feed.steps) > 1


def test_an_older_rendering_does_not_undo_a_newer_one(feed: Feed) -> None:
    feed.renew(HISTORY[1])
    assert feed.region == HISTORY[-1]
    assert frames(feed, HISTORY[-1].cursor, holds=True) == []


def test_a_rendering_that_shows_the_same_is_no_news(feed: Feed) -> None:
    feed.renew(region(HISTORY[-1].html, 99))
    assert len(feed.steps) == len(HISTORY) - 1


def test_a_feed_that_was_never_rendered_has_nothing_to_say() -> None:
    assert Feed().news_for("", False) == []
