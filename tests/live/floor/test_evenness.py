"""How evenly a group has spoken: what the figures mean, whom they hide, and what is left of them after the sitting."""

import json
import random

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import assume, given
from hypothesis import strategies as st

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Stage
from deliberation.journal.models import Entry
from deliberation.journal.verify import verify
from deliberation.panel.models import Panellist
from sessions.floor import actions
from sessions.floor.evenness import Evenness, evenness, pielou
from sessions.floor.models import Hand, Share
from sessions.floor.queries import evenness_at, evenness_in_room
from sessions.record.queries import record_of
from sessions.rounds import actions as rounds
from sessions.sittings import actions as sittings
from tests.hall import Hall
from tests.live.floor.test_actions import give, interject, up
from tests.live.floor.test_turns import Clock, speak
from tests.live.floor.test_turns import time as time

SECONDS = st.floats(min_value=0.5, max_value=7200)
SPOKEN = st.lists(SECONDS, min_size=1, max_size=40)


# The figures


@given(SPOKEN, st.integers(0, 40))
def test_it_goes_from_nought_to_one(seconds: list[float], silent: int) -> None:
    people = len(seconds) + silent
    assume(people > 1)
    assert 0 <= pielou(seconds, people) <= 1


@given(SECONDS, st.integers(2, 80))
def test_it_is_one_when_all_speak_as_long_and_nought_when_one_does(each: float, people: int) -> None:
    assert pielou([each] * people, people) == pytest.approx(1)
    assert pielou([each], people) == 0


@given(SPOKEN, st.integers(1, 10), st.floats(0.1, 60), st.randoms(use_true_random=False))
def test_who_and_in_which_unit_do_not_matter(
    seconds: list[float], silent: int, unit: float, chance: random.Random
) -> None:
    people = len(seconds) + silent
    other = [each * unit for each in seconds]
    chance.shuffle(other)
    assert pielou(other, people) == pytest.approx(pielou(seconds, people))


@given(SPOKEN, st.integers(1, 10))
def test_one_more_who_is_silent_makes_it_no_more_even(seconds: list[float], silent: int) -> None:
    people = len(seconds) + silent
    assert pielou(seconds, people + 1) <= pielou(seconds, people)


@given(st.lists(SECONDS, min_size=2, max_size=20), st.floats(0.01, 0.5), st.data())
def test_time_that_goes_from_who_spoke_more_to_who_spoke_less_makes_it_more_even(
    seconds: list[float], part: float, data: st.DataObject
) -> None:
    """The principle of transfers of Pigou and Dalton."""
    more, less = max(seconds), min(seconds)
    assume(more - less > 1)
    moved = (more - less) * part
    after = list(seconds)
    after[seconds.index(more)] -= moved
    after[seconds.index(less)] += moved
    assert pielou(after, len(after)) >= pielou(seconds, len(seconds)) - 1e-12


@given(SPOKEN, st.integers(0, 10))
def test_half_of_the_time_is_taken_by_so_many_and_by_no_fewer(seconds: list[float], silent: int) -> None:
    found = evenness(seconds, len(seconds) + silent)
    assume(found is not None)
    assert found is not None
    longest, half = sorted(seconds, reverse=True), sum(seconds) / 2
    assert sum(longest[: found.half_by]) >= half * (1 - 1e-9)
    assert sum(longest[: found.half_by - 1]) < half * (1 + 1e-9)
    assert 1 <= found.half_by <= found.spoke <= found.people


@pytest.mark.parametrize(
    ("seconds", "people", "found"),
    [
        ([], 7, None),
        ([0.0, 0.0], 7, None),
        ([60, 60, 60, 60], 4, None),
        ([60], 5, Evenness(5, 1, 1, 0)),
        ([60] * 5, 5, Evenness(5, 5, 3, 100)),
        ([60, 60, 120], 7, Evenness(7, 3, 1, 53)),
        ([300, 100, 50, 50, 50, 50, 0], 7, Evenness(7, 6, 1, 76)),
    ],
)
def test_figures_by_hand(seconds: list[float], people: int, found: Evenness | None) -> None:
    assert evenness(seconds, people) == found


# At a table, in the room


def sit_together(hall: Hall, number: int = 6) -> None:
    """So many of the six at table 1, the others at table 2."""
    for place, citizen in enumerate(hall.citizens):
        Panellist.objects.filter(membership=citizen.member).update(table=1 if place < number else 2)


def test_a_table_of_five_sees_how_evenly_it_speaks(hall: Hall, time: Clock) -> None:
    hall.reach(Stage.TABLES)
    sit_together(hall, 5)
    round_ = hall.round(Stage.TABLES)
    assert evenness_at(round_, 1) is None
    speak(hall, time, hall.citizens[0], 60)
    speak(hall, time, hall.citizens[1], 60)
    speak(hall, time, hall.citizens[5], 60)
    assert evenness_at(round_, 1) == Evenness(5, 2, 1, 43)
    assert evenness_at(round_, 2) is None
    assert evenness_in_room(round_) is None


