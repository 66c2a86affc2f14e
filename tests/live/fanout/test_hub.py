"""The switchboard by itself: rendered once, sent to all, coalesced, and never to who has left."""

import asyncio
import json
import re
from collections.abc import Callable

import pytest
from channels.db import database_sync_to_async
from django.core.cache import cache
from django.db import transaction

from deliberation.conference.models import Conference
from deliberation.conference.stages import Role
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from sessions.fanout import hub as hub_module
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.hub import Hub, Place
from sessions.fanout.render import Region
from sessions.presence.leases import key_of, renew
from tests.cast import enter, found_conference

ONE, TWO = Audience(1, Kind.TABLE, "1"), Audience(1, Kind.TABLE, "2")


class Listener:
    """A page that keeps what it is sent."""

    def __init__(self, language: str = "fr", conference_id: int = 1) -> None:
        self.language, self.conference_id, self.ref = language, conference_id, "someone"
        self.shown: dict[str, str] = {}
        self.sent: list[str] = []
        self.audiences: tuple[Audience, ...] = ()
        self.audiences: tuple[Audience, ...] = ()
        self.moved = 0

    async def send_text(self, text: str) -> None:
        self.sent.append(text)

    def look_up(self) -> Place:
        return None, self.conference_id, self.audiences

    def take(self, place: Place) -> None:
        self.audiences = place[2]

    async def leave_behind(self, before: object) -> None:
        self.moved += 1

    @property
    def words(self) -> list[str]:
        return [json.loads(text)["html"] for text in self.sent]


class Press:
    """Stands for the database and the templates: counts, and prints one number more each time."""

    def __init__(self) -> None:
        self.printed: list[tuple[Audience, str]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self, audience: Audience, language: str) -> Region:
        self.printed.append((audience, language))
        self.meanwhile()
        text = f"{audience.key} {language} {len(self.printed)}"
        return Region(audience.kind.value, text, text)


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    found = Press()
    monkeypatch.setattr(hub_module, "render", found)
    monkeypatch.setattr(hub_module, "database_sync_to_async", lambda f: lambda *a: asyncio.to_thread(f, *a))
    monkeypatch.setattr(hub_module, "SECONDS_BETWEEN_NEWS", 0.01)
    return found


@pytest.fixture
def hub() -> Hub:
    """Without its ear to the channel layer: tests speak to it."""
    return Hub()


def join(hub: Hub, page: Listener, *audiences: Audience) -> None:
    hub.leave(page)
    page.audiences = audiences
    for audience in audiences:
        hub.pages[audience].add(page)


async def settled(hub: Hub) -> None:
    while hub.flushing:
        await asyncio.gather(*hub.flushing.values())
        await asyncio.sleep(0)


async def test_an_audience_is_rendered_once_a_language_for_all_its_pages(hub: Hub, press: Press) -> None:
    french, english = [Listener() for _ in range(70)], [Listener("en") for _ in range(3)]
    for page in (*french, *english):
        join(hub, page, ONE)
    hub.touch([ONE])
    await settled(hub)
    assert sorted(press.printed, key=str) == [(ONE, "en"), (ONE, "fr")]
    assert len({page.sent[0] for page in french}) == len({page.sent[0] for page in english}) == 1


async def test_a_hundred_touches_are_a_few_renderings_and_the_last_word_is_said(hub: Hub, press: Press) -> None:
    page = Listener()
    join(hub, page, ONE)
    for _ in range(100):
        hub.touch([ONE])
        await asyncio.sleep(0)
    touched_last = len(press.printed)
    await settled(hub)
    assert len(press.printed) == len(page.sent) == 2
    assert touched_last < 2


async def test_who_shows_it_already_is_sent_nothing(hub: Hub, press: Press) -> None:
    page = Listener()
    page.shown["table"] = "1 fr 1"
    join(hub, page, ONE)
    hub.touch([ONE])
    await settled(hub)
    assert (press.printed, page.sent) == ([(ONE, "fr")], [])


async def test_an_audience_without_pages_costs_nothing(hub: Hub, press: Press) -> None:
    page = Listener()
    join(hub, page, ONE)
    hub.leave(page)
    hub.touch([ONE, TWO])
    await settled(hub)
    assert (press.printed, dict(hub.pages)) == ([], {})


