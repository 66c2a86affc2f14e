"""Votes by socket: checked by the form, the rule and the action of an ordinary vote, and written together."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.accounts import lending
from deliberation.ballots import receipts, urn
from deliberation.ballots.models import Ballot, Cast, Paper, RollEntry
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from sessions.fanout import publish
from sessions.fanout.audiences import Visit
from sessions.polling import station as station_module
from sessions.polling.station import LONGEST_WAIT_FOR_VOTES, SECONDS_OF_REST, Answer, Sent, Station, answers_to
from tests.cast import enter, sign_in
from tests.hall import Hall

SECONDS = 5.0
Sending = Callable[..., Sent]


@pytest.fixture
def voting(hall: Hall) -> Hall:
    hall.reach(Stage.BALLOT)
    return hall


@pytest.fixture
def sent(voting: Hall) -> Sending:
    """A vote as a page sends it, from a browser of one's own."""

    def make(
        who: Actor,
        choice: str = "for",
        *,
        language: str = "en",
        ballot: Ballot | None = None,
        session: str = "",
        request: uuid.UUID | None = None,
        **fields: str,
    ) -> Sent:
        return Sent(
            Visit(session or sign_in(who.member.user), voting.conference.slug),
            language,
            (ballot or voting.ballot()).pk,
            request or uuid.uuid4(),
            {"choice": choice, **fields},
            f"phone of {who.ref}",
        )

    return make


def said(who: Actor, ballot: Ballot) -> str:
    key = receipts.key_of(f"phone of {who.ref}", ballot=ballot.pk, ref=who.member.ref)
    return f"Your vote is in the ballot box. Your receipt: {receipts.said(key)}"


def cast_as(conference: Conference) -> dict[str, list[str]]:
    """What lies in each open urn, in the order of the values."""
    ballots = Ballot.objects.filter(conference=conference, closed_at=None)
    papers = {str(b.pk): urn.opened(bytes(b.urn), ballot=b.pk).values() for b in ballots}
    return {ballot: sorted(slip.values[0] for slip in slips) for ballot, slips in papers.items() if slips}


def assert_nothing_is_left(conference: Conference) -> None:
    assert cast_as(conference) == {}
    assert not Cast.objects.exists()
    assert not RollEntry.objects.filter(voted=True).exists()
    assert not Entry.objects.filter(verb__in=["ballots:roll-signed", "ballots:paper-replaced"]).exists()


# Together


def test_votes_that_come_together_are_each_answered_and_counted(voting: Hall, sent: Sending) -> None:
    ballot, (first, second, third, *_) = voting.ballot(), voting.citizens
    answers = answers_to([sent(first), sent(second, "against"), sent(third, "abstain")])
    assert answers == [Answer(said=said(who, ballot)) for who in (first, second, third)]
    assert cast_as(voting.conference) == {str(ballot.pk): ["abstain", "against", "for"]}
    assert RollEntry.objects.filter(ballot=ballot, voted=True).count() == 3


def test_four_votes_cost_the_queries_of_two(voting: Hall, sent: Sending) -> None:
    few, many = [sent(who) for who in voting.citizens[:2]], [sent(who) for who in voting.citizens[2:]]
    costs = []
    for batch in (few, many):
        with CaptureQueriesContext(connection) as queries:
            answers_to(batch)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_one_that_is_refused_takes_nothing_from_the_others(voting: Hall, sent: Sending) -> None:
    first, second, third, *_ = voting.citizens
    answers = answers_to([sent(first), sent(second, "perhaps"), sent(voting.facilitator), sent(third)])
    assert [bool(answer.said) for answer in answers] == [True, False, False, True]
    assert cast_as(voting.conference) == {str(voting.ballot().pk): ["for", "for"]}


