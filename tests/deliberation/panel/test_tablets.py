"""A table's shared tablet: given to a table, lent to one of its people at a time, and never to two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from deliberation.accounts import lending
from deliberation.accounts.queries import signed_in
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import OPERATOR, Actor
from deliberation.conference.stages import Act, Role, Stage, allows
from deliberation.journal.models import Entry
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel import actions, attempts
from deliberation.panel.models import Panellist
from deliberation.panel.queries import tablets_of
from tests.cast import enter, set_stage

ClientOf = Callable[..., Client]
SITTING, LEND, BACK, KEEP = (
    f"/conferences/eau/{page}" for page in ("sitting/", "tablet/", "tablet/back/", "tablet/keep/")
)


@pytest.fixture(autouse=True)
def in_a_sitting(conference: Conference) -> None:
    set_stage(conference, Stage.BALLOT)


@pytest.fixture
def person(conference: Conference) -> Actor:
    """Sits at the tablet's table."""
    return enter(conference, Role.CITIZEN, "person", table=1)


@pytest.fixture
def code(conference: Conference, person: Actor) -> str:
    return badge(conference, person)


@pytest.fixture
def browser(tablet: Actor, client_of: ClientOf) -> Client:
    """The tablet, signed in as its table."""
    return client_of(tablet)


def badge(conference: Conference, person: Actor) -> str:
    return actions.issue_badge(actor=OPERATOR, conference=conference, membership=person.member)


def lend(browser: Client, code: str, person: Actor | None = None) -> int:
    return browser.post(f"{LEND}{person.member.ref}/" if person else LEND, {"code": code}).status_code


def holder(browser: Client) -> str:
    """Whose page the browser shows: the reference of the person, or ``table``."""
    loan = getattr(browser.get(SITTING).wsgi_request, "lent", None)
    return loan.person.ref if loan else "table"


def verbs() -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(verb__startswith="panel:tablet").order_by("number")
    return list(found.values_list("verb", "actor", "detail"))


# Given to a table


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_a_facilitator_adds_a_tablet_and_nobody_else(role: Role, conference: Conference) -> None:
    actor = enter(conference, role)
    before = tablets_of(conference).count()
    if role == Role.FACILITATOR:
        tablet = actions.add_tablet(actor=actor, conference=conference, table=3)
        assert (tablet.role, tablet.place, tablet.name, tablet.user.email) == (Role.TABLE, "3", "Tablette 3", None)
        detail = f'{{"person":"{tablet.ref}","tablet_table":3}}'
        assert verbs() == [(Verb.TABLET_ADDED, actor.ref, detail)]
    else:
        with pytest.raises(Refused):
            actions.add_tablet(actor=actor, conference=conference, table=3)
        assert tablets_of(conference).count() == before


def test_the_operator_adds_tablets_and_nobody_once_it_is_handed_over(conference: Conference) -> None:
    actions.add_tablet(actor=OPERATOR, conference=conference, table=3)
    set_stage(conference, Stage.HANDED_OVER)
    with pytest.raises(Refused):
        actions.add_tablet(actor=OPERATOR, conference=conference, table=4)


def test_pressing_twice_adds_one_and_a_second_is_added_once_the_first_is_in_use(conference: Conference) -> None:
    def add() -> Membership:
        return actions.add_tablet(actor=OPERATOR, conference=conference, table=3)

    first = add()
    assert add() == first
    actions.issue_badge(actor=OPERATOR, conference=conference, membership=first)
    second = add()
    assert (second.name, second.place) == ("Tablette 3 (2)", "3")
    assert list(tablets_of(conference)) == [first, second]


def test_tablets_come_in_the_order_of_their_tables(conference: Conference) -> None:
    for table in (10, 2, 1):
        actions.add_tablet(actor=OPERATOR, conference=conference, table=table)
    assert [tablet.place for tablet in tablets_of(conference)] == ["1", "2", "10"]


