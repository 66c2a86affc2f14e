"""The socket of a page, from the cookie to the bytes."""

import json
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from deliberation.ballots import receipts
from deliberation.ballots.models import Cast, Paper, RollEntry
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.panel.actions import issue_badge, revoke_badge
from deliberation.panel.models import Panellist
from deliberation.panel.queries import table_of
from sessions.fanout.hub import hub
from sessions.polling import station as station_module
from sessions.polling.station import Station
from sessions.tables.actions import write_note
from tests.cast import enter
from tests.hall import Hall
from tests.live.consumers.conftest import SECONDS, Open, Page, subscribed

pytestmark = pytest.mark.django_db(transaction=True)


async def act(perform: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return await database_sync_to_async(perform)(*arguments, **named)


@pytest.fixture
def seated(hall: Hall) -> Hall:
    """Notes are being written at two tables."""
    hall.reach(Stage.TABLES)
    return hall


@pytest.fixture
def tables(seated: Hall) -> dict[int, list[Actor]]:
    return {number: seated.at_table(number) for number in (1, 2)}


async def note(hall: Hall, citizen: Actor, text: str, version: int = 0) -> None:
    await act(write_note, actor=citizen, conference=hall.conference, text=text, version=version)


# Who


@pytest.fixture
def kept_out(
    conference: Conference,
    other_conference: Conference,
    sponsor: Actor,
    stranger: object,
    facilitator: Actor,
    citizen: Actor,
    client_of: Callable[..., Client],
) -> dict[str, Client]:
    found = {
        "nobody": client_of(None),
        "stranger": client_of(stranger),
        "sponsor": client_of(sponsor),
        "facilitator of another": client_of(enter(other_conference, Role.FACILITATOR)),
        "removed": client_of(citizen),
    }
    remove_person(actor=facilitator, conference=conference, membership=citizen.member)
    return found


async def test_who_has_no_part_is_closed_with_4403(kept_out: dict[str, Client]) -> None:
    codes = {}
    for who, browser in kept_out.items():
        page = Page(browser)
        await page.connect()
        await page.say(page.frame("hello"))
        codes[who] = await page.closed_with()
        await page.close()
    assert codes == dict.fromkeys(kept_out, 4403)


async def test_an_unknown_conference_is_closed_the_same(kept_out: dict[str, Client]) -> None:
    page = Page(kept_out["stranger"], slug="nulle-part")
    await page.connect()
    await page.say(page.frame("hello"))
    assert await page.closed_with() == 4403
    await page.close()


async def test_another_sites_page_does_not_connect(seated: Hall, client_of: Callable[..., Client]) -> None:
    page = Page(await act(client_of, seated.facilitator), origin="https://ailleurs.example")
    assert await page.connect() is False


# Hello


@pytest.fixture
def everyone(seated: Hall) -> dict[str, tuple[Actor, set[str]]]:
    conference = seated.conference
    return {
        "citizen": (seated.at_table(1)[0], {"person", "citizens", "table"}),
        "unseated": (enter(conference, Role.CITIZEN), {"person", "citizens"}),
        "facilitator": (seated.facilitator, {"desk"}),
        "guarantor": (enter(conference, Role.GUARANTOR), {"guarantor"}),
        "expert": (enter(conference, Role.EXPERT), {"watch"}),
        "steering": (enter(conference, Role.STEERING), {"watch"}),
    }


async def test_hello_brings_each_the_regions_that_are_theirs(
    everyone: dict[str, tuple[Actor, set[str]]], open_page: Open
) -> None:
    found = {who: set((await open_page(actor)).shown) for who, (actor, _) in everyone.items()}
    assert found == {who: regions for who, (_, regions) in everyone.items()}


@pytest.fixture
def loaded(tables: dict[int, list[Actor]], client_of: Callable[..., Client]) -> dict[str, str]:
    """The cursors of the page as it was first loaded."""
    page = client_of(tables[1][0]).get("/conferences/eau/sitting/").content.decode()
    regions = LexborHTMLParser(page).css("[data-region]")
    return {r.attributes["data-region"]: r.attributes["data-cursor"] for r in regions}


async def test_a_fresh_page_is_brought_nothing_it_shows_already(
    loaded: dict[str, str], tables: dict[int, list[Actor]], open_page: Open
) -> None:
    page = await open_page(tables[1][0])
    assert {name: region["cursor"] for name, region in page.shown.items()} == loaded
    assert await page.hello() == []


async def test_a_page_that_was_offline_is_brought_what_it_missed(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    before = await open_page(tables[1][0])
    await before.close()
    await note(seated, tables[1][1], "Écrit pendant la coupure")
    after = await open_page(tables[1][0], shown=before.shown)
    assert after.brought == ["table"]
    assert "Écrit pendant la coupure" in after.shown["table"]["html"]
    assert (await open_page(tables[1][0], shown=after.shown)).brought == []


async def test_cursors_of_another_language_bring_everything_anew(
    tables: dict[int, list[Actor]], open_page: Open
) -> None:
    french, english = await open_page(tables[1][0]), await open_page(tables[1][0], "en")
    assert set(french.shown) == set(english.shown)
    assert french.shown["citizens"]["cursor"] != english.shown["citizens"]["cursor"]


# News


async def test_news_reaches_everyone_in_the_audience_with_the_same_bytes(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    pages = [await open_page(citizen) for citizen in tables[1]]
    other = await open_page(tables[2][0])
    await note(seated, tables[1][0], "Nos désaccords")
    for page in pages:
        page.received.clear()
        await page.until("table", "Nos désaccords")
    assert {page.received[-1] for page in pages} == {pages[0].received[-1]}
    assert await other.quiet()


async def test_what_i_did_shows_on_all_my_devices(seated: Hall, open_page: Open) -> None:
    await act(seated.end, Stage.TABLES)
    await act(seated.reach, Stage.BALLOT)
    voter, other = seated.citizens[:2]
    phone, tablet, theirs = [await open_page(who) for who in (voter, voter, other)]
    mark = f"ballot-{(await act(seated.ballot)).pk}"
    await act(seated.cast, voter, "against")
    for device in (phone, tablet):
        await device.until("person", mark)
    await theirs.quiet()
    assert mark not in theirs.shown["person"]["html"]


async def test_every_open_page_follows_a_round_that_starts(
    everyone: dict[str, tuple[Actor, set[str]]], seated: Hall, open_page: Open
) -> None:
    pages = {who: await open_page(actor) for who, (actor, _) in everyone.items()}
    await act(seated.end, Stage.TABLES)
    await act(seated.start, Stage.REVIEW)
    title = (await act(seated.round, Stage.REVIEW)).title
    for who, page in pages.items():
        region = next(iter(everyone[who][1] - {"person", "table"}))
        await page.until(region, title)


async def test_a_forgery_token_is_in_no_news(tables: dict[int, list[Actor]], open_page: Open) -> None:
    page = await open_page(tables[1][0])
    for region in page.shown.values():
        for field in LexborHTMLParser(region["html"]).css('input[name="csrfmiddlewaretoken"]'):
            assert field.attributes["value"] in {"", None}


# Frames


@pytest.mark.parametrize(
    "frame",
    [
        " ",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"type": "cast", "ballot": 1, "choice": "for"}',
        '{"type": "here"}',
        '{"type": "hello", "news": 0, "shown": {}}',
        '{"type": "hello", "news": 0, "shown": [], "holds": []}',
        '{"type": "hello", "news": 0, "shown": {}, "holds": {}}',
        '{"type": "hello", "news": 0, "shown": {}, "holds": [1]}',
        '{"type": "hello", "news": 0, "shown": {"citizens": 1}, "holds": []}',
        '{"type": "hello", "news": 0, "shown": {}, "holds": [], "as": "facilitator"}',
        '{"type": "cast", "news": 0, "shown": {}, "holds": []}',
        '{"type": "here", "news": true, "shown": {}, "holds": []}',
        '{"type": "here", "news": -1, "shown": {}, "holds": []}',
        '{"type": "here", "news": 1000, "shown": {}, "holds": []}',
        json.dumps({"type": "hello", "news": 0, "shown": {"citizens": "x" * 4096}, "holds": []}),
        "[" * 4000,
    ],
)
async def test_a_frame_that_is_none_of_ours_closes_with_4400(
    frame: str, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    page = await open_page(tables[1][0])
    await page.say(frame)
    assert await page.closed_with() == 4400
    assert await act(Paper.objects.count) == 0


async def test_bytes_close_with_4400(tables: dict[int, list[Actor]], open_page: Open) -> None:
    page = await open_page(tables[1][0])
    await page.socket.send_to(bytes_data=b'{"type": "hello", "news": 0, "shown": {}, "holds": []}')
    assert await page.closed_with() == 4400


async def test_hello_does_not_open_other_regions(tables: dict[int, list[Actor]], open_page: Open) -> None:
    page = await open_page(tables[1][0])
    cursors = {"desk": "x", "guarantor": "x", "table": ""}
    await page.say(page.frame("hello") | {"shown": cursors, "holds": ["desk", "table"]})
    brought = set()
    while (frame := await page.next())["type"] != "ready":
        brought.add(frame.get("region", "person"))
    assert brought <= {"person", "citizens", "table"}


# Votes


@pytest.fixture
def voting(hall: Hall) -> Hall:
    hall.reach(Stage.BALLOT)
    return hall


def vote(ballot: int, choice: str = "for", **change: object) -> dict[str, object]:
    fields = {"choice": choice}
    return {"type": "act", "act": "cast-paper", "id": str(uuid.uuid4()), "ballot": ballot, "fields": fields} | change


async def answered(page: Page, frame: dict[str, object]) -> dict[str, Any]:
    """What comes back with its id."""
    await page.say(frame)
    while (told := await page.next()).get("id") != frame["id"]:
        pass
    return told


@pytest.fixture
async def voters_page(own_hub: None, voting: Hall, client_of: Callable[..., Client]) -> AsyncIterator[Callable]:
    """The open page of somebody whose browser has, or lacks, the secret of its receipts."""
    opened: list[Page] = []

    async def make(who: Actor, secret: str = "of this browser", *, says_hello: bool = True) -> Page:
        browser = await act(client_of, who)
        browser.cookies[receipts.COOKIE] = secret
        page = Page(browser, "en")
        assert await page.connect()
        opened.append(page)
        if says_hello:
            await page.hello()
            await subscribed()
        return page

    yield make
    for page in opened:
        await page.close()


async def test_a_vote_over_the_socket_is_acknowledged_with_its_receipt_and_shows_as_done(
    voting: Hall, voters_page: Callable
) -> None:
    voter, ballot = voting.citizens[0], (await act(voting.ballot)).pk
    page = await voters_page(voter)
    frame = vote(ballot)
    key = receipts.key_of("of this browser", ballot=ballot, ref=voter.member.ref)
    said = f"Your vote is in the ballot box. Your receipt: {receipts.said(key)}"
    assert await answered(page, frame) == {"type": "done", "said": said, "id": frame["id"]}
    await page.until("person", f"ballot-{ballot}")
    assert await answered(page, frame) == {"type": "done", "said": said, "id": frame["id"]}
    assert await act(Cast.objects.count) == 1


async def test_a_vote_is_answered_to_who_sent_it_and_to_nobody_else(voting: Hall, voters_page: Callable) -> None:
    ballot = (await act(voting.ballot)).pk
    mine, theirs = await voters_page(voting.citizens[0]), await voters_page(voting.citizens[1])
    frame = vote(ballot, "against")
    await answered(mine, frame)
    await theirs.quiet()
    assert str(frame["id"]) not in "".join(theirs.received)
    assert "against" not in "".join(mine.received[-1:])


async def test_who_may_not_vote_is_refused_with_a_sentence_and_leaves_nothing(
    voting: Hall, voters_page: Callable
) -> None:
    ballot = (await act(voting.ballot)).pk
    tablet = await act(enter, voting.conference, Role.TABLE, table=1)
    guarantor = await act(enter, voting.conference, Role.GUARANTOR)
    for who in (voting.facilitator, guarantor, tablet):
        told = await answered(await voters_page(who), vote(ballot))
        assert (told["type"], set(told["errors"])) == ("refused", {""})
        assert all(told["errors"][""])
    assert await act(Cast.objects.count) == 0
    assert not await act(RollEntry.objects.filter(voted=True).exists)


async def test_a_vote_after_the_closing_is_refused_with_a_sentence(voting: Hall, voters_page: Callable) -> None:
    ballot = (await act(voting.ballot)).pk
    page = await voters_page(voting.citizens[0])
    await act(voting.end, Stage.BALLOT)
    told = await answered(page, vote(ballot))
    assert (told["type"], set(told["errors"])) == ("refused", {""})
    assert await act(Cast.objects.count) == 0


async def test_a_browser_without_a_secret_is_sent_to_the_form(voting: Hall, voters_page: Callable) -> None:
    page, frame = await voters_page(voting.citizens[0], ""), vote((await act(voting.ballot)).pk)
    assert await answered(page, frame) == {"type": "failed", "id": frame["id"]}
    assert await act(Cast.objects.count) == 0


async def test_news_waits_while_people_vote(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_module, "LONGEST_WAIT_FOR_VOTES", SECONDS)
    page = await open_page(tables[1][0])
    with monkeypatch.context() as voting:
        voting.setattr(Station, "at_rest", False)
        await note(seated, tables[1][1], "Nos désaccords")
        assert await page.socket.receive_nothing(0.2)
    await page.until("table", "Nos désaccords")


async def test_news_does_not_wait_for_ever(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_module, "LONGEST_WAIT_FOR_VOTES", 0.05)
    page = await open_page(tables[1][0])
    monkeypatch.setattr(Station, "at_rest", False)
    await note(seated, tables[1][1], "Nos désaccords")
    await page.until("table", "Nos désaccords")


async def test_news_of_many_is_not_held_up_once_for_each(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hall may vote for minutes: what several audiences see of one fact is held up from the same moment."""
    page, _desk = await open_page(tables[1][0]), await open_page(seated.facilitator)
    await page.quiet()
    held: list[float] = []

    async def let_votes_pass(self: Station, since: float) -> None:
        held.append(since)

    monkeypatch.setattr(Station, "let_votes_pass", let_votes_pass)
    # Nobody rests any more from the news of those who came in.
    monkeypatch.setattr(hub.news, "_rests", {})
    hub.news.touch(hub.news.audiences(seated.conference.pk))
    await page.quiet()
    assert len(held) > 1
    assert len(set(held)) == 1


async def test_who_comes_back_is_shown_the_truth_after_those_who_vote_and_votes_at_once(
    voting: Hall, voters_page: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = (await act(voting.ballot)).pk
    monkeypatch.setattr(station_module, "LONGEST_WAIT_FOR_VOTES", SECONDS)
    with monkeypatch.context() as busy:
        busy.setattr(Station, "at_rest", False)
        page, frame = await voters_page(voting.citizens[0], says_hello=False), vote(ballot)
        await page.say(frame)
        await page.say(page.frame("hello"))
        assert (await page.next())["type"] == "done"
        assert await page.socket.receive_nothing(0.2)
    await page.until("person", f"ballot-{ballot}")


async def test_other_acts_close_with_4400_and_are_not_done(voting: Hall, voters_page: Callable) -> None:
    page = await voters_page(voting.citizens[0])
    await page.say(vote((await act(voting.ballot)).pk, act="sign-opinion"))
    assert await page.closed_with() == 4400
    assert await act(Cast.objects.count) == 0


# Who is no longer there, or somewhere else


async def test_a_removed_members_socket_closes_at_once(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    gone, stays = await open_page(tables[1][0]), await open_page(tables[1][1])
    await act(
        remove_person,
        actor=seated.facilitator,
        conference=seated.conference,
        membership=tables[1][0].member,
    )
    assert await gone.closed_with() == 4403
    await note(seated, tables[1][1], "Après son départ")
    await stays.until("table", "Après son départ")


@pytest.mark.parametrize("perform", [issue_badge, revoke_badge])
async def test_taking_a_badge_closes_the_pages_it_opened(
    perform: Callable[..., object], seated: Hall, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    member, conference = tables[1][0].member, seated.conference
    await act(issue_badge, actor=OPERATOR, conference=conference, membership=member)
    # The page's browser signs in from now on, as with the badge.
    await act(member.user.refresh_from_db)
    page = await open_page(tables[1][0])
    await act(perform, actor=OPERATOR, conference=conference, membership=member)
    assert await page.closed_with() == 4403


async def test_a_lent_tablets_page_is_the_persons_and_closes_at_once_when_it_is_given_back(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open, client_of: Callable[..., Client]
) -> None:
    person, neighbour = tables[1][:2]
    tablet = await act(enter, seated.conference, Role.TABLE, table=1)
    code = await act(issue_badge, actor=OPERATOR, conference=seated.conference, membership=person.member)
    browser = await act(client_of, tablet)
    await act(browser.post, "/conferences/eau/tablet/", {"code": code})
    lent, other = Page(browser), await open_page(neighbour)
    await lent.connect()
    assert set(await lent.hello()) == {"person", "citizens", "table"}
    assert person.member.name in lent.shown["person"]["html"]
    await act(browser.post, "/conferences/eau/tablet/back/")
    assert await lent.closed_with() == 4403
    again = Page(browser)
    await again.connect()
    assert set(await again.hello()) == {"tablet", "table"}
    await note(seated, person, "Suite")
    await other.until("table", "Suite")
    await again.close()


async def test_a_moved_citizen_sees_the_new_table_at_once_and_the_old_one_no_more(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    mover = tables[1][0]
    await note(seated, tables[2][0], "Notes de la table 2")
    page, old_neighbour = await open_page(mover), await open_page(tables[1][1])
    await act(move_to, seated, mover, 2)
    await page.until("table", "Notes de la table 2")
    await note(seated, tables[1][1], "Secret de la table 1")
    await old_neighbour.until("table", "Secret de la table 1")
    await note(seated, tables[2][0], "Suite à la table 2", 1)
    await page.until("table", "Suite à la table 2")
    assert await page.quiet()
    assert "Secret de la table 1" not in "".join(page.received)


async def test_a_citizen_who_loses_their_table_loses_sight_of_it(
    seated: Hall, tables: dict[int, list[Actor]], open_page: Open
) -> None:
    page = await open_page(tables[1][0])
    await act(move_to, seated, tables[1][0], None)
    while page.shown["table"]["html"]:
        await page.next()
    assert page.shown["table"] == {"cursor": "", "html": ""}


def move_to(hall: Hall, citizen: Actor, table: int | None) -> None:
    """As a new seating does: the seat, and the fact."""
    with transaction.atomic():
        Panellist.objects.filter(membership=citizen.member).update(table=table)
        record(hall.conference, Verb.CITIZENS_SEATED, actor=hall.facilitator.ref, tables=2, people=1)
    assert table_of(citizen.member) == table


# Presence


async def test_the_desk_sees_who_is_there(seated: Hall, open_page: Open) -> None:
    desk = await open_page(seated.facilitator)
    before = desk.shown["desk"]["html"]
    await open_page(seated.citizens[0])
    while desk.shown["desk"]["html"] == before:
        await desk.next()
    assert desk.shown["desk"]["html"] != before