def test_votes_on_two_ballots_go_into_their_own_urns(voting: Hall, sent: Sending) -> None:
    one, other = Ballot.objects.order_by("pk")
    answers_to([sent(voting.citizens[0], ballot=one), sent(voting.citizens[0], "against", ballot=other)])
    assert cast_as(voting.conference) == {str(one.pk): ["for"], str(other.pk): ["against"]}


# Once


def test_the_same_id_in_one_batch_and_in_the_next_is_acknowledged_and_counted_once(voting: Hall, sent: Sending) -> None:
    vote = sent(voting.citizens[0])
    answers = [*answers_to([vote, vote]), *answers_to([vote])]
    assert answers == [Answer(said=said(voting.citizens[0], voting.ballot()))] * 3
    assert Cast.objects.count() == 1
    assert cast_as(voting.conference) == {str(voting.ballot().pk): ["for"]}


def test_what_was_refused_is_not_acknowledged_because_it_came_twice(voting: Hall, sent: Sending) -> None:
    vote = sent(voting.facilitator)
    assert [answer.said for answer in answers_to([vote, vote])] == ["", ""]
    assert_nothing_is_left(voting.conference)


def posted(browser: Client, vote: Sent) -> dict[str, Any]:
    browser.cookies[receipts.COOKIE] = vote.secret
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = vote.language
    response = browser.post(
        f"/conferences/eau/ballots/{vote.ballot_id}/cast/",
        {**vote.fields, "request": str(vote.request)},
        headers={"Accept": "application/json"},
    )
    return {"status": response.status_code, **response.json()}


@pytest.mark.parametrize("frame_first", [True, False])
def test_by_frame_and_by_form_an_id_is_the_same_vote(
    frame_first: bool, voting: Hall, sent: Sending, client_of: Callable[..., Client]
) -> None:
    voter, browser = voting.citizens[0], client_of(voting.citizens[0])
    vote = sent(voter, session=browser.cookies[settings.SESSION_COOKIE_NAME].value)
    expected = said(voter, voting.ballot())
    if frame_first:
        assert answers_to([vote]) == [Answer(said=expected)]
        assert posted(browser, vote) == {"status": 200, "said": expected}
    else:
        assert posted(browser, vote) == {"status": 200, "said": expected}
        assert answers_to([vote]) == [Answer(said=expected)]
    assert Cast.objects.count() == 1
    assert cast_as(voting.conference) == {str(voting.ballot().pk): ["for"]}


def test_another_id_replaces_the_paper(voting: Hall, sent: Sending) -> None:
    voter, ballot = voting.citizens[0], voting.ballot()
    answers_to([sent(voter)])
    assert answers_to([sent(voter, "against")]) == [Answer(said=said(voter, ballot))]
    assert cast_as(voting.conference) == {str(ballot.pk): ["against"]}


# After the closing


def test_after_the_closing_a_counted_vote_is_acknowledged_and_a_new_one_refused(voting: Hall, sent: Sending) -> None:
    voter, late, ballot = voting.citizens[0], voting.citizens[1], voting.ballot()
    counted, too_late = sent(voter), sent(late)
    answers_to([counted])
    voting.end(Stage.BALLOT)
    answers = answers_to([counted, too_late])
    assert answers[0] == Answer(said=said(voter, ballot))
    assert answers[1].said == ""
    assert answers[1].errors is not None
    assert [bool(sentence) for sentence in answers[1].errors[""]] == [True]
    assert Paper.objects.filter(ballot=ballot).count() == 1


# Languages


def test_each_reads_the_answer_in_the_language_of_their_page(voting: Hall, sent: Sending) -> None:
    newcomer, voter = enter(voting.conference, Role.CITIZEN, table=1), voting.citizens[0]
    answers = answers_to(
        [
            sent(newcomer, language="fr"),
            sent(newcomer),
            sent(voter, "", language="fr"),
            sent(voter, ""),
        ]
    )
    assert [answer.errors for answer in answers] == [
        {"": ["Vous n’êtes pas sur la liste d’émargement de ce scrutin."]},
        {"": ["You are not on the roll of this ballot."]},
        {"choice": ["Ce champ est obligatoire."]},
        {"choice": ["This field is required."]},
    ]