def test_the_people_page_has_a_part_for_tablets(
    conference: Conference, facilitator: Actor, guarantor: Actor, client_of: ClientOf
) -> None:
    desk = client_of(facilitator)
    page = "/conferences/eau/people/"
    for table, status in (("2", 303), ("0", 422), ("", 422)):
        assert desk.post(f"{page}tablets/add/", {"table": table, "next": page}).status_code == status
    tablet = tablets_of(conference).get()
    assert f'data-person="{tablet.ref}"' in desk.get(page).content.decode()
    assert 'data-act="add-tablet"' in desk.get(page).content.decode()
    assert 'data-act="add-tablet"' not in client_of(guarantor).get(page).content.decode()
    printed = desk.post(f"{page}badges/", {"tablets": "on"}).content.decode()
    assert "Tablette partagée de la table\N{NO-BREAK SPACE}2" in printed
    assert printed.count("data-badge") == 1


def test_a_tablets_badge_opens_the_tables_page(conference: Conference, tablet: Actor, client: Client) -> None:
    response = client.post("/badge/", {"code": badge(conference, tablet)})
    assert (response.status_code, response["Location"]) == (303, SITTING)
    regions = client.get(SITTING).context["regions"]
    assert [region["name"] for region in regions] == ["tablet", "table"]


# Lent


def test_a_person_takes_the_tablet_with_the_code_of_their_badge_and_gives_it_back(
    browser: Client, tablet: Actor, person: Actor, code: str
) -> None:
    assert holder(browser) == "table"
    assert lend(browser, code, person) == 303
    assert holder(browser) == person.member.ref
    assert browser.post(BACK).status_code == 303
    assert holder(browser) == "table"
    assert verbs() == [(Verb.TABLET_LENT, tablet.ref, "{}"), (Verb.TABLET_GIVEN_BACK, tablet.ref, "{}")]


def test_the_code_alone_is_enough(browser: Client, person: Actor, code: str) -> None:
    assert lend(browser, f" {code.lower()} ") == 303
    assert holder(browser) == person.member.ref


def test_a_wrong_code_and_somebody_elses_are_refused_in_the_same_words(
    conference: Conference, browser: Client, person: Actor, code: str
) -> None:
    neighbour = enter(conference, Role.CITIZEN, "neighbour", table=1)
    answers = []
    for typed in ("AAAAA-AAAAA", badge(conference, neighbour)):
        response = browser.post(f"{LEND}{person.member.ref}/", {"code": typed})
        answers.append((response.status_code, response.context["form"].errors))
    assert answers[0] == answers[1]
    assert (answers[0][0], holder(browser), verbs()) == (422, "table", [])


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_take_it(role: Role, conference: Conference, browser: Client) -> None:
    assert lend(browser, badge(conference, enter(conference, role))) == 422
    assert holder(browser) == "table"


def test_who_sits_at_another_table_takes_that_tables(
    conference: Conference, browser: Client, other_citizen: Actor, client_of: ClientOf
) -> None:
    code = badge(conference, other_citizen)
    assert browser.get(f"{LEND}{other_citizen.member.ref}/").status_code == 404
    assert lend(browser, code) == 422
    theirs = client_of(enter(conference, Role.TABLE, table=2))
    assert lend(theirs, code, other_citizen) == 303


def test_who_was_moved_to_another_table_does_not_take_it_again(browser: Client, person: Actor, code: str) -> None:
    Panellist.objects.filter(membership=person.member).update(table=2)
    assert lend(browser, code) == 422
    Panellist.objects.filter(membership=person.member).update(table=None)
    assert lend(browser, code) == 303


def test_who_was_removed_does_not_take_it(conference: Conference, browser: Client, person: Actor, code: str) -> None:
    remove_person(actor=OPERATOR, conference=conference, membership=person.member)
    assert lend(browser, code) == 422
    assert holder(browser) == "table"


def test_a_revoked_badge_does_not_take_it(conference: Conference, browser: Client, person: Actor, code: str) -> None:
    actions.revoke_badge(actor=OPERATOR, conference=conference, membership=person.member)
    assert lend(browser, code, person) == 422


def test_a_badge_of_another_conference_does_not_take_it(browser: Client, other_conference: Conference) -> None:
    assert lend(browser, badge(other_conference, enter(other_conference, Role.CITIZEN, table=1))) == 422