def test_nothing_is_said_or_kept_of_four(hall: Hall, time: Clock) -> None:
    hall.reach(Stage.TABLES)
    sit_together(hall, 4)
    for citizen in hall.citizens:
        speak(hall, time, citizen, 60)
    assert evenness_at(hall.round(Stage.TABLES), 1) is None
    hall.end(Stage.TABLES)
    assert list(Share.objects.all()) == []


def test_the_database_itself_refuses_figures_of_four(hall: Hall) -> None:
    few = {"people": 4, "spoke": 1, "half_by": 1, "percent": 0}
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.create(round=hall.round(Stage.TABLES), table=1, **few)


def test_in_the_room_it_is_of_those_who_are_there(hall: Hall, time: Clock) -> None:
    hall.reach(Stage.PLENARY)
    for citizen in hall.citizens[:3]:
        speak(hall, time, citizen, 20)
    assert evenness_in_room(hall.round(Stage.PLENARY)) == Evenness(6, 3, 2, 61)


def test_a_round_that_is_held_again_is_kept_as_a_whole(hall: Hall, time: Clock) -> None:
    hall.reach(Stage.PLENARY)
    speak(hall, time, hall.citizens[0], 30)
    hall.end(Stage.PLENARY)
    assert Share.objects.get().spoke == 1
    rounds.resume_round(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(Stage.PLENARY).pk)
    speak(hall, time, hall.citizens[1], 30)
    hall.end(Stage.PLENARY)
    assert Share.objects.get().spoke == 2


# After the sitting


def talk(hall: Hall, time: Clock, speakers: list[Actor]) -> None:
    """A plenary and a round at one table of six, with turns of lengths that nothing else has."""
    hall.start(Stage.PLENARY)
    for place, citizen in enumerate(speakers[:5]):
        speak(hall, time, citizen, 101 + place)
    hall.end(Stage.PLENARY)
    hall.start(Stage.TABLES)
    sit_together(hall)
    first, second = speakers[:2]
    (turn,) = up(hall, first)
    give(hall, hall.facilitator, turn)
    time.pass_(17)
    word = interject(hall, second)
    actions.pass_floor(actor=first, conference=hall.conference, table=1, after=turn.pk)
    time.pass_(7)
    actions.lower_hand(actor=second, conference=hall.conference, hand_id=word.pk)
    time.pass_(200)
    actions.lower_hand(actor=first, conference=hall.conference)
    hall.end(Stage.TABLES)


def close(hall: Hall) -> None:
    sittings.close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)


def everything_kept() -> dict[str, list[str]]:
    """Every row of every table of the database, the journal among them; without the numbers that rows get."""
    found = {}
    for model in apps.get_models():
        rows = model._base_manager.values(*(f.attname for f in model._meta.concrete_fields if f.name != "id"))
        found[model.__name__] = sorted(repr(row) for row in rows)
    return found


def test_after_the_sitting_the_whole_database_is_the_same_whoever_it_was_that_spoke(hall: Hall, time: Clock) -> None:
    """Two histories in which other people speak, as long and at the same moments, leave the same rows and the same
    journal, to the last hash: nobody's speaking time can be found in them again."""
    hall.open()
    began, found, before = time.now, [], []
    for speakers in (hall.citizens, hall.citizens[::-1]):
        point = transaction.savepoint()
        time.now = began
        talk(hall, time, speakers)
        before.append(everything_kept())
        close(hall)
        found.append(everything_kept())
        transaction.savepoint_rollback(point)
        hall.conference.refresh_from_db()
    assert found[0] == found[1]
    # It is the end of the sitting that makes them alike, and there is something to be alike.
    assert before[0] != before[1]
    assert (len(before[0]["Hand"]), found[0]["Hand"], len(found[0]["Share"])) == (7, [], 2)


def test_the_journal_of_the_floor_names_no_citizen(hall: Hall, time: Clock) -> None:
    hall.open()
    talk(hall, time, hall.citizens)
    close(hall)
    lines = Entry.objects.filter(conference=hall.conference, verb__startswith="floor:").order_by("number")
    assert {line.actor for line in lines} == {"citizen", hall.facilitator.ref}
    assert {key for line in lines for key in json.loads(line.detail)} == {"round", "table"}
    assert len(lines) > 15
    assert verify(hall.conference).whole


def test_the_record_tells_how_evenly_people_spoke(hall: Hall, time: Clock) -> None:
    hall.open()
    talk(hall, time, hall.citizens)
    told = {each["kind"]: each["floor"] for each in record_of(hall.conference)["rounds"] if each["floor"]}
    assert told == {
        "plenary": [{"table": None, "people": 6, "spoke": 5, "half_by": 3, "percent": 90}],
        "tables": [{"table": 1, "people": 6, "spoke": 2, "half_by": 1, "percent": 8}],
    }


def test_when_the_opinion_is_handed_over_no_turn_is_left(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    give(hall, hall.facilitator, up(hall, hall.citizens[0])[0])
    hall.end(Stage.PLENARY)
    hall.hold_all()
    assert Hand.objects.count() == 0