# Who


def test_a_tablet_lent_to_somebody_votes_as_them_and_no_longer_once_it_is_given_back(
    voting: Hall, sent: Sending
) -> None:
    person, ballot = voting.citizens[0], voting.ballot()
    tablet = enter(voting.conference, Role.TABLE, table=1)
    own = sign_in(tablet.member.user)
    lent = lending.begin(person.member.user, beside=own, owner=tablet.member.user)
    assert answers_to([sent(person, session=lent)]) == [Answer(said=said(person, ballot))]
    lending.end(lent)
    assert answers_to([sent(person, "against", session=lent)]) == [Answer()]
    assert cast_as(voting.conference) == {str(ballot.pk): ["for"]}


def test_who_was_signed_out_meanwhile_is_told_nothing_and_counts_nowhere(voting: Hall, sent: Sending) -> None:
    vote = sent(voting.citizens[0])
    voting.citizens[0].member.user.set_password("changed")
    voting.citizens[0].member.user.save()
    assert answers_to([vote]) == [Answer()]
    assert_nothing_is_left(voting.conference)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.GUARANTOR, Role.EXPERT, Role.SPONSOR, Role.TABLE])
def test_whoever_is_no_citizen_is_refused_with_a_sentence_and_leaves_nothing(
    role: Role, voting: Hall, sent: Sending
) -> None:
    (answer,) = answers_to([sent(enter(voting.conference, role))])
    assert answer.said == ""
    assert answer.errors is not None
    assert [bool(sentence) for sentence in answer.errors[""]] == [True]
    assert_nothing_is_left(voting.conference)


def test_a_removed_citizen_leaves_nothing(voting: Hall, sent: Sending) -> None:
    gone = voting.citizens[0]
    vote = sent(gone)
    remove_person(actor=voting.facilitator, conference=voting.conference, membership=gone.member)
    assert answers_to([vote]) == [Answer()]
    assert_nothing_is_left(voting.conference)


def test_who_came_after_the_opening_is_not_on_the_roll(voting: Hall, sent: Sending) -> None:
    (answer,) = answers_to([sent(enter(voting.conference, Role.CITIZEN, table=1))])
    assert answer == Answer(errors={"": ["You are not on the roll of this ballot."]})
    assert_nothing_is_left(voting.conference)


def test_a_ballot_of_another_conference_is_not_voted_on(
    voting: Hall, sent: Sending, other_conference: Conference
) -> None:
    stranger = enter(other_conference, Role.CITIZEN, table=1)
    vote = sent(stranger)
    here = Visit(vote.visit.session, other_conference.slug)
    answers = answers_to([vote, Sent(here, "en", vote.ballot_id, vote.request, vote.fields, vote.secret)])
    assert [answer.said for answer in answers] == ["", ""]
    assert_nothing_is_left(voting.conference)


# On the loop


def together(station: Station, votes: Sequence[Sent]) -> list[Answer]:
    async def cast() -> list[Answer]:
        async with asyncio.timeout(SECONDS):
            return await asyncio.gather(*(station.cast(vote) for vote in votes))

    return asyncio.run(cast())


@pytest.mark.django_db(transaction=True)
def test_everyone_who_waits_is_answered_with_their_own_answer(voting: Hall, sent: Sending) -> None:
    station, ballot = Station(), voting.ballot()
    votes = [sent(who) for who in voting.citizens]
    assert together(station, votes) == [Answer(said=said(who, ballot)) for who in voting.citizens]
    assert cast_as(voting.conference) == {str(ballot.pk): ["for"] * 6}


