"""What processes tell each other, and what is found when it was not told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer
from django.db import transaction

from deliberation.accounts.models import User
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from sessions.fanout import exchange as module
from sessions.fanout import publish
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.exchange import Exchange
from sessions.presence.register import register
from tests.cast import enter, found_conference


class Desk:
    """Stands for the hub and its news: keeps what it is asked."""

    def __init__(self, conference_id: int = 1) -> None:
        self.feeds = {Audience(conference_id, kind): {} for kind in (Kind.CITIZENS, Kind.DESK)}
        self.touched: list[Audience] = []
        self.regrouped: list[tuple[int, str]] = []
        self.overseers: list[int] = []
        self.trouble: Callable[[], None] = lambda: None

    def audiences(self, conference_id: int) -> list[Audience]:
        return [audience for audience in self.feeds if audience.conference_id == conference_id]

    def touch(self, audiences: Any) -> None:
        self.touched += audiences

    def touch_overseers(self, conference_id: int) -> None:
        self.overseers.append(conference_id)

    async def regroup(self, conference_id: int, ref: str = "") -> None:
        self.trouble()
        self.regrouped.append((conference_id, ref))

    async def in_thread(self, work: Callable[[], Any]) -> Any:
        return await database_sync_to_async(work)()

    async def tell(self) -> None:
        await asyncio.Event().wait()

    async def keep_alive(self, **_: float) -> None:
        pass


def listening(desk: Desk) -> Exchange:
    return Exchange(desk, desk)  # type: ignore[arg-type]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def exchange(desk: Desk) -> Exchange:
    return listening(desk)


def fact(number: int, *, moves: bool = False, moved: str = "", kinds: tuple[Kind, ...] = ()) -> dict[str, Any]:
    return {
        "type": "touched",
        "conference": 1,
        "numbers": [number],
        "kinds": [kind.value for kind in kinds],
        "keys": {},
        "moves": moves,
        "moved": moved,
    }


def present(process: str, **people: int) -> dict[str, Any]:
    return {"type": "present", "process": process, "people": {"1": people}}


# Facts


async def test_a_fact_touches_the_audiences_it_names_and_no_others(exchange: Exchange, desk: Desk) -> None:
    await exchange.receive(fact(1, kinds=(Kind.CITIZENS, Kind.WATCH)))
    assert (desk.touched, desk.regrouped) == ([Audience(1, Kind.CITIZENS)], [])


async def test_a_fact_that_moves_people_moves_them(exchange: Exchange, desk: Desk) -> None:
    await exchange.receive(fact(1, moves=True))
    await exchange.receive(fact(2, moves=True, moved="ana"))
    assert desk.regrouped == [(1, ""), (1, "ana")]


async def test_a_move_that_failed_is_made_good_at_the_next_check(exchange: Exchange, desk: Desk) -> None:
    def fail() -> None:
        raise OSError

    desk.trouble = fail
    await exchange.receive(fact(1, moves=True))
    assert exchange.seen == {}


@pytest.mark.parametrize(
    ("heard", "seen"),
    [([1, 2, 3], 3), ([2, 1, 3], 3), ([1, 3], 1), ([3, 2], 0), ([1, 1, 2], 2), ([1, 3, 2], 3)],
)
async def test_what_was_heard_is_counted_without_a_gap(heard: list[int], seen: int, exchange: Exchange) -> None:
    """Order does not matter, for processes differ in haste; a number that never came does."""
    for number in heard:
        await exchange.receive(fact(number))
    assert exchange.seen == {1: seen}


def three_facts() -> Conference:
    conference = found_conference()
    with transaction.atomic():
        for _ in range(2):
            record(conference, Verb.NOTE_WRITTEN, actor="citizen:a", table=1)
    return conference


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lost", "told"), [([], False), ([3], True), ([2], True), ([1, 2, 3], True)])
async def test_a_lost_message_is_made_good_at_the_next_check(lost: list[int], told: bool) -> None:
    conference = await database_sync_to_async(three_facts)()
    desk = Desk(conference.pk)
    exchange = listening(desk)
    for number in {1, 2, 3} - set(lost):
        await exchange.receive(fact(number) | {"conference": conference.pk})
    for _ in range(2):
        await exchange.catch_up()
    everyone = list(desk.feeds)
    assert (desk.touched, desk.regrouped) == ((everyone, [(conference.pk, "")]) if told else ([], []))


# Who is there


async def test_what_another_process_tells_of_its_pages_is_shown(exchange: Exchange, desk: Desk) -> None:
    await exchange.receive(present("other", ana=2))
    await exchange.receive(present("other", ana=2))
    assert (register.connected(1), desk.overseers) == ({"ana"}, [1])


async def test_its_own_words_are_not_another_processs(exchange: Exchange, desk: Desk) -> None:
    await exchange.receive(present(exchange.process, ana=1))
    assert (register.connected(1), desk.overseers) == (frozenset(), [])
    await exchange.stop()


# The channel layer


class Layer(InMemoryChannelLayer):
    """A real layer that can be deaf, or fail."""

    deaf = failing = False
    subscriptions = 0

    async def new_channel(self, prefix: str = "specific") -> str:
        self.subscriptions += 1
        return await super().new_channel(prefix)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.failing:
            raise ConnectionError
        if not self.deaf:
            await super().group_send(group, message)


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    found = Layer()
    for part in (module, publish):
        monkeypatch.setattr(part, "get_channel_layer", lambda: found)
    for name, seconds in (("CHECKS", 0.02), ("WORDS", 0.005)):
        monkeypatch.setattr(module, f"SECONDS_BETWEEN_{name}", seconds)
    monkeypatch.setattr(module, "SECONDS_BEFORE_RETRY", 0.01)
    monkeypatch.setattr(module, "SECONDS_DEAF", 0.1)
    return found


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


@pytest.mark.django_db(transaction=True)
async def test_two_processes_know_who_is_with_the_other(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = listening(Desk()), listening(Desk())
    monkeypatch.setattr(register, "here", lambda: {1: {"ana": 1}})
    here.start()
    there.start()
    await until(lambda: register.connected(1) == {"ana"})
    await here.stop()
    await there.stop()
    assert layer.subscriptions == 2


@pytest.mark.django_db(transaction=True)
async def test_a_process_that_starts_looks_for_what_it_was_not_there_to_hear(layer: Layer) -> None:
    conference = await database_sync_to_async(three_facts)()
    desk = Desk(conference.pk)
    exchange = listening(desk)
    exchange.start()
    await until(lambda: bool(desk.touched))
    await exchange.stop()
    assert exchange.seen[conference.pk] == 3


@pytest.mark.django_db(transaction=True)
async def test_a_process_that_no_longer_hears_itself_subscribes_again(layer: Layer) -> None:
    exchange = listening(Desk())
    exchange.start()
    await until(lambda: bool(exchange.heard_itself_at))
    layer.deaf = True
    await until(lambda: layer.subscriptions > 1)
    layer.deaf = False
    await until(lambda: bool(exchange.heard_itself_at))
    await exchange.stop()


@pytest.mark.django_db(transaction=True)
async def test_a_layer_that_fails_and_comes_back_is_used_again(layer: Layer) -> None:
    exchange = listening(Desk())
    layer.failing = True
    exchange.start()
    await asyncio.sleep(0.05)
    assert not exchange.heard_itself_at
    layer.failing = False
    await until(lambda: bool(exchange.heard_itself_at))
    await exchange.stop()


@pytest.mark.django_db(transaction=True)
async def test_every_page_asks_to_listen_and_one_subscription_is_made(layer: Layer) -> None:
    exchange = listening(Desk())
    exchange.start()
    await until(lambda: bool(exchange.heard_itself_at))
    await asyncio.sleep(0.1)
    for _ in range(3):
        exchange.start()
        await asyncio.sleep(0.02)
    await exchange.stop()
    assert layer.subscriptions == 1


async def test_a_defect_in_a_loop_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS_BEFORE_RETRY", 0)
    turns = []

    async def loop() -> None:
        turns.append(1)
        if len(turns) < 3:
            raise ValueError
        await asyncio.Event().wait()

    task = asyncio.create_task(module._for_good(loop))
    await until(lambda: len(turns) == 3)
    task.cancel()


@pytest.mark.django_db(transaction=True)
async def test_an_act_is_done_though_it_cannot_be_told(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a failing channel layer nor one that does not answer keeps an act from being done and acknowledged."""

    async def never(group: str, message: dict[str, Any]) -> None:
        await asyncio.Event().wait()

    def join() -> Actor:
        return enter(found_conference(), Role.CITIZEN)

    monkeypatch.setattr(publish, "SECONDS_TO_TELL", 0.05)
    monkeypatch.setattr(layer, "group_send", never)
    citizen = await database_sync_to_async(join)()
    assert await User.objects.filter(pk=citizen.member.user_id).acount() == 1
