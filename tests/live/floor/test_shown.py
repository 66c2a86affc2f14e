"""What each page shows of the floor: one's own place, whose turn and until when, and how evenly, without a name."""

import re
from datetime import timedelta
from html import unescape

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from sessions.fanout.audiences import Audience, Kind
from sessions.fanout.render import render
from sessions.floor import actions
from sessions.floor.models import Hand
from tests.cast import enter
from tests.hall import Hall
from tests.live.floor.test_actions import give, interject, pass_on, up
from tests.live.floor.test_evenness import sit_together
from tests.live.floor.test_turns import Clock, choose, speak
from tests.live.floor.test_turns import time as time


def shown(conference: Conference, kind: Kind, key: str = "") -> str:
    return render(Audience(conference.pk, kind, key), "en").html


def banners(hall: Hall, person: Actor) -> list[str]:
    html = shown(hall.conference, Kind.PERSON, person.member.ref)
    texts = re.findall(r'class="banner-text">(.*?)</div>', html, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", text)).split()) for text in texts]


def test_who_waits_sees_their_place_and_who_speaks_sees_their_turn(hall: Hall) -> None:
    choose(hall, Stage.PLENARY, "arrival", 60)
    hall.reach(Stage.PLENARY)
    first, second, third = hall.citizens[:3]
    (turn, *_) = up(hall, first, second, third)
    assert [banners(hall, each) for each in (first, second, third)] == [
        ["Your hand is up: you are next in the queue."],
        ["Your hand is up: number 2 in the queue."],
        ["Your hand is up: number 3 in the queue."],
    ]
    give(hall, hall.facilitator, turn)
    assert [banners(hall, each) for each in (first, second, third)] == [
        ["You have the floor."],
        ["Your hand is up: you are next in the queue."],
        ["Your hand is up: number 2 in the queue."],
    ]
    interject(hall, third)
    assert banners(hall, third)[0] == "You have asked for a short word: you are next."
    pass_on(hall, hall.facilitator, after=turn)
    assert banners(hall, first) == ["A short word, then you go on."]
    assert banners(hall, third) == ["Say your short word.", "Your hand is up: number 2 in the queue."]


@pytest.mark.parametrize(("limit", "counted"), [(None, 0), (60, 1)])
def test_a_turn_with_a_limit_is_counted_down_where_it_is_followed(limit: int | None, counted: int, hall: Hall) -> None:
    choose(hall, Stage.PLENARY, "arrival", limit)
    hall.reach(Stage.PLENARY)
    speaker = hall.citizens[0]
    give(hall, hall.facilitator, up(hall, speaker)[0])
    everywhere = [(Kind.CITIZENS, ""), (Kind.DESK, ""), (Kind.SCREEN, ""), (Kind.PERSON, speaker.member.ref)]
    found = [shown(hall.conference, kind, key).count("data-turn ") for kind, key in everywhere]
    assert found == [counted] * 4


def test_how_evenly_a_table_spoke_is_shown_to_it_and_to_those_who_guide_and_watch(hall: Hall, time: Clock) -> None:
    enter(hall.conference, Role.GUARANTOR)
    hall.reach(Stage.TABLES)
    sit_together(hall, 5)
    for citizen in hall.citizens:
        speak(hall, time, citizen, 30 if citizen is hall.citizens[0] else 10)

    def sentences(kind: Kind, key: str = "") -> list[str]:
        found = re.findall(r'class="evenness-words">(.*?)</p>', shown(hall.conference, kind, key), re.DOTALL)
        return [" ".join(text.split()) for text in found]

    said = ["Everyone has spoken. Half of the speaking time by 2 of 5 people."]
    assert sentences(Kind.TABLE, "1") == said
    assert sentences(Kind.DESK) == said
    assert sentences(Kind.GUARANTOR) == said
    # One sits at the second table; what a table sees is nobody else's.
    assert sentences(Kind.TABLE, "2") == []
    assert sentences(Kind.CITIZENS) == []
    hall.end(Stage.TABLES)
    assert sentences(Kind.TABLE, "1") == []
    assert sentences(Kind.DESK) == said
    assert sentences(Kind.GUARANTOR) == said


def test_a_queue_of_the_least_heard_shows_nothing_of_their_times_but_the_order(hall: Hall, time: Clock) -> None:
    choose(hall, Stage.TABLES, "least-heard")
    hall.reach(Stage.TABLES)
    sit_together(hall)
    speak(hall, time, hall.citizens[0], 1234)
    up(hall, *hall.citizens[:2])
    views = [(Kind.TABLE, "1"), (Kind.DESK, ""), *((Kind.PERSON, each.member.ref) for each in hall.citizens)]
    before = [shown(hall.conference, kind, key) for kind, key in views]
    Hand.objects.filter(spoken__isnull=False).update(spoken=timedelta(seconds=11))
    assert [shown(hall.conference, kind, key) for kind, key in views] == before


def test_the_tablet_passes_the_floor_on_and_asks_for_nothing_itself(hall: Hall) -> None:
    hall.reach(Stage.TABLES)
    tablet = enter(hall.conference, Role.TABLE, "tablet-1", table=1)
    here = hall.at_table(1)
    up(hall, *here)
    html = shown(hall.conference, Kind.TABLE, "1")
    assert (html.count('data-act="pass-floor"'), html.count('data-act="give-floor"')) == (1, 0)
    actions.pass_floor(actor=tablet, conference=hall.conference, table=1)
    assert banners(hall, here[0]) == ["You have the floor."]
