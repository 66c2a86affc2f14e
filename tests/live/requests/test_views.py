"""The page of the requests for hearings: what each role reads and may do there, and what leads to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser, LexborNode

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.hearings.requests import actions
from deliberation.hearings.requests.models import HearingRequest
from deliberation.kernel import clock
from tests.cast import enter, set_stage
from tests.hall import Hall

PAGE = "/conferences/eau/hearings/requests/"
ClientOf = Callable[..., Client]
WORDS = {"kind": "viewpoint", "subject": "Ceux d’aval", "reason": "Ils n’ont plus d’eau"}


def ask(actor: Actor, **words: str) -> HearingRequest:
    return actions.request_hearing(actor=actor, conference=actor.member.conference, **WORDS | words)


def answer(actor: Actor, request: HearingRequest, decision: str = "accepted") -> None:
    actions.answer_request(
        actor=actor, conference=request.conference, request_id=request.pk, decision=decision, answer="Pesé"
    )


def read(browser: Client, path: str = PAGE, language: str = "en") -> LexborHTMLParser:
    browser.cookies["django_language"] = language
    response = browser.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def text(node: LexborHTMLParser | LexborNode | None, selector: str = "main") -> str:
    found = node.css_first(selector) if node else None
    return " ".join(found.text().split()) if found else ""


def offered(page: LexborHTMLParser) -> list[str]:
    return sorted(str(form.attributes["data-act"]) for form in page.css("main form[data-act]"))


OFFERED = {
    "asks": ["request-hearing", "withdraw-request"],
    Role.CITIZEN: ["request-hearing", "support-request"],
    Role.FACILITATOR: ["link-request"],
    Role.STEERING: ["answer-request", "link-request"],
    Role.EXPERT: [],
    Role.GUARANTOR: [],
    Role.TABLE: [],
}


@pytest.mark.parametrize("who", OFFERED)
def test_each_reads_all_and_is_offered_their_own_acts(who: str, hall: Hall, client_of: ClientOf) -> None:
    steering, asks = enter(hall.conference, Role.STEERING, "Sentinelle"), hall.citizens[0]
    answer(steering, ask(asks, subject="Une éclusière"))
    ask(asks)
    known = {"asks": asks, Role.CITIZEN: hall.citizens[1], Role.STEERING: steering, Role.FACILITATOR: hall.facilitator}
    reader = known[who] if who in known else enter(hall.conference, Role(who))
    page = read(client_of(reader))
    assert offered(page) == OFFERED[who]
    assert [text(each, "h3") for each in page.css("[data-request]")] == ["Ceux d’aval", "Une éclusière"]
    assert [each.name for each in (asks.member, steering.member) if each.name in text(page)] == []


@pytest.mark.parametrize("who", ["nobody", "sponsor"])
def test_it_is_for_those_inside(who: str, hall: Hall, client: Client, client_of: ClientOf) -> None:
    ask(hall.citizens[0])
    browser = client if who == "nobody" else client_of(enter(hall.conference, Role.SPONSOR))
    response = browser.get(PAGE)
    assert (response.status_code, "aval" in response.content.decode()) == (403, False)


def test_nothing_is_offered_once_the_signing_begins(hall: Hall, client_of: ClientOf) -> None:
    ask(hall.citizens[0])
    set_stage(hall.conference, Stage.SIGNING)
    assert [offered(read(client_of(each))) for each in (hall.citizens[0], hall.facilitator)] == [[], []]


def test_an_empty_page_says_what_to_do(hall: Hall, client_of: ClientOf) -> None:
    page = read(client_of(hall.citizens[0]))
    assert text(page, "#waiting .empty") == (
        "Nothing waits for an answer. If somebody is missing for you to judge well, ask to hear them: the form is at "
        "the foot of this page."
    )
    assert "There is no steering committee" in text(page)


def test_what_is_posted_is_done_and_comes_back_to_the_page(hall: Hall, client_of: ClientOf) -> None:
    """Without JavaScript: each form of the page, sent as it stands."""
    asks, supports, guide = (client_of(each) for each in (*hall.citizens[:2], hall.facilitator))

    def post(browser: Client, name: str, **typed: str) -> None:
        form = read(browser).css_first(f"form[data-act={name}]")
        assert form is not None
        there = form.css_first("input[name=next]")
        data = {"next": there.attributes["value"] if there else "", **typed}
        response = browser.post(form.attributes["action"], data)
        assert (response.status_code, response.headers.get("Location", "").split("#")[0]) == (303, PAGE)

    post(asks, "request-hearing", **WORDS)
    post(supports, "support-request")
    assert text(read(supports), "[data-support]") == "2 citizens ask for it. You are one of them."
    post(supports, "take-back-request-support")
    post(guide, "answer-request", decision="accepted", answer="Ils manquent")
    hearing = hall.round(Stage.HEARING).hearing_id
    post(guide, "link-request", hearing_id=str(hearing))
    told = text(read(asks), "[data-request]")
    assert "Ils manquent" in told
    assert "Temps 3 (Hydrologue), Samedi . The hearing is still to come." in told.replace("Samedi.", "Samedi .")
    request = HearingRequest.objects.get()
    assert (request.state, request.hearing_id) == ("accepted", hearing)


def test_what_was_typed_is_kept_when_it_is_refused(hall: Hall, client_of: ClientOf) -> None:
    browser = client_of(hall.citizens[0])
    response = browser.post(f"{PAGE}ask/", {**WORDS, "subject": ""})
    page = LexborHTMLParser(response.content.decode())
    assert response.status_code == 422
    assert text(page, "textarea[name=reason]") == WORDS["reason"]
    assert HearingRequest.objects.count() == 0


def test_the_committee_finds_first_what_awaits_it_and_everyone_that_it_is_late(
    hall: Hall, client: Client, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    steering = enter(hall.conference, Role.STEERING)
    ask(hall.citizens[0])
    home = "/conferences/eau/"
    assert text(read(client_of(steering), home), "#decide-requests") == (
        "1 request for a hearing awaits your decision. Decide"
    )
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    late = "1 should have been answered by now."
    assert late in text(read(client_of(steering), home), "#decide-requests")
    assert late in text(read(client, home), "#information")
    for reader in (hall.citizens[1], steering):
        page = read(client_of(reader))
        assert text(page, "#overdue") == "1 request should have been answered by now."
        assert text(page, "[data-request] .late").endswith("and is late.")


def test_the_conference_says_the_rule_and_its_members_find_the_page(
    hall: Hall, client: Client, client_of: ClientOf
) -> None:
    home = "/conferences/eau/"
    rule = "The answer is due at the latest 7 days after the request."
    assert f"those who guide the sittings accept or refuse each request, with their reasons. {rule}" in text(
        read(client, home)
    )
    assert [read(client_of(each), home).css(f'a[href="{PAGE}"]') != [] for each in hall.citizens[:1]] == [True]
    assert read(client, home).css(f'a[href="{PAGE}"]') == []


@pytest.mark.parametrize(
    ("stage", "shown"),
    [(Stage.PLENARY, True), (Stage.HEARING, True), (Stage.TABLES, True), (Stage.QUESTIONNAIRE, False)],
)
def test_the_live_page_leads_there_while_people_listen_and_talk(
    stage: Stage, shown: bool, hall: Hall, client_of: ClientOf
) -> None:
    hall.reach(stage)
    ask(hall.citizens[0])
    for reader in (hall.citizens[1], hall.facilitator):
        page = read(client_of(reader), "/conferences/eau/sitting/")
        assert bool(page.css(f'#hearing-requests a[href="{PAGE}"]')) == shown


def test_a_page_costs_the_same_however_many_requests_there_are(hall: Hall, client_of: ClientOf) -> None:
    browser = client_of(hall.citizens[1])
    ask(hall.citizens[0])
    counted = queries_of(lambda: read(browser))
    for n in range(5):
        ask(hall.citizens[0], subject=f"Demande {n}")
    assert queries_of(lambda: read(browser)) == counted


def queries_of(look: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        look()
    return len(seen)
