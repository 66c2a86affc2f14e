"""The writing socket, from the cookie to the bytes: who reads and writes a table's text, and what becomes of it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import channel_layers
from channels.routing import get_default_application
from channels.testing import WebsocketCommunicator
from django.db import connection
from django.test import Client

from deliberation.accounts.models import User
from deliberation.conference.actions import remove_person
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.opinion.models import Section
from deliberation.panel.actions import move_citizen
from deliberation.panel.models import Panellist
from deliberation.proposals.models import Proposal
from sessions.drafting import upkeep, wire
from sessions.drafting.models import Document, Update
from sessions.drafting.queries import note_key, proposal_key, section_key
from sessions.drafting.rooms import rooms
from sessions.fanout.hub import hub
from sessions.sittings.queries import running_round
from sessions.tables.actions import write_note
from sessions.tables.models import Note
from tests.cast import enter, set_stage
from tests.crowd.writer import Writer
from tests.drafting_group import choose, offer, with_group
from tests.hall import Hall

SECONDS = 20


class Page(Writer):
    """A browser's writing socket on the real application."""

    def __init__(self, browser: Client, key: str, language: str = "en", slug: str = "eau"):
        super().__init__()
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items() if cookie.value)
        self.headers = [(b"origin", b"http://localhost"), (b"cookie", cookies.encode())]
        self.address = f"/write/{slug}/{language}/{key}/"
        self.socket = WebsocketCommunicator(get_default_application(), self.address, headers=self.headers)

    async def connect_again(self) -> None:
        self.socket = WebsocketCommunicator(get_default_application(), self.address, headers=self.headers)
        await self.connect()

    async def connect(self) -> None:
        assert (await self.socket.connect(SECONDS))[0]
        self.opened()

    async def until(self, so: Callable[[], object]) -> None:
        async with asyncio.timeout(SECONDS):
            while True:
                for frame in self.take():
                    await self.socket.send_to(bytes_data=frame)
                if so():
                    return
                self.hear(await self.socket.receive_from(SECONDS))

    async def write(self, words: str) -> None:
        """Type, and wait until it is stored, or refused."""
        refused = len(self.refusals)
        self.type(words)
        await self.until(lambda: self.all_saved or len(self.refusals) > refused)

    async def send(self, frame: bytes) -> None:
        await self.socket.send_to(bytes_data=frame)

    async def closed_with(self) -> int:
        async with asyncio.timeout(SECONDS):
            while True:
                output = await self.socket.receive_output(SECONDS)
                if output["type"] == "websocket.close":
                    return int(output["code"])

    async def close(self) -> None:
        await self.socket.disconnect(timeout=SECONDS)