def test_wrong_codes_are_limited(browser: Client, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "WRONG_CODES_AN_HOUR", 3)
    assert [lend(browser, "AAAAAAAAAA") for _ in range(3)] == [422] * 3
    assert (lend(browser, code), holder(browser)) == (422, "table")


@pytest.mark.parametrize("stage", Stage)
def test_it_is_lent_while_a_sitting_goes_on(stage: Stage, conference: Conference, browser: Client, code: str) -> None:
    set_stage(conference, stage)
    assert lend(browser, code) == (303 if allows(Act.LEND_TABLET, Role.TABLE, stage) else 403)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.TABLE, Role.OPERATOR}])
def test_nobody_lends_their_own_device(role: Role, conference: Conference, code: str, client_of: ClientOf) -> None:
    own = client_of(enter(conference, role))
    assert (own.get(LEND).status_code, lend(own, code)) == (403, 403)
    assert lending.COOKIE not in own.cookies


def test_a_forged_post_is_refused(tablet: Actor, code: str) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(tablet.member.user)
    assert (lend(forged, code), lending.COOKIE in forged.cookies) == (403, False)


# In one person's hands


@pytest.fixture
def lent(browser: Client, person: Actor, code: str) -> Client:
    assert lend(browser, code, person) == 303
    return browser


def test_it_opens_the_conferences_pages_as_theirs_and_no_other(lent: Client, person: Actor) -> None:
    for page in ("", "sitting/", "dossier/", "opinion/"):
        response = lent.get(f"/conferences/eau/{page}")
        assert (response.status_code, response.wsgi_request.user.pk) == (200, person.member.user_id)
        assert "no-store" in response["Cache-Control"]
    for page in ("people/", "journal/", "tablet/"):
        assert lent.get(f"/conferences/eau/{page}").status_code == 403
    for page in ("/", "/accounts/email/", "/accounts/logout/", "/badge/", "/language/", "/display/", "/verify/"):
        for send in (lent.get, lent.post):
            response = send(page)
            assert (response.status_code, response["Location"]) == (303, SITTING)
    assert holder(lent) == person.member.ref


def test_its_pages_say_whose_they_are_and_how_to_give_it_back(lent: Client) -> None:
    page = lent.get(SITTING).content.decode()
    assert page.count("lent-back") == page.count('id="give-back"') == 1
    assert "/accounts/logout/" not in page
    assert "/language/" not in page


def test_the_tablets_own_session_is_never_touched(lent: Client, tablet: Actor) -> None:
    """Whatever answer is lost on the way, the tablet is signed in as itself."""
    before = lent.cookies[settings.SESSION_COOKIE_NAME].value
    del lent.cookies[lending.COOKIE]
    assert holder(lent) == "table"
    assert lent.cookies[settings.SESSION_COOKIE_NAME].value == before
    assert signed_in([before]) == {before: tablet.member.user}


def test_once_given_back_the_key_opens_nothing(lent: Client, person: Actor) -> None:
    key = lent.cookies[lending.COOKIE].value
    assert signed_in([key]) == {key: person.member.user}
    lent.post(BACK)
    assert (signed_in([key]), Session.objects.filter(session_key=key).exists()) == ({}, False)
    lent.cookies[lending.COOKIE] = key
    assert holder(lent) == "table"
    assert lent.post(BACK).status_code == 303
    assert [verb for verb, _, _ in verbs()] == [Verb.TABLET_LENT, Verb.TABLET_GIVEN_BACK]


def test_a_key_is_worth_nothing_on_another_device(lent: Client, client_of: ClientOf, conference: Conference) -> None:
    elsewhere = client_of(enter(conference, Role.TABLE, table=1))
    elsewhere.cookies[lending.COOKIE] = lent.cookies[lending.COOKIE].value
    assert holder(elsewhere) == "table"


def test_the_session_of_a_person_is_no_loan(browser: Client, person: Actor, client_of: ClientOf) -> None:
    own = client_of(person).cookies[settings.SESSION_COOKIE_NAME].value
    browser.cookies[lending.COOKIE] = own
    assert holder(browser) == "table"
    assert own in signed_in([own])


