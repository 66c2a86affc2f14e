"""The frame of every action: the rule is asked again inside the lock, of the database and not of the page."""

from datetime import timedelta

import pytest

from deliberation.conference.acting import acting
from deliberation.conference.actions import remove_person
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from tests.cast import set_stage


def test_an_act_is_judged_by_the_stage_in_the_database(conference: Conference, citizen: Actor) -> None:
    read_before = Conference.objects.get(pk=conference.pk)
    read_before.stage = Stage.BALLOT
    with pytest.raises(Refused), acting(Act.CAST_PAPER, citizen, read_before):
        pytest.fail("a stale page opened the ballot")


def test_an_act_is_judged_by_the_time_in_the_database(conference: Conference, citizen: Actor) -> None:
    set_stage(conference, Stage.BALLOT, clock.now() + timedelta(minutes=5))
    read_before = Conference.objects.get(pk=conference.pk)
    set_stage(conference, Stage.BALLOT, clock.now() - timedelta(minutes=5))
    with pytest.raises(Refused), acting(Act.CAST_PAPER, citizen, read_before):
        pytest.fail("a stale page went on after the time")


def test_a_person_removed_a_moment_ago_does_nothing(conference: Conference, citizen: Actor, facilitator: Actor) -> None:
    set_stage(conference, Stage.BALLOT)
    remove_person(actor=facilitator, conference=conference, membership=citizen.member)
    with pytest.raises(Refused), acting(Act.CAST_PAPER, citizen, conference):
        pytest.fail("a removed person acted")


def test_what_is_written_inside_is_undone_when_something_fails(conference: Conference, facilitator: Actor) -> None:
    before = Entry.objects.count()
    with pytest.raises(RuntimeError), acting(Act.INVITE, facilitator, conference) as locked:
        locked.title = "Changé"
        locked.save()
        raise RuntimeError
    conference.refresh_from_db()
    assert (conference.title, Entry.objects.count()) == ("L’eau en été", before)