@pytest.mark.django_db(transaction=True)
def test_when_the_database_fails_nobody_is_told_anything_and_the_same_is_sent_again(
    voting: Hall, sent: Sending
) -> None:
    station, ballot = Station(), voting.ballot()
    votes = [sent(who) for who in voting.citizens[:3]]
    rename("deliberation_cast", "elsewhere")
    try:
        assert together(station, votes) == [Answer()] * 3
        assert rests(station)
    finally:
        rename("elsewhere", "deliberation_cast")
    assert_nothing_is_left(voting.conference)
    assert together(station, votes) == [Answer(said=said(who, ballot)) for who in voting.citizens[:3]]
    assert Cast.objects.count() == 3


def rests(station: Station) -> bool:
    """Whether it does so a moment after the last vote, and not before."""
    assert not station.at_rest
    time.sleep(SECONDS_OF_REST)
    return station.at_rest


async def test_a_piece_of_work_is_held_up_for_a_second_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    clock = [100.0]
    monkeypatch.setattr(station_module.asyncio, "sleep", sleep)
    monkeypatch.setattr(station_module.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(Station, "at_rest", False)
    since, station = clock[0], Station()
    for _step in range(3):
        await station.let_votes_pass(since)
    assert sum(slept) == pytest.approx(LONGEST_WAIT_FOR_VOTES)


@pytest.mark.django_db(transaction=True)
def test_the_very_same_sent_again_meanwhile_is_written_once_and_both_are_answered(voting: Hall, sent: Sending) -> None:
    station, vote = Station(), sent(voting.citizens[0])
    other = replace(vote, fields={"choice": "against"})
    answers = together(station, [vote, vote, other])
    assert answers == [Answer(said=said(voting.citizens[0], voting.ballot()))] * 3
    assert cast_as(voting.conference) == {str(voting.ballot().pk): ["for"]}


@pytest.mark.django_db(transaction=True)
def test_who_voted_is_answered_before_the_news_is_told(
    voting: Hall, sent: Sending, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    may_tell, told = threading.Event(), []

    async def tell(message: dict[str, Any]) -> None:
        while not may_tell.is_set():
            await asyncio.sleep(0.01)
        told.append(message["type"])
        raise TimeoutError("the channel layer does not answer")

    monkeypatch.setattr(publish, "tell", tell)
    station, vote = Station(), sent(voting.citizens[0])

    async def cast() -> Answer:
        async with asyncio.timeout(SECONDS):
            answer = await station.cast(vote)
            assert told == []
            may_tell.set()
            while not caplog.records:
                await asyncio.sleep(0.01)
            return answer

    assert asyncio.run(cast()) == Answer(said=said(voting.citizens[0], voting.ballot()))
    assert told == ["touched"]
    assert [record.message for record in caplog.records] == [
        "News could not be told: pages find the gap at their next heartbeat."
    ]


def rename(table: str, other: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {other}")


@pytest.mark.django_db(transaction=True)
def test_a_page_that_left_before_its_answer_does_not_keep_the_others_waiting(voting: Hall, sent: Sending) -> None:
    station, ballot = Station(), voting.ballot()
    votes = [sent(who) for who in voting.citizens[:3]]

    async def one_leaves() -> list[Answer]:
        casting = [asyncio.create_task(station.cast(vote)) for vote in votes]
        await asyncio.sleep(0)
        casting[0].cancel()
        async with asyncio.timeout(SECONDS):
            return await asyncio.gather(*casting[1:])

    assert asyncio.run(one_leaves()) == [Answer(said=said(who, ballot)) for who in voting.citizens[1:3]]
    # What was on its way counts, whether or not anyone is there to hear so.
    assert cast_as(voting.conference) == {str(ballot.pk): ["for"] * 3}


def test_neither_the_vote_nor_the_secret_shows_in_a_log(voting: Hall, sent: Sending) -> None:
    vote = sent(voting.citizens[0], "against")
    shown = repr(vote)
    assert "against" not in shown
    assert vote.secret not in shown
