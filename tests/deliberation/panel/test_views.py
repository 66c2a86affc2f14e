"""Badges as pages: printed once, entered by a button, tried a limited number of times."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Role
from deliberation.hearings.models import Expert
from deliberation.panel import actions, attempts
from deliberation.panel.models import Badge
from tests.cast import enter

ClientOf = Callable[..., Client]
PRINT = "/conferences/eau/people/badges/"


@pytest.fixture
def bearer(conference: Conference) -> Actor:
    return enter(conference, Role.CITIZEN, "bearer")


@pytest.fixture
def code(conference: Conference, bearer: Actor) -> str:
    return actions.issue_badge(actor=OPERATOR, conference=conference, membership=bearer.member)


def user_of(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def test_a_link_alone_signs_nobody_in(code: str, client: Client) -> None:
    """Mail and chat programs open links to preview them."""
    response = client.get(f"/b/{code}/")
    assert (response.status_code, user_of(client)) == (200, None)
    assert f'value="{code}"' in response.content.decode()


def test_the_button_signs_in(code: str, bearer: Actor, client: Client) -> None:
    response = client.post("/badge/", {"code": code.lower()})
    assert (response.status_code, response["Location"]) == (303, "/conferences/eau/sitting/")
    assert user_of(client) == str(bearer.member.user.pk)


def test_the_sponsor_is_led_to_the_opinion(conference: Conference, sponsor: Actor, client: Client) -> None:
    code = actions.issue_badge(actor=OPERATOR, conference=conference, membership=sponsor.member)
    assert client.post("/badge/", {"code": code})["Location"] == "/conferences/eau/opinion/"


def test_a_shared_tablet_changes_hands(code: str, bearer: Actor, citizen: Actor, client_of: ClientOf) -> None:
    tablet = client_of(citizen)
    tablet.post("/badge/", {"code": code})
    assert user_of(tablet) == str(bearer.member.user.pk)


def test_a_forged_badge_post_is_refused(code: str, db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert (browser.post("/badge/", {"code": code}).status_code, user_of(browser)) == (403, None)


def test_a_wrong_code_is_shown_again(client: Client, code: str) -> None:
    response = client.post("/badge/", {"code": "AAAAA-AAAAA"})
    assert (response.status_code, user_of(client)) == (422, None)
    assert "AAAAA-AAAAA" in response.content.decode()


def test_wrong_codes_are_limited_and_right_ones_too_once_they_are(
    client: Client, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "WRONG_CODES_AN_HOUR", 3)
    for _ in range(3):
        client.post("/badge/", {"code": "AAAAAAAAAA"})
    assert client.post("/badge/", {"code": code}).status_code == 422
    assert user_of(client) is None
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/badge/", {"code": code}).status_code == 303


def test_right_codes_are_not_counted(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred people come in by one router."""
    monkeypatch.setattr(attempts, "WRONG_CODES_AN_HOUR", 1)
    assert [Client().post("/badge/", {"code": code}).status_code for _ in range(5)] == [303] * 5


def codes_on(page: bytes) -> list[str]:
    return sorted(set(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b", page.decode())))


def test_badges_are_printed_once_for_every_citizen_without_one(
    conference: Conference, facilitator: Actor, client_of: ClientOf, client: Client
) -> None:
    citizens = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(3)]
    desk = client_of(facilitator)
    page = desk.post(PRINT)
    printed = codes_on(page.content)
    assert (page.status_code, len(printed), page.content.count(b"data-badge")) == (200, 3, 3)
    bearers = {actions.use_badge(code=each) for each in printed}
    assert bearers == {citizen.member for citizen in citizens}
    assert codes_on(desk.post(PRINT).content) == []
    assert codes_on(desk.get("/conferences/eau/people/").content) == []


def test_one_badge_is_printed_again(code: str, bearer: Actor, facilitator: Actor, client_of: ClientOf) -> None:
    page = client_of(facilitator).post(PRINT, {"person": bearer.member.ref})
    (printed,) = codes_on(page.content)
    assert actions.use_badge(code=printed) == bearer.member
    assert Badge.objects.filter(revoked_at=None).count() == 1


def test_the_page_with_codes_is_kept_by_no_cache(bearer: Actor, facilitator: Actor, client_of: ClientOf) -> None:
    page = client_of(facilitator).post(PRINT)
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_nobody_else_prints_badges(role: Role, code: str, conference: Conference, client_of: ClientOf) -> None:
    page = client_of(enter(conference, role)).post(PRINT)
    assert (page.status_code, codes_on(page.content), Badge.objects.count()) == (403, [], 1)


def test_people_are_listed_for_the_facilitator_and_the_guarantor_alone(
    conference: Conference, cast: dict[Role, Actor], client_of: ClientOf, stranger: object
) -> None:
    answers = {role: client_of(actor).get("/conferences/eau/people/").status_code for role, actor in cast.items()}
    assert answers == {role: 200 if role in {Role.FACILITATOR, Role.GUARANTOR} else 403 for role in cast}
    for who in (stranger, None):
        page = client_of(who).get("/conferences/eau/people/")
        assert (page.status_code, "citizen@example.org" in page.content.decode()) == (403, False)


def test_the_experts_who_work_for_an_organiser_are_marked_in_the_list(
    conference: Conference, facilitator: Actor, client_of: ClientOf
) -> None:
    given = {"conference": conference, "title": "Expert", "affiliation": "Ministère", "viewpoint": "Oui."}
    for place, tied in (("ministry", True), ("water", False)):
        Expert.objects.create(key=place, works_for_organiser=tied, **given)
        Membership.objects.filter(pk=enter(conference, Role.EXPERT, place).member.pk).update(place=place, name=place)
    page = LexborHTMLParser(client_of(facilitator).get("/conferences/eau/people/").content.decode())
    listed = {row.css_first(".person-name").text(): len(row.css(".tied")) for row in page.css('[data-role="expert"]')}
    assert listed == {"ministry": 1, "water": 0}


def test_listing_people_costs_the_same_for_more_people(
    conference: Conference, facilitator: Actor, client_of: ClientOf
) -> None:
    desk, counts = client_of(facilitator), []
    for _ in range(3):
        for n in range(3):
            citizen = enter(conference, Role.CITIZEN, f"{n}")
            actions.issue_badge(actor=OPERATOR, conference=conference, membership=citizen.member)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/conferences/eau/people/").status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
