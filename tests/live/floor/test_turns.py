"""Turns that are measured, short words that hold them up, and the order in which the floor passes on."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from deliberation.conference.rules import Actor
from deliberation.conference.stages import AT_TABLES, IN_THE_ROOM, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from sessions.floor import actions
from sessions.floor.models import Hand
from sessions.floor.queries import Queue, heard_in, queue_of
from sessions.rounds.models import Round
from sessions.sittings.queries import running_round
from tests.cast import enter
from tests.hall import Hall
from tests.live.floor.test_actions import end, give, interject, pass_on, refused, shown, told, up


class Clock:
    """The server's time, set by hand."""

    def __init__(self) -> None:
        self.now = clock.now()

    def pass_(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


def choose(hall: Hall, stage: Stage, order: str, turn: int | None = None, *, actor: Actor | None = None) -> None:
    who = actor or hall.facilitator
    actions.choose_floor(actor=who, conference=hall.conference, round_id=hall.round(stage).pk, order=order, turn=turn)


def queue(hall: Hall, table: int | None = None) -> Queue:
    round_ = running_round(hall.conference)
    assert round_ is not None
    return queue_of(round_, table)


def speak(hall: Hall, time: Clock, citizen: Actor, seconds: float) -> None:
    (hand,) = up(hall, citizen)
    give(hall, hall.facilitator, hand)
    time.pass_(seconds)
    end(hall, hall.facilitator, hand)


# What the facilitator chooses


@pytest.mark.parametrize("stage", sorted(IN_THE_ROOM | AT_TABLES))
def test_the_order_and_the_length_of_turns_are_chosen_before_the_round(stage: Stage, hall: Hall) -> None:
    choose(hall, stage, "least-heard", 90)
    round_ = hall.round(stage)
    assert (round_.floor_order, round_.turn_seconds) == ("least-heard", 90)
    last = Entry.objects.order_by("number").last()
    assert last is not None
    assert (last.verb, last.actor) == ("floor:order-chosen", hall.facilitator.ref)
    assert last.detail == f'{{"least_heard":true,"round":{round_.pk},"turn":90}}'
    choose(hall, stage, "least-heard", 90)
    assert Entry.objects.count() == last.number
    hall.reach(stage)
    refused(choose, hall, stage, "arrival")


def test_a_round_that_runs_keeps_its_order(hall: Hall) -> None:
    """Whatever else is going on: the stage of its own round refuses it, and so does the round itself."""
    hall.reach(Stage.PLENARY)
    for other in (Stage.PLENARY, Stage.TABLES):
        refused(choose, hall, other, "least-heard")


@pytest.mark.parametrize("stage", [Stage.BALLOT, Stage.QUESTIONNAIRE, Stage.WRITING])
def test_where_nobody_asks_for_the_floor_there_is_no_order(stage: Stage, hall: Hall, english: None) -> None:
    assert refused(choose, hall, stage, "arrival", 60) == "Nobody asks for the floor in this step."


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_chooses(role: Role, hall: Hall) -> None:
    who = enter(hall.conference, role)
    with pytest.raises(Refused):
        choose(hall, Stage.PLENARY, "least-heard", actor=who)


@pytest.mark.parametrize(("turn", "status"), [("29", 422), ("30", 303), ("900", 303), ("901", 422), ("", 303)])
def test_a_turn_has_half_a_minute_to_a_quarter_of_an_hour(turn: str, status: int, hall: Hall, client_of) -> None:
    url = reverse("choose_floor", args=[hall.conference.slug, hall.round(Stage.PLENARY).pk])
    answer = client_of(hall.facilitator).post(url, {"order": "least-heard", "turn": turn})
    assert answer.status_code == status
    kept = Round.objects.get(kind=Stage.PLENARY)
    assert kept.turn_seconds == (int(turn) if turn and status == 303 else None)


# In which order


def test_the_least_heard_in_this_sitting_comes_first(hall: Hall, time: Clock) -> None:
    choose(hall, Stage.PLENARY, "least-heard")
    hall.reach(Stage.HEARING)
    long, short, silent, late = hall.citizens[:4]
    speak(hall, time, long, 90)
    speak(hall, time, short, 10)
    speak(hall, time, short, 20)
    up(hall, long, short)
    assert shown(hall) == ("", ["citizen-1", "citizen-2"])
    hall.end(Stage.HEARING)
    hall.start(Stage.PLENARY)
    up(hall, long, short, silent, late)
    assert shown(hall) == ("", ["citizen-3", "citizen-4", "citizen-2", "citizen-1"])
    pass_on(hall, hall.facilitator)
    assert shown(hall) == ("citizen-3", ["citizen-4", "citizen-2", "citizen-1"])


def test_the_facilitator_gives_the_floor_to_anybody_whatever_the_order(hall: Hall, time: Clock) -> None:
    choose(hall, Stage.PLENARY, "least-heard")
    hall.reach(Stage.PLENARY)
    speak(hall, time, hall.citizens[0], 60)
    hands = up(hall, *hall.citizens[:3])
    give(hall, hall.facilitator, hands[0])
    assert shown(hall) == ("citizen-1", ["citizen-2", "citizen-3"])


def test_a_page_that_is_behind_passes_the_floor_on_no_second_time(hall: Hall, english: None) -> None:
    hall.reach(Stage.TABLES)
    here = hall.at_table(1)
    first, second, _third = up(hall, *here)
    pass_on(hall, here[0], 1)
    pass_on(hall, here[1], 1)
    assert shown(hall, 1)[0] == here[0].member.name
    pass_on(hall, here[0], 1, first)
    pass_on(hall, here[1], 1, first)
    assert shown(hall, 1)[0] == here[1].member.name
    end(hall, here[0], second)
    pass_on(hall, here[2], 1, second)
    assert shown(hall, 1) == (here[2].member.name, [])
    last = Hand.objects.get(membership=here[2].member)
    assert refused(pass_on, hall, here[0], 1, last) == "Nobody asks for the floor."


# A short word


def test_a_short_word_comes_before_the_queue_and_then_the_speaker_goes_on(hall: Hall, time: Clock) -> None:
    choose(hall, Stage.TABLES, "arrival", 120)
    hall.reach(Stage.TABLES)
    speaker, other, waiter = hall.at_table(1)
    turn, _waits = up(hall, speaker, waiter)
    began = time.now
    pass_on(hall, speaker, 1)
    assert queue(hall, 1).ends_at == began + timedelta(seconds=120)
    time.pass_(20)
    word = interject(hall, other)
    assert queue(hall, 1).next_up == word
    assert queue(hall, 1).speaking == turn
    pass_on(hall, waiter, 1, turn)
    seen = queue(hall, 1)
    assert (seen.word, seen.speaking, seen.next_up) == (word, turn, turn)
    assert seen.ends_at == time.now + timedelta(seconds=30)
    time.pass_(12)
    pass_on(hall, waiter, 1, word)
    seen = queue(hall, 1)
    assert (seen.word, seen.speaking) == (None, turn)
    assert seen.ends_at == began + timedelta(seconds=132)
    time.pass_(40)
    pass_on(hall, waiter, 1, turn)
    assert shown(hall, 1) == (waiter.member.name, [])
    heard = {person: time.total_seconds() for person, time in heard_in(turn.round.sitting_id).items()}
    assert heard == {speaker.member.pk: 60, other.member.pk: 12}


def test_past_its_half_minute_a_short_word_holds_nobody_up(hall: Hall, time: Clock) -> None:
    hall.reach(Stage.PLENARY)
    speaker, other = hall.citizens[:2]
    (turn,) = up(hall, speaker)
    give(hall, hall.facilitator, turn)
    give(hall, hall.facilitator, interject(hall, other))
    time.pass_(100)
    end(hall, hall.facilitator, turn)
    assert queue(hall).word is not None
    actions.end_queues(actor=hall.facilitator, conference=hall.conference, round_=turn.round)
    heard = {person: time.total_seconds() for person, time in heard_in(turn.round.sitting_id).items()}
    assert heard == {speaker.member.pk: 70, other.member.pk: 30}


def test_a_round_that_ends_during_a_short_word_counts_both(hall: Hall, time: Clock) -> None:
    hall.reach(Stage.PLENARY)
    (turn,) = up(hall, hall.citizens[0])
    give(hall, hall.facilitator, turn)
    time.pass_(5)
    give(hall, hall.facilitator, interject(hall, hall.citizens[1]))
    time.pass_(10)
    hall.end(Stage.PLENARY)
    heard = sorted(time.total_seconds() for time in heard_in(turn.round.sitting_id).values())
    assert heard == [5, 10]


def test_a_short_word_is_no_way_round_the_queue(hall: Hall, english: None) -> None:
    hall.reach(Stage.PLENARY)
    speaker, other, next_one = hall.citizens[:3]
    assert refused(interject, hall, other) == "Nobody is speaking: ask for the floor."
    first, second = up(hall, speaker, next_one)
    give(hall, hall.facilitator, first)
    assert refused(interject, hall, speaker) == "You have the floor already."
    word = interject(hall, other)
    assert interject(hall, other) == word
    assert [verb for verb, _, _ in told(hall)].count("word-asked") == 1
    pass_on(hall, hall.facilitator, after=first)
    pass_on(hall, hall.facilitator, after=word)
    assert refused(interject, hall, other) == "You have had a short word in this turn already: ask for the floor."
    pass_on(hall, hall.facilitator, after=first)
    assert shown(hall)[0] == next_one.member.name
    interject(hall, other)
    assert second.pk != word.pk


def test_a_short_word_is_taken_back_without_the_place_in_the_queue(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    speaker, other = hall.citizens[:2]
    first, _mine = up(hall, speaker, other)
    give(hall, hall.facilitator, first)
    word = interject(hall, other)
    actions.lower_hand(actor=other, conference=hall.conference, hand_id=word.pk)
    assert (shown(hall), queue(hall).words) == (("citizen-1", ["citizen-2"]), [])
    interject(hall, other)
    actions.lower_hand(actor=other, conference=hall.conference)
    assert shown(hall) == ("citizen-1", [])
    assert [hand.membership for hand in queue(hall).words] == [other.member]
    actions.lower_hand(actor=speaker, conference=hall.conference, hand_id=queue(hall).words[0].pk)
    assert len(queue(hall).words) == 1


def test_of_two_short_words_the_second_ends_the_first_and_the_speaker_still_waits(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    (turn,) = up(hall, hall.citizens[0])
    give(hall, hall.facilitator, turn)
    words = [interject(hall, citizen) for citizen in hall.citizens[1:3]]
    pass_on(hall, hall.facilitator, after=turn)
    pass_on(hall, hall.facilitator, after=words[0])
    seen = queue(hall)
    assert (seen.word, seen.words, seen.speaking) == (words[1], [], turn)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_interject(role: Role, hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    give(hall, hall.facilitator, up(hall, hall.citizens[0])[0])
    who = enter(hall.conference, role)
    refused(lambda: actions.interject(actor=who, conference=hall.conference))
