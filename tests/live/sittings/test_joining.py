"""Where an online sitting is joined: to those who follow it, when they need it, and to nobody else."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.sittings import actions
from sessions.sittings.forms import JoiningForm
from sessions.sittings.models import Sitting
from sessions.sittings.rules import is_link_due, link_shown_from
from tests.cast import enter, set_stage
from tests.hall import Hall, plan

HOST, SECRET = "visio.example.org", "salle-4711"
LINK = f"https://{HOST}/{SECRET}"
MEMBERS = [role for role in Role if role != Role.OPERATOR]
FOLLOWERS = {role for role in MEMBERS if role != Role.SPONSOR}
# At half past six in the evening in Paris, in summer.
DAY, HOUR, BEGINS = date(2026, 7, 1), time(18, 30), datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
PAGE = "/conferences/eau/"
ClientOf = Callable[..., Client]


@pytest.fixture
def evening(conference: Conference) -> Sitting:
    """The next sitting is online, and planned."""
    plan(conference)
    Sitting.objects.filter(number=1).update(online=True, day=DAY, starts=HOUR)
    return Sitting.objects.get(number=1)


def give(actor: Actor, address: str = LINK, number: int = 1) -> None:
    actions.give_joining_link(actor=actor, conference=actor.member.conference, number=number, address=address)


def withdraw(actor: Actor, number: int = 1) -> None:
    actions.withdraw_joining_link(actor=actor, conference=actor.member.conference, number=number)


def open_(facilitator: Actor) -> None:
    actions.open_sitting(actor=facilitator, conference=facilitator.member.conference, number=1)


def addresses() -> list[str]:
    return list(Sitting.objects.order_by("number").values_list("joining_address", flat=True))


def said() -> list[tuple[str, dict[str, object]]]:
    entries = Entry.objects.filter(verb__startswith="sittings:joining").order_by("pk")
    return [(entry.verb.partition("-link-")[2], json.loads(entry.detail)) for entry in entries]


# Giving it


@pytest.mark.parametrize("role", [role for role in MEMBERS if role != Role.FACILITATOR])
def test_only_a_facilitator_gives_and_withdraws(role: Role, evening: Sitting) -> None:
    other = enter(evening.conference, role)
    Sitting.objects.filter(number=1).update(joining_address=LINK)
    with pytest.raises(Refused):
        give(other, "https://evil.example.org/")
    with pytest.raises(Refused):
        withdraw(other)
    assert (addresses(), said()) == ([LINK, ""], [])


def test_at_every_moment_until_the_sitting_closes(evening: Sitting, facilitator: Actor) -> None:
    for stage in Stage:
        set_stage(evening.conference, stage)
        give(facilitator)
        withdraw(facilitator)
    assert [what for what, _detail in said()] == ["given", "withdrawn"] * len(Stage)
    set_stage(evening.conference, Stage.PREPARATION)
    open_(facilitator)
    give(facilitator)
    actions.close_sitting(actor=facilitator, conference=evening.conference, number=1)
    assert addresses() == ["", ""]
    for act in (give, withdraw):
        with pytest.raises(Refused):
            act(facilitator)
    assert addresses() == ["", ""]


def test_a_link_is_changed_and_the_same_again_changes_nothing(evening: Sitting, facilitator: Actor) -> None:
    for address in (LINK, LINK, f"{LINK}-2"):
        give(facilitator, address)
    for _ in range(2):
        withdraw(facilitator)
    assert said() == [("given", {"sitting": 1}), ("given", {"sitting": 1}), ("withdrawn", {"sitting": 1})]
    assert addresses() == ["", ""]


def test_what_is_not_online_or_not_there_has_no_link(
    evening: Sitting, facilitator: Actor, other_conference: Conference
) -> None:
    for number in (2, 9):
        with pytest.raises(Refused):
            give(facilitator, number=number)
    with pytest.raises(Refused):
        give(enter(other_conference, Role.FACILITATOR))
    assert (addresses(), said()) == (["", ""], [])


@pytest.mark.parametrize("values", [{"online": False}, {"closed_at": datetime(2026, 7, 1, tzinfo=UTC)}])
def test_the_database_itself_refuses_a_link_where_nobody_joins(values: dict[str, object], evening: Sitting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(number=1).update(joining_address=LINK, **values)


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        (LINK, True),
        ("http://visio.example.org/salle", False),
        ("javascript:alert(1)", False),
        ("//visio.example.org", False),
        ("https://commune.example.org@evil.example.org/", False),
        ("https://", False),
        ("https://visio.example.org/" + "x" * 480, False),
        ("", False),
    ],
)
def test_a_link_is_a_plain_address_of_the_web(address: str, valid: bool) -> None:
    assert JoiningForm({"address": address}).is_valid() is valid


def test_it_comes_by_a_form_and_nothing_typed_is_lost(
    evening: Sitting, facilitator: Actor, client_of: ClientOf
) -> None:
    browser, url = client_of(facilitator), reverse("give_joining_link", args=["eau", 1])
    refused = browser.post(url, {"address": "visio.example.org"})
    assert (refused.status_code, 'value="visio.example.org"' in refused.content.decode()) == (422, True)
    assert browser.post(url, {"address": LINK}).status_code == 303
    away = reverse("withdraw_joining_link", args=["eau", 1])
    assert [addresses()[0], browser.post(away).status_code, browser.post(away).status_code] == [LINK, 303, 303]
    assert addresses() == ["", ""]


# When it is shown


@pytest.mark.parametrize(
    ("minutes", "due"), [(-61, False), (-60, True), (0, True), (600, True)], ids=("before", "hour", "begins", "late")
)
def test_the_link_is_due_an_hour_before(minutes: int, due: bool) -> None:
    sitting = Sitting(online=True, day=DAY, starts=HOUR)
    assert link_shown_from(sitting) == BEGINS - timedelta(hours=1)
    assert is_link_due(sitting, BEGINS + timedelta(minutes=minutes)) is due


@pytest.mark.parametrize("missing", [{"day": None}, {"starts": None}, {"online": False}])
def test_without_an_hour_it_is_due_once_the_sitting_opens(missing: dict[str, object]) -> None:
    sitting = Sitting(**{"online": True, "day": DAY, "starts": HOUR} | missing)
    assert (link_shown_from(sitting), is_link_due(sitting, BEGINS)) == (None, False)
    sitting.opened_at = BEGINS
    assert is_link_due(sitting, BEGINS) is sitting.online
    sitting.closed_at = BEGINS
    assert is_link_due(sitting, BEGINS) is False


# To whom: the link lies there, and could leak


def on_page(browser: Client) -> tuple[bool, bool]:
    """Whether the conference's page holds the link, and its site."""
    html = browser.get(PAGE).content.decode()
    return SECRET in html, HOST in html