async def test_who_left_while_it_was_rendered_is_not_sent_it(hub: Hub, press: Press) -> None:
    """A citizen changes tables at the moment their old table's news is made."""
    mover, stays = Listener(), Listener()
    join(hub, mover, ONE)
    join(hub, stays, ONE)
    press.meanwhile = lambda: join(hub, mover, TWO)
    hub.touch([ONE])
    await settled(hub)
    assert (mover.words, stays.words) == ([], ["1 fr 1"])


async def test_one_audience_that_cannot_be_rendered_does_not_silence_the_others(
    hub: Hub, press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = Listener(), Listener()
    join(hub, broken, ONE)
    join(hub, fine, TWO)

    def fail() -> None:
        if press.printed[-1][0] == ONE:
            raise ValueError

    press.meanwhile = fail
    hub.seen[1] = 5
    hub.touch([ONE])
    await settled(hub)
    hub.touch([TWO])
    await settled(hub)
    assert (broken.words, fine.words) == ([], ["2 fr 2"])
    assert "could not be rendered" in caplog.text
    assert hub.seen == {}  # so that the next check tells everyone again


def message(number: int, *, moves: bool = False) -> dict[str, object]:
    return {
        "conference": 1,
        "number": number,
        "kinds": [],
        "keys": {"person": "-"},
        "moves": moves,
        "moved": "",
    }


async def test_a_fact_that_moves_people_asks_each_page_where_it_belongs(hub: Hub, press: Press) -> None:
    page, elsewhere = Listener(), Listener(conference_id=2)
    join(hub, page, ONE)
    join(hub, elsewhere, Audience(2, Kind.TABLE, "1"))
    await hub._receive(message(1, moves=True))
    assert (page.moved, elsewhere.moved) == (1, 0)


@pytest.mark.parametrize(
    ("heard", "seen"),
    [([1, 2, 3], 3), ([2, 1, 3], 3), ([1, 3], 1), ([3, 2], 0), ([1, 1, 2], 2), ([1, 3, 2], 3)],
)
async def test_what_was_heard_is_counted_without_a_gap(heard: list[int], seen: int, hub: Hub, press: Press) -> None:
    """Order does not matter, for processes differ in haste; a number that never came does."""
    for number in heard:
        await hub._receive(message(number))
    assert hub.seen == {1: seen}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lost", "told"), [([], 0), ([3], 1), ([2], 1), ([1, 2, 3], 1)])
async def test_a_lost_message_is_made_good_at_the_next_check(
    lost: list[int], told: int, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "SECONDS_BETWEEN_NEWS", 0.01)
    conference = await database_sync_to_async(three_facts)()
    page, audience = Listener(conference_id=conference.pk), Audience(conference.pk, Kind.CITIZENS)
    join(hub, page, audience)
    for number in {1, 2, 3} - set(lost):
        await hub._receive(message(number) | {"conference": conference.pk})
    await hub.catch_up()
    await settled(hub)
    assert (len(page.sent), page.moved) == (told, told)
    await hub.catch_up()
    await settled(hub)
    assert len(page.sent) == told


@pytest.mark.django_db(transaction=True)
async def test_who_went_away_leaves_the_desk_by_the_next_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "SECONDS_BETWEEN_NEWS", 0.01)
    conference = await database_sync_to_async(found_conference)()
    citizen = (await database_sync_to_async(enter)(conference, Role.CITIZEN)).member
    await database_sync_to_async(renew)(citizen)
    real, desk = Hub(), Listener(conference_id=conference.pk)
    real.pages[Audience(conference.pk, Kind.DESK)].add(desk)
    for _ in range(2):
        await real.catch_up()
        await settled(real)
    cache.delete(key_of(citizen.ref))
    await real.catch_up()
    await settled(real)
    assert [re.findall(r'data-connected="(\d)"', html) for html in desk.words] == [["1"], ["0"]]


def three_facts() -> Conference:
    conference = found_conference()
    with transaction.atomic():
        for _ in range(2):
            record(conference, Verb.NOTE_WRITTEN, actor="citizen:a", table=1)
    return conference