@pytest.fixture(autouse=True)
async def own_rooms(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(upkeep, "SECONDS_BETWEEN_LOOKS", 0.02)
    channel_layers.backends.clear()
    hub.__init__()  # type: ignore[misc]
    rooms.__init__()  # type: ignore[misc]
    yield
    await rooms.stop()
    await hub.stop()
    channel_layers.backends.clear()


@pytest.fixture
def tables(transactional_db: None, hall: Hall) -> Hall:
    hall.reach(Stage.TABLES)
    return hall


def key_of(hall: Hall, table: int) -> str:
    round_ = running_round(hall.conference)
    assert round_ is not None
    return note_key(round_, table)


@pytest.fixture
async def open_page(own_rooms: None, client_of: Callable[..., Client]) -> AsyncIterator[Callable[..., Any]]:
    opened: list[Page] = []

    def browser_of(who: Actor | User | None) -> Client:
        try:
            return client_of(who)
        finally:
            connection.close()

    async def make(who: Actor | User | None, key: str, *, welcome: bool = True, **where: str) -> Page:
        page = Page(await asyncio.to_thread(browser_of, who), key, **where)
        await page.connect()
        opened.append(page)
        if welcome:
            # Its own step 2, which answers the server's step 1, is counted too.
            await page.until(lambda: page.welcome and (page.all_saved or not page.may_write))
        return page

    yield make
    for page in opened:
        await page.close()


async def in_database(work: Callable[..., Any], *args: object, **named: object) -> Any:
    def done() -> Any:
        try:
            return work(*args, **named)
        finally:
            connection.close()

    return await asyncio.to_thread(done)


async def eventually(so: Callable[[], Any]) -> None:
    async with asyncio.timeout(SECONDS):
        while not await in_database(so):
            await asyncio.sleep(0.02)


# Writing together


async def test_what_one_writes_the_others_read_and_it_is_stored_first(tables: Hall, open_page: Any) -> None:
    key = await in_database(key_of, tables, 1)
    first, second, _ = await in_database(tables.at_table, 1)
    one, other = await open_page(first, key), await open_page(second, key)
    await one.write("Le lavoir est à sec.")
    stored = await in_database(lambda: list(Update.objects.values_list("number", "author")))
    assert stored == [(1, first.member.pk)]
    await other.until(lambda: other.text == "Le lavoir est à sec.")
    await other.write(" Nous le voyons.")
    await one.until(lambda: one.text == "Le lavoir est à sec. Nous le voyons.")


async def test_who_writes_where_is_shown_by_the_name_and_colour_the_server_knows(tables: Hall, open_page: Any) -> None:
    key = await in_database(key_of, tables, 1)
    first, second, _ = await in_database(tables.at_table, 1)
    one, other = await open_page(first, key), await open_page(second, key)
    assert (one.welcome["called"], other.welcome["called"]) == (first.member.name, second.member.name)
    assert one.welcome["colour"] != other.welcome["colour"]
    await one.send(one.point(1, name=second.member.name))
    client = one.doc.client_id
    await other.until(lambda: other.states.get(client))
    user = {"name": first.member.name, "colour": one.welcome["colour"]}
    assert other.states[client] == {"user": user, "cursor": {"anchor": 1, "head": 1}}
    # Nobody moves another's cursor, and it goes with its socket.
    await other.send(wire.awareness([(client, 99, None), (other.doc.client_id, 1, {"cursor": {}})]))
    late = await open_page(second, key)
    await late.until(lambda: late.states.get(client))
    await one.socket.disconnect()
    await late.until(lambda: late.states[client] is None)


async def test_what_a_sleeping_phone_wrote_is_merged_when_it_comes_back(tables: Hall, open_page: Any) -> None:
    key = await in_database(key_of, tables, 1)
    first, second, _ = await in_database(tables.at_table, 1)
    one, other = await open_page(first, key), await open_page(second, key)
    await one.write("Bonjour")
    await other.until(lambda: other.text == "Bonjour")
    await one.socket.disconnect()
    one.type(" de loin")
    await other.write(" de près")
    await one.connect_again()
    await one.until(lambda: one.all_saved and one.wrote and "près" in one.text)
    await other.until(lambda: "loin" in other.text)
    assert one.text == other.text


async def test_a_form_and_a_socket_write_in_the_same_text(tables: Hall, open_page: Any) -> None:
    key = await in_database(key_of, tables, 1)
    first, second, _ = await in_database(tables.at_table, 1)
    page = await open_page(first, key)
    await page.write("Le lavoir")
    await in_database(write_note, actor=second, conference=tables.conference, text="La fontaine", version=0)
    await page.until(lambda: "La fontaine" in page.text)
    note = await in_database(Note.objects.get)
    assert (sorted(note.text.split("\n\n")), note.version) == (["La fontaine", "Le lavoir"], 1)


# Written down for everyone else


async def test_when_the_last_writer_leaves_the_notes_say_what_was_written_and_by_whom(
    tables: Hall, open_page: Any
) -> None:
    key = await in_database(key_of, tables, 2)
    first, second, _ = await in_database(tables.at_table, 2)
    one, other = await open_page(first, key), await open_page(second, key)
    await one.write("Un")
    await other.until(lambda: other.text == "Un")
    await other.write(" deux")
    assert await in_database(Note.objects.count) == 0
    await one.socket.disconnect()
    await other.socket.disconnect()
    await eventually(lambda: Note.objects.filter(table=2, text="Un deux", version=1).exists())
    entry = await in_database(Entry.objects.get, verb=Verb.NOTE_WRITTEN)
    assert entry.actor == second.ref
    assert json.loads(entry.detail) == {
        "round": (await in_database(Note.objects.get)).round_id,
        "table": 2,
        "version": 1,
        "writers": f"{first.member.ref} {second.member.ref}",
    }


async def test_a_text_is_written_down_while_it_is_written(
    tables: Hall, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SECONDS_BETWEEN_COPIES", 0.3)
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.write("Un")
    await eventually(lambda: Note.objects.filter(text="Un").exists())
    await page.write(" deux")
    await eventually(lambda: Note.objects.filter(text="Un deux", version=2).exists())


async def test_what_a_thread_commits_is_told_before_the_rooms_stop() -> None:
    """On the loop that is about to end: the thread would wait for it for ever, and hold SQLite's turn."""
    told = []

    async def tell() -> None:
        told.append("committed")

    def commit() -> None:
        time.sleep(0.1)
        async_to_sync(tell)()

    written_down = asyncio.create_task(rooms.in_thread(commit))
    await asyncio.sleep(0.02)
    written_down.cancel()
    await rooms.stop()
    assert told == ["committed"]


# Who


ELSEWHERE = [role for role in Role if role not in {Role.CITIZEN, Role.TABLE, Role.OPERATOR}]


@pytest.mark.parametrize("role", ELSEWHERE)
async def test_who_guides_or_watches_reads_and_nobody_else_comes_in(role: Role, tables: Hall, open_page: Any) -> None:
    key = await in_database(key_of, tables, 1)
    writer = await open_page((await in_database(tables.at_table, 1))[0], key)
    await writer.write("Entre nous")
    actor = tables.facilitator if role == Role.FACILITATOR else await in_database(enter, tables.conference, role)
    page = await open_page(actor, key, welcome=False)
    if role not in {Role.FACILITATOR, Role.GUARANTOR}:
        assert await page.closed_with() == 4403
        return
    await page.until(lambda: page.text == "Entre nous")
    assert page.welcome["may_write"] is False
    page.type(" et moi")
    await page.until(lambda: page.refusals)
    assert page.refusals[0] == {
        "type": "refused",
        "why": "not-yours",
        "say": "Only those who sit at the table write this text.",
    }
    assert await in_database(Update.objects.count) == 1


@pytest.mark.parametrize("who", ["neighbour", "stranger", "nobody"])
async def test_another_tables_text_is_not_there(who: str, tables: Hall, open_page: Any, stranger: User) -> None:
    key = await in_database(key_of, tables, 1)
    writer = await open_page((await in_database(tables.at_table, 1))[0], key)
    await writer.write("Entre nous")
    neighbour = (await in_database(tables.at_table, 2))[0]
    page = await open_page({"neighbour": neighbour, "stranger": stranger}.get(who), key, welcome=False)
    assert await page.closed_with() == 4403


@pytest.mark.parametrize("key", ["note-1-9", "note-99-1", "proposal-1", "note-0-0", "x", "note-1"])
async def test_a_text_that_cannot_be_is_not_opened(key: str, tables: Hall, open_page: Any) -> None:
    page = await open_page(tables.facilitator, key, welcome=False)
    assert await page.closed_with() == 4403
    assert await in_database(Document.objects.count) == 0


async def test_a_tables_tablet_writes_its_text_as_its_people_do(tables: Hall, open_page: Any) -> None:
    tablet = await in_database(enter, tables.conference, Role.TABLE, table=1)
    page = await open_page(tablet, await in_database(key_of, tables, 1))
    await page.write("De la tablette")
    assert await in_database(lambda: Update.objects.get().author_id) == tablet.member.pk
    other = await open_page(tablet, await in_database(key_of, tables, 2), welcome=False)
    assert await other.closed_with() == 4403


async def test_whoever_is_moved_loses_the_text_at_once(tables: Hall, open_page: Any) -> None:
    citizen = (await in_database(tables.at_table, 1))[0]
    page = await open_page(citizen, await in_database(key_of, tables, 1))
    await page.write("Adieu")
    await in_database(
        move_citizen, actor=tables.facilitator, conference=tables.conference, ref=citizen.member.ref, table=2
    )
    assert await page.closed_with() == 4403


async def test_whoever_is_removed_loses_the_text_at_once(tables: Hall, open_page: Any) -> None:
    citizen = (await in_database(tables.at_table, 1))[0]
    page = await open_page(citizen, await in_database(key_of, tables, 1))
    await in_database(remove_person, actor=tables.facilitator, conference=tables.conference, membership=citizen.member)
    assert await page.closed_with() == 4403


async def test_whoever_was_moved_does_not_write_even_before_that_is_known(
    tables: Hall, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No fact tells the rooms: the frame itself is held to the rule."""
    citizen = (await in_database(tables.at_table, 1))[0]
    page = await open_page(citizen, await in_database(key_of, tables, 1))
    monkeypatch.setattr(upkeep.Upkeep, "look", lambda self: asyncio.sleep(60))
    await in_database(lambda: Panellist.objects.filter(membership=citizen.member).update(table=2))
    await page.write("De loin")
    assert [refusal["why"] for refusal in page.refusals] == ["not-yours"]
    assert await in_database(Update.objects.count) == 0


# When


@pytest.mark.parametrize(
    ("change", "why"),
    [("over", "over"), ("stage", "closed"), ("frozen", "frozen")],
)
async def test_a_late_frame_changes_nothing_and_is_refused_with_a_sentence(
    change: str, why: str, tables: Hall, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.write("À temps")
    monkeypatch.setattr(upkeep, "SECONDS_BETWEEN_LOOKS", 60)
    if change == "over":
        await in_database(set_stage, tables.conference, Stage.TABLES, clock.now())
    elif change == "stage":
        await in_database(set_stage, tables.conference, Stage.REVIEW)
    else:
        await in_database(lambda: Document.objects.update(frozen_at=clock.now()))
    await page.write(", puis trop tard")
    assert [(refusal["why"], bool(refusal["say"])) for refusal in page.refusals] == [(why, True)]
    assert await in_database(Update.objects.count) == 1


async def test_what_follows_a_refused_write_waits_until_all_is_brought_again(
    tables: Hall, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await in_database(key_of, tables, 1)
    first, second, _ = await in_database(tables.at_table, 1)
    page, other = await open_page(first, key), await open_page(second, key)
    await page.write("Un")
    await in_database(set_stage, tables.conference, Stage.TABLES, clock.now())
    await page.write(" deux")
    assert [refusal["why"] for refusal in page.refusals] == ["over"]
    page.type(" trois")
    await in_database(set_stage, tables.conference, Stage.TABLES)
    rooms.upkeep.look_now()
    # It is welcomed again and asked what it has.
    await page.until(lambda: page.may_write and page.saved == 3)
    await other.until(lambda: other.text == "Un deux trois")


async def test_the_end_of_the_round_freezes_the_notes_with_every_word_that_was_saved(
    tables: Hall, open_page: Any
) -> None:
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.write("Le dernier mot")
    await in_database(tables.end, Stage.TABLES)
    await page.until(lambda: page.frozen)
    assert await in_database(lambda: Note.objects.get().text) == "Le dernier mot"
    await page.write(" et un de trop")
    assert [refusal["why"] for refusal in page.refusals] == ["frozen"]
    assert await in_database(lambda: Note.objects.get().text) == "Le dernier mot"


async def test_a_frame_is_in_the_text_that_is_voted_or_refused(hall: Hall, open_page: Any) -> None:
    """Somebody types without end while the ballot opens."""
    await in_database(hall.reach, Stage.DRAFTING)
    citizen = (await in_database(hall.at_table, 1))[0]
    proposal = await in_database(hall.propose, citizen, "Règle")
    await in_database(hall.end, Stage.DRAFTING)
    await in_database(hall.start, Stage.REVIEW)
    page = await open_page(citizen, proposal_key(proposal))
    await page.until(lambda: page.text == "Texte : Règle")

    async def type_on() -> None:
        number = 0
        while not page.refusals:
            number += 1
            await page.write(f" {number}")

    typing = asyncio.create_task(type_on())
    await asyncio.sleep(0.2)
    await in_database(hall.end, Stage.REVIEW)
    await in_database(hall.start, Stage.BALLOT)
    await typing
    voted = await in_database(lambda: Proposal.objects.get().text)
    saved = await in_database(lambda: Update.objects.count())
    assert voted == "Texte : Règle" + "".join(f" {number}" for number in range(1, saved))
    assert page.saved == saved


# Frames that are none


@pytest.mark.parametrize(
    "frame",
    [b"\x02", b"\x00\x07\x00", b"\x00\x02\x05ab", b"\x00\x02\x01\x07", b"\x01\x02\x01", b"\x00\x02\x02\x00\x00x"],
)
async def test_what_is_no_frame_closes_the_socket(frame: bytes, tables: Hall, open_page: Any) -> None:
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.send(frame)
    assert await page.closed_with() == 4400


async def test_words_are_no_frame(tables: Hall, open_page: Any) -> None:
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.socket.send_to(text_data="bonjour")
    assert await page.closed_with() == 4400


async def test_a_frame_too_large_is_refused_with_a_reason(tables: Hall, open_page: Any) -> None:
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.send(wire.sync(wire.UPDATE, b"\x01" * wire.LARGEST_FRAME))
    assert await page.closed_with() == 4413
    assert await in_database(Update.objects.count) == 0


async def test_a_text_longer_than_the_form_allows_is_refused_and_can_be_shortened(tables: Hall, open_page: Any) -> None:
    page = await open_page((await in_database(tables.at_table, 1))[0], await in_database(key_of, tables, 1))
    await page.write("a" * 9_990)
    await page.write("b" * 20)
    assert [refusal["why"] for refusal in page.refusals] == ["full"]
    other = await open_page((await in_database(tables.at_table, 1))[1], await in_database(key_of, tables, 1))
    await other.until(lambda: len(other.text) == 9_990)
    await other.write("c")
    assert other.refusals == []


async def test_a_poisoned_frame_takes_its_own_socket_only(tables: Hall, open_page: Any) -> None:
    key = await in_database(key_of, tables, 1)
    first, second, _ = await in_database(tables.at_table, 1)
    hostile, page = await open_page(first, key), await open_page(second, key)
    await page.write("Debout")
    await hostile.send(wire.sync(wire.UPDATE, b"\x01\x01\x05\x00\x84\x07\x00\x01a\xff"))
    assert await hostile.closed_with() == 4400
    await page.write(" encore")
    assert page.refusals == []
    assert await in_database(Update.objects.count) == 2


# A part of the opinion


def group_of_two(hall: Hall) -> str:
    """The first two citizens write; returns the key of the preamble."""
    with_group(hall, 2)
    offer(hall, 0, 1)
    choose(hall)
    return section_key(Section.objects.get(part="preamble"))


async def test_two_of_the_group_write_at_once_and_both_have_the_same(
    transactional_db: None, hall: Hall, open_page: Any
) -> None:
    key = await in_database(group_of_two, hall)
    one, other = [await open_page(citizen, key) for citizen in hall.citizens[:2]]
    one.type("Nous")
    other.type("citoyens")

    async def has_both(page: Page) -> None:
        await page.until(lambda: page.all_saved and "Nous" in page.text and "citoyens" in page.text)

    await asyncio.gather(has_both(one), has_both(other))
    assert one.text == other.text


async def test_all_citizens_read_what_is_written_a_moment_later(
    transactional_db: None, hall: Hall, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SECONDS_BETWEEN_COPIES_FOR_ALL", 0.3)
    page = await open_page(hall.citizens[0], await in_database(group_of_two, hall))
    await page.write("Nous, citoyens")
    await eventually(lambda: Section.objects.filter(part="preamble", text="Nous, citoyens", version=2).exists())


async def test_of_the_opinion_others_frames_are_refused_or_not_let_in(
    transactional_db: None, hall: Hall, open_page: Any
) -> None:
    key = await in_database(group_of_two, hall)
    guarantor = await in_database(enter, hall.conference, Role.GUARANTOR)
    for reader in (hall.citizens[3], hall.facilitator, guarantor):
        page = await open_page(reader, key)
        assert page.welcome["may_write"] is False
        page.type("Pris")
        await page.until(lambda page=page: page.refusals)
        assert page.refusals[0]["why"] == "not-yours"
    for role in (Role.EXPERT, Role.STEERING, Role.SPONSOR, Role.TABLE):
        page = await open_page(await in_database(enter, hall.conference, role), key, welcome=False)
        assert await page.closed_with() == 4403
    assert await in_database(Update.objects.filter(document__section__isnull=False).count) == 0


async def test_a_drafter_who_is_removed_loses_the_pen(transactional_db: None, hall: Hall, open_page: Any) -> None:
    page = await open_page(hall.citizens[0], await in_database(group_of_two, hall))
    await page.write("Nous")
    await in_database(
        remove_person, actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member
    )
    assert await page.closed_with() == 4403


async def test_a_frame_after_the_vote_opened_is_refused(transactional_db: None, hall: Hall, open_page: Any) -> None:
    key = await in_database(group_of_two, hall)
    page = await open_page(hall.citizens[0], key)
    await page.write("Nous")
    for part in ("title", "closing"):
        await in_database(hall.write, hall.citizens[0], Section.Part(part), "Mots")
    await in_database(hall.end, Stage.WRITING)
    await in_database(hall.start, Stage.ADOPTION)
    refused = len(page.refusals)
    page.type(" tous")
    await page.until(lambda: len(page.refusals) > refused)
    assert (await in_database(Section.objects.get, part="preamble")).text == "Nous"