def test_each_role_on_the_page_of_the_conference(
    evening: Sitting, client_of: ClientOf, stranger: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    Sitting.objects.filter(number=1).update(joining_address=LINK)
    people = {role: enter(evening.conference, role) for role in MEMBERS}
    browsers: dict[object, Client] = {role: client_of(person) for role, person in people.items()}
    browsers |= {"nobody": client_of(None), "stranger": client_of(stranger)}
    for minutes, follow in ((-61, False), (-59, True)):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: BEGINS + timedelta(minutes=minutes))
        found = {who: on_page(browser) for who, browser in browsers.items()}
        assert found == {who: (follow and who in FOLLOWERS,) * 2 for who in browsers}


def region(conference: Conference, kind: Kind, key: str = "") -> str:
    return render(Audience(conference.pk, kind, key), "fr").html


KINDS = {
    Kind.CITIZENS: "",
    Kind.WATCH: "",
    Kind.DESK: "",
    Kind.GUARANTOR: "",
    Kind.TABLET: "1",
    Kind.TABLE: "1",
    Kind.SCREEN: "",
}


def test_on_live_pages_while_the_sitting_is_open_and_never_on_the_screen(hall: Hall) -> None:
    Sitting.objects.filter(number=1).update(online=True, joining_address=LINK)
    assert _holding(hall) == {Kind.DESK}
    hall.open()
    following = {Kind.CITIZENS, Kind.WATCH, Kind.DESK, Kind.GUARANTOR, Kind.TABLET}
    assert _holding(hall) == following
    for stage in (Stage.PLENARY, Stage.HEARING, Stage.TABLES):
        hall.start(stage)
        assert _holding(hall) == following
        hall.end(stage)
    assert SECRET not in region(hall.conference, Kind.PERSON, hall.citizens[0].member.ref)
    actions.close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert _holding(hall) == set()


def _holding(hall: Hall) -> set[Kind]:
    return {kind for kind, key in KINDS.items() if SECRET in region(hall.conference, kind, key)}


def test_it_opens_in_a_window_of_its_own_after_a_plain_word(hall: Hall) -> None:
    Sitting.objects.filter(number=1).update(online=True, joining_address=LINK)
    hall.open()
    shown = LexborHTMLParser(region(hall.conference, Kind.CITIZENS)).css_first("#joining")
    link = shown.css_first("a")
    told = {name: link.attributes[name] for name in ("href", "target", "rel")}
    assert told == {"href": LINK, "target": "_blank", "rel": "noopener noreferrer external"}
    assert HOST in shown.css_first(".help").text()


def test_who_is_to_give_it_is_told_that_it_is_missing(
    evening: Sitting, facilitator: Actor, client_of: ClientOf
) -> None:
    def pointed_to(browser: Client) -> list[str | None]:
        page = LexborHTMLParser(browser.get(PAGE).content.decode())
        return [link.attributes["href"] for link in page.css("#joining a")]

    citizen = client_of(enter(evening.conference, Role.CITIZEN))
    assert (pointed_to(client_of(facilitator)), pointed_to(citizen)) == (["/conferences/eau/sitting/"], [])
    open_(facilitator)
    desk = LexborHTMLParser(region(evening.conference, Kind.DESK))
    assert [link.attributes["href"] for link in desk.css("#joining a")] == ["#joining-1"]
    assert desk.css("#joining-1 form[data-act=give-joining-link]") != []
    assert LexborHTMLParser(region(evening.conference, Kind.CITIZENS)).css("#joining a") == []


def test_a_sitting_in_a_place_says_nothing_of_it(hall: Hall) -> None:
    hall.open()
    html = {kind: region(hall.conference, kind, key) for kind, key in KINDS.items()}
    assert [kind for kind, found in html.items() if 'id="joining' in found] == []


@pytest.mark.parametrize("role", MEMBERS)
def test_the_record_and_the_journal_do_not_hold_it(
    role: Role, evening: Sitting, facilitator: Actor, client_of: ClientOf
) -> None:
    give(facilitator)
    open_(facilitator)
    browser = client_of(enter(evening.conference, role))
    for name in ("journal", "journal_lines", "record", "screen", "opinion"):
        answer = browser.get(reverse(name, args=["eau"]))
        assert SECRET not in answer.getvalue().decode()
    assert not Entry.objects.filter(detail__contains=HOST).exists()