def pass_time(lent: Client, time: timedelta) -> None:
    key = lent.cookies[lending.COOKIE].value
    session = Session.objects.get(session_key=key)
    Session.objects.filter(pk=key).update(expire_date=session.expire_date - time)


def test_left_alone_it_is_the_tables_again(lent: Client, tablet: Actor) -> None:
    pass_time(lent, lending.LASTS)
    assert holder(lent) == "table"
    assert lent.cookies[lending.COOKIE].value == ""
    assert verbs()[-1] == (Verb.TABLET_GIVEN_BACK, tablet.ref, "{}")


@pytest.mark.parametrize("address", [SITTING, KEEP])
def test_every_page_and_sign_of_life_gives_more_time(lent: Client, person: Actor, address: str) -> None:
    for _ in range(3):
        pass_time(lent, lending.LASTS - timedelta(seconds=5))
        assert lent.get(address).status_code in {200, 204}
    assert holder(lent) == person.member.ref


def test_what_is_sent_too_late_is_not_done_by_the_table(lent: Client, conference: Conference) -> None:
    set_stage(conference, Stage.TABLES)
    pass_time(lent, lending.LASTS)
    write = "/conferences/eau/notes/write/"
    answer = lent.post(write, {"text": "À moi seule", "version": 0}, headers={"accept": "application/json"})
    assert (answer.status_code, list(answer.json()["errors"])) == (403, [""])
    assert not Entry.objects.filter(verb=Verb.NOTE_WRITTEN).exists()
    assert holder(lent) == "table"
    assert lent.get(KEEP).status_code == 410


def test_what_a_form_sends_too_late_leads_back_to_the_table(lent: Client) -> None:
    pass_time(lent, lending.LASTS)
    assert lent.post("/conferences/eau/notes/write/", {"text": "x", "version": 0}).status_code == 303
    assert holder(lent) == "table"


@pytest.mark.parametrize(
    "happens", ["person removed", "person's badge revoked", "tablet removed", "tablet's badge revoked"]
)
def test_who_goes_takes_the_loan_with_them(
    happens: str, lent: Client, conference: Conference, person: Actor, tablet: Actor
) -> None:
    key = lent.cookies[lending.COOKIE].value
    gone = (person if happens.startswith("person") else tablet).member
    act = remove_person if happens.endswith("removed") else actions.revoke_badge
    act(actor=OPERATOR, conference=conference, membership=gone)
    response = lent.get(SITTING)
    assert getattr(response.wsgi_request, "lent", None) is None
    assert response.status_code == (200 if gone == person.member else 403)
    assert not Session.objects.filter(session_key=key).exists()


def test_what_is_said_to_one_person_is_not_said_to_the_next(lent: Client, conference: Conference) -> None:
    set_stage(conference, Stage.PAUSE)
    lent.post("/conferences/eau/notes/write/", {"text": "x", "version": 0, "next": SITTING})
    lent.post("/conferences/eau/sitting/attend/", {"next": SITTING})
    lent.post(BACK)
    assert list(lent.get(SITTING).context["messages"]) == []


def test_one_after_the_other_each_is_themselves(
    conference: Conference, browser: Client, person: Actor, code: str
) -> None:
    neighbour = enter(conference, Role.CITIZEN, "neighbour", table=1)
    theirs = badge(conference, neighbour)
    seen = []
    for who, typed in ((person, code), (neighbour, theirs)):
        lend(browser, typed, who)
        seen.append(holder(browser))
        browser.post(BACK)
    assert seen == [person.member.ref, neighbour.member.ref]


def test_the_journal_does_not_say_to_whom(lent: Client, person: Actor) -> None:
    """Standing before an answer to a questionnaire, it would say whose answer it is."""
    lent.post(BACK)
    about = Entry.objects.filter(verb__in=[Verb.TABLET_LENT, Verb.TABLET_GIVEN_BACK])
    assert [person.member.ref in f"{entry.actor}{entry.detail}" for entry in about] == [False, False]


def test_it_is_counted_from_the_servers_clock(lent: Client) -> None:
    expires = Session.objects.get(session_key=lent.cookies[lending.COOKIE].value).expire_date
    assert timedelta(0) < expires - clock.now() <= lending.LASTS
