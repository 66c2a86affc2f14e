"""The floor: one queue for the room, one a table; one hand up a person, one speaker a queue."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import AT_TABLES, IN_THE_ROOM, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.models import Panellist
from sessions.floor import actions
from sessions.floor.models import Hand
from sessions.floor.queries import have_spoken, queue_of, queues_of
from sessions.sittings.queries import running_round
from tests.at_once import at_once
from tests.cast import enter, set_stage
from tests.hall import Hall

TABLES = sorted(AT_TABLES)
ROOM = sorted(IN_THE_ROOM)
ELSEWHERE = sorted(set(Stage) - AT_TABLES - IN_THE_ROOM)


def up(hall: Hall, *citizens: Actor) -> list[Hand]:
    for citizen in citizens:
        actions.raise_hand(actor=citizen, conference=hall.conference)
    return [Hand.objects.get(membership=citizen.member, ended_at=None) for citizen in citizens]


def down(hall: Hall, citizen: Actor) -> None:
    actions.lower_hand(actor=citizen, conference=hall.conference)


def give(hall: Hall, actor: Actor, hand: Hand) -> None:
    actions.give_floor(actor=actor, conference=hall.conference, hand_id=hand.pk)


def end(hall: Hall, actor: Actor, hand: Hand) -> None:
    actions.end_turn(actor=actor, conference=hall.conference, hand_id=hand.pk)


def shown(hall: Hall, table: int | None = None) -> tuple[str, list[str]]:
    """Who speaks and who waits, by name."""
    round_ = running_round(hall.conference)
    assert round_ is not None
    queue = queue_of(round_, table)
    assert queues_of(round_).get(table or 0, queue) == queue
    return queue.speaking.membership.name if queue.speaking else "", [hand.membership.name for hand in queue.waiting]


def pass_on(hall: Hall, actor: Actor, table: int | None = None, after: Hand | None = None) -> None:
    actions.pass_floor(actor=actor, conference=hall.conference, table=table, after=after.pk if after else None)


def interject(hall: Hall, citizen: Actor) -> Hand:
    actions.interject(actor=citizen, conference=hall.conference)
    return Hand.objects.get(membership=citizen.member, interjection=True, ended_at=None)


def told(hall: Hall) -> list[tuple[str, str, int]]:
    """What the journal has of the floor: what happened, by whom, at which table."""
    entries = Entry.objects.filter(conference=hall.conference, verb__startswith="floor:").order_by("number")
    return [
        (entry.verb.removeprefix("floor:"), entry.actor.partition(":")[0], json.loads(entry.detail)["table"])
        for entry in entries
    ]


def refused(act, *args: object) -> str:
    before = list(Hand.objects.order_by("pk").values()), Entry.objects.count()
    with pytest.raises(Refused) as refusal:
        act(*args)
    assert (list(Hand.objects.order_by("pk").values()), Entry.objects.count()) == before
    return str(refusal.value)


# Asking


@pytest.mark.parametrize("stage", ROOM)
def test_in_the_room_there_is_one_queue_first_come_first(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    one, two, three = hall.citizens[2], hall.citizens[0], hall.citizens[4]
    up(hall, one, two, three)
    assert shown(hall) == ("", ["citizen-3", "citizen-1", "citizen-5"])


@pytest.mark.parametrize("stage", TABLES)
def test_at_tables_each_table_has_its_own(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    here, there = hall.at_table(1), hall.at_table(2)
    up(hall, here[1], there[0], here[0])
    assert shown(hall, 1) == ("", [here[1].member.name, here[0].member.name])
    assert shown(hall, 2) == ("", [there[0].member.name])
    assert shown(hall) == ("", [])


def test_a_hand_that_is_up_keeps_its_place(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    first, second = hall.citizens[:2]
    up(hall, first, second, first, first)
    assert shown(hall) == ("", ["citizen-1", "citizen-2"])
    assert [verb for verb, _, _ in told(hall)] == ["hand-raised"] * 2


def test_who_sits_at_no_table_is_told_whom_to_ask(hall: Hall, english: None) -> None:
    hall.reach(Stage.TABLES)
    late = enter(hall.conference, Role.CITIZEN, "late")
    assert refused(up, hall, late) == "You do not sit at a table yet: ask the facilitator."


@pytest.mark.parametrize("stage", ELSEWHERE)
def test_nobody_asks_for_the_floor_where_nobody_gives_it(
    stage: Stage, conference: Conference, citizen: Actor, facilitator: Actor
) -> None:
    set_stage(conference, stage)
    refused(lambda: actions.raise_hand(actor=citizen, conference=conference))
    refused(lambda: actions.give_floor(actor=facilitator, conference=conference, hand_id=1))


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_ask(role: Role, hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    refused(up, hall, enter(hall.conference, role, table=1))


# Giving it


@pytest.mark.parametrize("stage", ROOM)
def test_in_the_room_a_facilitator_gives_the_floor_and_nobody_else(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    (hand,) = up(hall, hall.citizens[0])
    others = [enter(hall.conference, role, table=1) for role in Role if role not in {Role.FACILITATOR, Role.OPERATOR}]
    for other in (*others, *hall.citizens):
        refused(give, hall, other, hand)
    give(hall, hall.facilitator, hand)
    for other in (*others, *hall.citizens):
        refused(end, hall, other, hand)
    assert shown(hall) == ("citizen-1", [])


@pytest.mark.parametrize("stage", TABLES)
def test_at_a_table_who_sits_there_guides_its_own_queue_only(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    here, there = hall.at_table(1), hall.at_table(2)
    mine, theirs = up(hall, here[0], there[0])
    tablet = enter(hall.conference, Role.TABLE, "tablet-1", table=1)
    for actor in (here[1], tablet):
        refused(pass_on, hall, actor, 2)
        refused(pass_on, hall, actor)
        refused(give, hall, actor, mine)
    for actor in (here[1], tablet, hall.facilitator):
        pass_on(hall, actor, 1)
        assert shown(hall, 1) == (here[0].member.name, [])
    pass_on(hall, hall.facilitator, 2)
    refused(end, hall, here[1], theirs)
    end(hall, tablet, mine)
    assert (shown(hall, 1), shown(hall, 2)) == (("", []), (there[0].member.name, []))


@pytest.mark.parametrize("role", [Role.EXPERT, Role.STEERING, Role.GUARANTOR, Role.SPONSOR])
def test_who_watches_gives_no_floor_at_tables(role: Role, hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    (hand,) = up(hall, hall.at_table(1)[0])
    refused(give, hall, enter(hall.conference, role), hand)
    refused(pass_on, hall, enter(hall.conference, role), 1)


def test_giving_the_floor_ends_the_turn_of_who_speaks_in_that_queue(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    here, there = hall.at_table(1), hall.at_table(2)
    first, second, elsewhere = up(hall, here[0], here[1], there[0])
    give(hall, hall.facilitator, elsewhere)
    give(hall, hall.facilitator, first)
    give(hall, hall.facilitator, second)
    assert shown(hall, 1) == (here[1].member.name, [])
    assert shown(hall, 2) == (there[0].member.name, [])
    assert told(hall)[3:] == [
        ("floor-given", "facilitator", 2),
        ("floor-given", "facilitator", 1),
        ("turn-ended", "facilitator", 1),
        ("floor-given", "facilitator", 1),
    ]


def test_giving_it_to_who_has_it_changes_nothing(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    (hand,) = up(hall, hall.citizens[0])
    give(hall, hall.facilitator, hand)
    since = Hand.objects.get().given_at
    give(hall, enter(hall.conference, Role.FACILITATOR), hand)
    assert Hand.objects.get().given_at == since
    assert [verb for verb, _, _ in told(hall)] == ["hand-raised", "floor-given"]


def test_a_hand_that_is_down_is_given_nothing(hall: Hall, english: None) -> None:
    hall.reach(Stage.PLENARY)
    (hand,) = up(hall, hall.citizens[0])
    down(hall, hall.citizens[0])
    assert refused(give, hall, hall.facilitator, hand) == "This hand is not up any more."


def test_a_hand_of_another_conference_or_round_is_not_reached(hall: Hall, other_conference: Conference) -> None:
    hall.reach(Stage.PLENARY)
    (hand,) = up(hall, hall.citizens[0])
    theirs = enter(other_conference, Role.FACILITATOR)
    set_stage(other_conference, Stage.PLENARY)
    refused(lambda: actions.give_floor(actor=theirs, conference=other_conference, hand_id=hand.pk))
    refused(lambda: actions.end_turn(actor=theirs, conference=other_conference, hand_id=hand.pk))
    refused(lambda: actions.give_floor(actor=theirs, conference=hall.conference, hand_id=hand.pk))
    hall.end(Stage.PLENARY)
    hall.start(Stage.HEARING)
    refused(give, hall, hall.facilitator, hand)


# The end of it


def test_a_wish_that_is_taken_back_is_no_turn(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    asked, spoke = hall.citizens[:2]
    hand = up(hall, asked, spoke)[1]
    give(hall, hall.facilitator, hand)
    for citizen in (asked, spoke, asked, spoke):
        down(hall, citizen)
    round_ = hall.round(Stage.PLENARY)
    assert (shown(hall), have_spoken(round_.sitting)) == (("", []), {spoke.member.pk})
    assert told(hall)[3:] == [("hand-lowered", "citizen", 0), ("turn-ended", "citizen", 0)]


def test_who_has_spoken_may_ask_again_and_comes_last(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    first, second = hall.citizens[:2]
    hand = up(hall, first, second)[0]
    give(hall, hall.facilitator, hand)
    end(hall, hall.facilitator, hand)
    up(hall, first)
    assert shown(hall) == ("", ["citizen-2", "citizen-1"])


def test_a_turn_that_is_over_ends_once(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    (hand,) = up(hall, hall.citizens[0])
    refused(end, hall, hall.facilitator, hand)
    give(hall, hall.facilitator, hand)
    for _ in range(2):
        end(hall, hall.facilitator, hand)
    assert [verb for verb, _, _ in told(hall)] == ["hand-raised", "floor-given", "turn-ended"]


@pytest.mark.parametrize("stage", [Stage.PLENARY, Stage.TABLES])
def test_a_round_that_ends_leaves_no_hand_up(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    one, two = hall.at_table(1)[:2] or hall.citizens[:2]
    hand = up(hall, one, two)[0]
    give(hall, hall.facilitator, hand)
    round_ = hall.round(stage)
    hall.end(stage)
    table = 1 if stage == Stage.TABLES else 0
    assert told(hall)[3:] == [("turn-ended", "facilitator", table), ("hand-lowered", "facilitator", table)]
    assert (queues_of(round_), have_spoken(round_.sitting)) == ({}, {one.member.pk})
    hall.start(stage)
    up(hall, two)
    assert shown(hall, table or None) == ("", [two.member.name])


def test_who_leaves_the_conference_leaves_the_queue(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    hands = up(hall, *hall.citizens[:2])
    give(hall, hall.facilitator, hands[0])
    remove_person(actor=hall.facilitator, conference=hall.conference, membership=hall.citizens[0].member)
    assert shown(hall) == ("", ["citizen-2"])
    give(hall, hall.facilitator, hands[1])
    assert shown(hall) == ("citizen-2", [])


def test_who_changes_tables_leaves_the_queue_of_the_old_one(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    mover, other = hall.at_table(1)[:2]
    hands = up(hall, mover, other)
    pass_on(hall, mover, 1)
    Panellist.objects.filter(membership=mover.member).update(table=2)
    assert (shown(hall, 1), shown(hall, 2)) == (("", [other.member.name]), ("", []))
    refused(give, hall, hall.facilitator, hands[0])
    pass_on(hall, other, 1)
    up(hall, mover)
    assert (shown(hall, 1), shown(hall, 2)) == ((other.member.name, []), ("", [mover.member.name]))


# By the database, and at once


def test_the_database_itself_holds_one_hand_a_person_and_one_speaker_a_queue(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    one, _two = up(hall, *hall.citizens[:2])
    again = {"round": one.round, "membership": one.membership, "raised_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.create(**again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.update(given_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_six_who_are_given_the_floor_at_once_speak_one_at_a_time(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    hands = up(hall, *hall.citizens)
    guides = [hall.facilitator, enter(hall.conference, Role.FACILITATOR)] * 3
    pairs = zip(guides, hands, strict=True)
    assert at_once(*(lambda g=g, h=h: give(hall, g, h) for g, h in pairs)) == [None] * 6
    speaking, waiting = shown(hall)
    assert (bool(speaking), waiting) == (True, [])
    assert len(have_spoken(hall.round(Stage.PLENARY).sitting)) == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("speaks", [False, True], ids=["nobody speaks", "somebody speaks"])
def test_a_table_that_presses_next_all_at_once_passes_the_floor_on_once(speaks: bool, hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    here = hall.at_table(1)
    hands = up(hall, *here)
    tablet = enter(hall.conference, Role.TABLE, "tablet-1", table=1)
    if speaks:
        pass_on(hall, tablet, 1)
    after = hands[0] if speaks else None
    pressing = [*here, tablet, hall.facilitator]
    assert at_once(*(lambda who=who: pass_on(hall, who, 1, after) for who in pressing)) == [None] * 5
    first, *others = [citizen.member.name for citizen in here][speaks:]
    assert shown(hall, 1) == (first, others)
    assert [verb for verb, _, _ in told(hall)].count("floor-passed") == 1 + speaks


@pytest.mark.django_db(transaction=True)
def test_a_short_word_that_two_end_at_once_gives_the_floor_back_once(hall: Hall) -> None:
    """A second effect would end the speaker's turn too."""
    hall.reach(Stage.TABLES)
    speaker, other, waiter = hall.at_table(1)
    (turn, _) = up(hall, speaker, waiter)
    pass_on(hall, speaker, 1)
    word = interject(hall, other)
    pass_on(hall, speaker, 1, turn)
    assert at_once(*(lambda who=who: pass_on(hall, who, 1, word) for who in (speaker, other, waiter))) == [None] * 3
    assert shown(hall, 1) == (speaker.member.name, [waiter.member.name])


