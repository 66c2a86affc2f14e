"""Citizens ask for hearings and support what others ask; each request is answered once, with a reason."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from deliberation.conference.models import Conference, Invitation
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role, Stage
from deliberation.hearings.models import Expert, Hearing
from deliberation.hearings.requests import actions
from deliberation.hearings.requests.models import HearingRequest, HearingRequestSupport
from deliberation.hearings.requests.queries import Told, overdue, requests_of, told
from deliberation.hearings.requests.rules import why_not_act
from deliberation.hearings.requests.wording import heard_said, outcome_said
from deliberation.journal.models import Entry
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.journal.verify import verify
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from tests.at_once import at_once
from tests.cast import enter, found_conference, set_stage

WORDS = {"kind": "person", "subject": "Une éclusière", "reason": "Elle voit l’eau passer"}


def ask(actor: Actor, **words: str) -> HearingRequest:
    return actions.request_hearing(actor=actor, conference=actor.member.conference, **WORDS | words)


def support(actor: Actor, request: HearingRequest) -> None:
    actions.support_request(actor=actor, conference=request.conference, request_id=request.pk)


def take_back(actor: Actor, request: HearingRequest) -> None:
    actions.take_back_request_support(actor=actor, conference=request.conference, request_id=request.pk)


def withdraw(actor: Actor, request: HearingRequest) -> None:
    actions.withdraw_request(actor=actor, conference=request.conference, request_id=request.pk)


def answer(actor: Actor, request: HearingRequest, decision: str = "accepted", words: str = "Elle manque") -> None:
    actions.answer_request(
        actor=actor, conference=request.conference, request_id=request.pk, decision=decision, answer=words
    )


def link(actor: Actor, request: HearingRequest, hearing: Hearing) -> None:
    actions.link_request(actor=actor, conference=request.conference, request_id=request.pk, hearing_id=hearing.pk)


def hearing_in(conference: Conference) -> Hearing:
    expert = Expert.objects.create(
        conference=conference, key="lock", title="Éclusière", affiliation="Canal", viewpoint="L’eau monte.",
        works_for_organiser=False,
    )  # fmt: skip
    return Hearing.objects.create(conference=conference, expert=expert)


def figures(conference: Conference) -> list[tuple[str, int]]:
    return [(each.state, each.support) for each in requests_of(conference)]  # type: ignore[attr-defined]


def recorded(verb: Verb) -> int:
    return Entry.objects.filter(verb=verb.value).count()


# Asking and supporting


def test_the_same_request_is_made_once_and_its_author_asks_for_it(citizen: Actor) -> None:
    for _ in range(2):
        ask(citizen)
    assert figures(citizen.member.conference) == [("open", 1)]
    assert recorded(Verb.HEARING_REQUESTED) == 1


def test_a_support_counts_once_and_is_taken_back(citizen: Actor, other_citizen: Actor) -> None:
    request = ask(citizen)
    for _ in range(2):
        support(other_citizen, request)
    assert figures(request.conference) == [("open", 2)]
    for _ in range(2):
        take_back(other_citizen, request)
    assert figures(request.conference) == [("open", 1)]
    assert recorded(Verb.HEARING_REQUEST_SUPPORTED) == 2


def test_whoever_asks_withdraws_the_request_not_the_support(citizen: Actor, english: None) -> None:
    request = ask(citizen)
    with pytest.raises(Refused, match="withdraw the request itself"):
        take_back(citizen, request)
    withdraw(citizen, request)
    withdraw(citizen, request)
    assert figures(request.conference) == [("withdrawn", 1)]
    assert recorded(Verb.HEARING_REQUEST_WITHDRAWN) == 1


def test_a_withdrawn_request_can_be_made_again(citizen: Actor) -> None:
    withdraw(citizen, ask(citizen))
    ask(citizen)
    assert figures(citizen.member.conference) == [("withdrawn", 1), ("open", 1)]


def test_nobody_withdraws_anothers_request(citizen: Actor, other_citizen: Actor, english: None) -> None:
    request = ask(citizen)
    support(other_citizen, request)
    with pytest.raises(Refused, match="Only who asked"):
        withdraw(other_citizen, request)
    assert figures(request.conference) == [("open", 2)]


def test_nothing_changes_once_it_is_answered(citizen: Actor, other_citizen: Actor, steering: Actor) -> None:
    request = ask(citizen)
    answer(steering, request, "refused", "Entendu déjà")
    for late in (
        lambda: support(other_citizen, request),
        lambda: withdraw(citizen, request),
        lambda: answer(steering, request, "accepted", "Après tout"),
    ):
        with pytest.raises(Refused):
            late()
    assert figures(request.conference) == [("refused", 1)]
    request.refresh_from_db()
    assert (request.answer, request.answered_by, request.hearing) == ("Entendu déjà", steering.member, None)


# Who answers


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.STEERING, Role.OPERATOR}])
def test_where_there_is_a_committee_it_alone_answers(role: Role, citizen: Actor, steering: Actor) -> None:
    request = ask(citizen)
    with pytest.raises(Refused):
        answer(enter(request.conference, role), request)
    answer(steering, request)
    answer(steering, request)
    assert figures(request.conference) == [("accepted", 1)]
    assert recorded(Verb.HEARING_REQUEST_ANSWERED) == 1


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.STEERING, Role.OPERATOR}])
def test_where_there_is_none_the_facilitator_answers(role: Role, citizen: Actor, facilitator: Actor) -> None:
    request = ask(citizen)
    with pytest.raises(Refused):
        answer(enter(request.conference, role), request)
    answer(facilitator, request)
    assert figures(request.conference) == [("accepted", 1)]


def test_the_facilitator_does_not_answer_for_a_committee_that_is_invited(citizen: Actor, facilitator: Actor) -> None:
    request = ask(citizen)
    Invitation.objects.create(
        conference=request.conference, email="s@example.org", role=Role.STEERING, name="s", token_hash="0" * 64,
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(Refused):
        answer(facilitator, request)
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))
    answer(facilitator, request)
    assert figures(request.conference) == [("accepted", 1)]


def test_an_answer_is_a_yes_or_a_no(citizen: Actor, steering: Actor) -> None:
    request = ask(citizen)
    for decision in ("withdrawn", "open", "maybe"):
        with pytest.raises(Refused):
            answer(steering, request, decision)
    assert figures(request.conference) == [("open", 1)]


# Which hearing follows


def test_an_accepted_request_is_tied_to_a_hearing_and_to_another(
    citizen: Actor, steering: Actor, facilitator: Actor
) -> None:
    request = ask(citizen)
    first, second = (
        hearing_in(request.conference),
        Hearing.objects.create(conference=request.conference, expert=Expert.objects.get()),
    )
    answer(steering, request)
    for actor, hearing in ((facilitator, first), (facilitator, first), (steering, second)):
        link(actor, request, hearing)
    request.refresh_from_db()
    assert request.hearing == second
    assert recorded(Verb.HEARING_REQUEST_LINKED) == 2


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.STEERING, Role.OPERATOR}])
def test_no_other_role_ties_it(role: Role, citizen: Actor, steering: Actor) -> None:
    request, hearing = ask(citizen), hearing_in(citizen.member.conference)
    answer(steering, request)
    with pytest.raises(Refused):
        link(enter(request.conference, role), request, hearing)
    assert HearingRequest.objects.get().hearing is None


def test_what_was_not_accepted_or_is_elsewhere_is_not_tied(
    citizen: Actor, steering: Actor, other_conference: Conference
) -> None:
    hearing, theirs = hearing_in(citizen.member.conference), hearing_in(other_conference)
    waiting, refused, accepted = (ask(citizen, subject=subject) for subject in ("Un", "Deux", "Trois"))
    answer(steering, refused, "refused")
    answer(steering, accepted)
    for request, chosen in ((waiting, hearing), (refused, hearing), (accepted, theirs)):
        with pytest.raises(Refused):
            link(steering, request, chosen)
    assert set(HearingRequest.objects.values_list("hearing", flat=True)) == {None}


def test_a_request_of_another_conference_is_not_reached(citizen: Actor, other_conference: Conference) -> None:
    theirs = ask(enter(other_conference, Role.CITIZEN))
    with pytest.raises(Refused):
        actions.support_request(actor=citizen, conference=citizen.member.conference, request_id=theirs.pk)
    assert figures(other_conference) == [("open", 1)]


# Before, during and after


@pytest.mark.parametrize("stage", Stage)
def test_it_is_asked_until_the_signing(stage: Stage, citizen: Actor) -> None:
    set_stage(citizen.member.conference, stage)
    if stage in {Stage.SIGNING, Stage.HANDOVER, Stage.HANDED_OVER}:
        with pytest.raises(Refused):
            ask(citizen)
    else:
        ask(citizen)
    assert HearingRequest.objects.exists() == (stage not in {Stage.SIGNING, Stage.HANDOVER, Stage.HANDED_OVER})


def test_nothing_is_asked_or_answered_once_the_opinion_is_sealed(
    citizen: Actor, other_citizen: Actor, steering: Actor, english: None
) -> None:
    """Though the conference pauses then, as it does between two rounds."""
    conference = citizen.member.conference
    set_stage(conference, Stage.PAUSE)
    request = ask(citizen)
    with transaction.atomic():
        record(conference, Verb.OPINION_SEALED, actor="facilitator")
    for late in (
        lambda: ask(other_citizen),
        lambda: support(other_citizen, request),
        lambda: withdraw(citizen, request),
        lambda: answer(steering, request),
    ):
        with pytest.raises(Refused, match="The opinion is sealed"):
            late()
    assert figures(conference) == [("open", 1)]
    assert why_not_act(Act.LINK_REQUEST, steering, conference) == "The opinion is sealed: no further hearing is held."


def test_an_answer_is_late_from_the_day_after_its_last_day(
    citizen: Actor, steering: Actor, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    conference, asked_at = citizen.member.conference, clock.now()
    conference.mandate.hearing_answer_days = 2
    conference.mandate.save()
    first, second = ask(citizen), ask(citizen, subject="Un pêcheur")
    assert overdue(conference) == 0
    monkeypatch.setattr(clock, "now", lambda: asked_at + timedelta(days=2))
    assert overdue(conference) == 0
    answer(steering, first)
    monkeypatch.setattr(clock, "now", lambda: asked_at + timedelta(days=3))
    assert (overdue(conference), told(conference)) == (1, Told(open=1, accepted=1, refused=0, overdue=1))
    answer(steering, second, "refused", "Trop tard")
    assert [outcome_said(each).split(", ")[0] for each in requests_of(conference)] == [
        "Accepted by the steering committee",
        "Refused by the steering committee",
    ]
    assert ["after its time" in outcome_said(each) for each in requests_of(conference)] == [False, True]


def test_what_followed_is_said(citizen: Actor, facilitator: Actor, english: None) -> None:
    request, hearing = ask(citizen), hearing_in(citizen.member.conference)
    assert (outcome_said(request), heard_said(request, ())) == ("Nobody has answered.", "")
    answer(facilitator, request)
    request.refresh_from_db()
    assert outcome_said(request).startswith("Accepted by the facilitators, on ")
    assert heard_said(request, ()) == "No hearing is tied to it."
    link(facilitator, request, hearing)
    request.refresh_from_db()
    assert heard_said(request, ()) == "Not heard so far: Éclusière."
    assert heard_said(request, (hearing.pk,)) == "Heard: Éclusière."


def test_the_journal_holds_no_word_that_was_written(citizen: Actor, steering: Actor) -> None:
    request = ask(citizen)
    answer(steering, request, words="Une phrase à nous")
    details = " ".join(Entry.objects.values_list("detail", flat=True))
    assert [word for word in (WORDS["subject"], WORDS["reason"], "Une phrase à nous") if word in details] == []


# At once


@pytest.mark.django_db(transaction=True)
def test_supports_given_at_once_count_once_each() -> None:
    conference = found_conference()
    request = ask(enter(conference, Role.CITIZEN, "asks"))
    people = [enter(conference, Role.CITIZEN, f"citizen-{n}") for n in range(6)]
    raised = at_once(*(lambda who=person: support(who, request) for person in people for _ in range(2)))
    assert raised == [None] * 12
    given = Counter(HearingRequestSupport.objects.values_list("membership", flat=True))
    assert given == Counter([request.asked_by_id, *(person.member.pk for person in people)])
    assert (figures(conference), recorded(Verb.HEARING_REQUEST_SUPPORTED)) == ([("open", 7)], 6)
    assert verify(conference).whole


@pytest.mark.django_db(transaction=True)
def test_of_the_author_who_withdraws_and_the_committee_that_answers_one_comes_first() -> None:
    conference = found_conference()
    citizen, steering = enter(conference, Role.CITIZEN), enter(conference, Role.STEERING)
    request = ask(citizen)
    raised = at_once(lambda: withdraw(citizen, request), lambda: answer(steering, request))
    assert [type(each) for each in raised].count(Refused) == 1
    assert HearingRequest.objects.get().state == ("withdrawn" if raised[0] is None else "accepted")