@pytest.mark.django_db(transaction=True)
def test_one_who_asks_on_four_devices_at_once_has_one_hand(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    me = hall.at_table(2)[0]
    assert at_once(*[lambda: actions.raise_hand(actor=me, conference=hall.conference)] * 4) == [None] * 4
    assert Hand.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hand_that_is_lowered_while_it_is_given_the_floor_is_down(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    (hand,) = up(hall, hall.citizens[0])
    raised = at_once(lambda: give(hall, hall.facilitator, hand), lambda: down(hall, hall.citizens[0]))
    assert {type(error) for error in raised} <= {Refused, type(None)}
    assert shown(hall) == ("", [])


# By the forms


def test_a_press_that_comes_after_the_end_is_done_already(hall: Hall, client_of) -> None:
    """Two who guide press at once; the second press arrives when the round is over."""
    hall.reach(Stage.PLENARY)
    (hand,) = up(hall, hall.citizens[0])
    give(hall, hall.facilitator, hand)
    hall.end(Stage.PLENARY)

    def status(who: Actor, name: str, *args: object) -> int:
        url = reverse(name, args=[hall.conference.slug, *args])
        return client_of(who).post(url, headers={"accept": "application/json"}).status_code

    assert status(hall.facilitator, "end_turn", hand.pk) == 200
    assert status(hall.citizens[0], "lower_hand") == 200
    assert status(hall.citizens[1], "lower_hand") == 403
    assert status(hall.citizens[1], "end_turn", hand.pk) == 403
    assert status(enter(hall.conference, Role.GUARANTOR), "end_turn", hand.pk) == 403
    assert status(hall.citizens[1], "raise_hand") == 403


def test_the_whole_of_it_by_forms(hall: Hall, client_of) -> None:
    hall.reach(Stage.PLENARY)
    citizen, guide = client_of(hall.citizens[0]), client_of(hall.facilitator)
    slug = hall.conference.slug
    assert citizen.post(reverse("raise_hand", args=[slug])).status_code == 303
    hand = Hand.objects.get()
    assert guide.post(reverse("give_floor", args=[slug, hand.pk])).status_code == 303
    assert shown(hall) == ("citizen-1", [])
    assert guide.post(reverse("end_turn", args=[slug, hand.pk])).status_code == 303
    assert shown(hall) == ("", [])
