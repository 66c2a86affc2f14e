"""Who has a page open: on any device, in any process, and never for longer than they have."""

from collections.abc import Iterator

import pytest

from sessions.presence import register as module
from sessions.presence.register import SECONDS_TOLD, Register


class Time:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    found = Time()
    monkeypatch.setattr(module, "time", found)
    return found


@pytest.fixture
def register(time: Time) -> Iterator[Register]:
    yield Register()


def test_two_devices_are_one_person_who_is_there_until_both_are_closed(register: Register) -> None:
    found = []
    for step in (register.enter, register.enter, register.leave, register.leave):
        step(1, "ana")
        found.append(register.connected(1))
    assert found == [{"ana"}, {"ana"}, {"ana"}, frozenset()]


def test_people_of_another_conference_are_not_counted(register: Register) -> None:
    register.enter(1, "ana")
    register.hear("other", 2, {"bo": 1})
    assert (register.connected(1), register.connected(2)) == ({"ana"}, {"bo"})


def test_someone_in_two_processes_is_one_person(register: Register) -> None:
    register.enter(1, "ana")
    register.hear("other", 1, {"ana": 2, "bo": 1})
    assert register.connected(1) == {"ana", "bo"}
    register.hear("other", 1, {})
    assert register.connected(1) == {"ana"}


def test_what_a_process_told_ends_when_it_falls_silent(register: Register, time: Time) -> None:
    register.hear("crashed", 1, {"ana": 1})
    register.hear("alive", 1, {"bo": 1})
    time.now = SECONDS_TOLD - 1
    register.hear("alive", 1, {"bo": 1})
    assert register.expire() == set()
    time.now = SECONDS_TOLD + 1
    assert register.expire() == {1}
    assert register.connected(1) == {"bo"}
    assert register.expire() == set()


def test_the_end_of_an_empty_lease_is_no_news(register: Register, time: Time) -> None:
    register.hear("drained", 1, {})
    time.now = SECONDS_TOLD + 1
    assert register.expire() == set()


def test_only_what_changes_is_news(register: Register) -> None:
    told = [{"ana": 1}, {"ana": 1}, {"ana": 2}, {}]
    assert [register.hear("other", 1, pages) for pages in told] == [True, False, True, True]


def test_every_change_has_a_version_of_its_own(register: Register, time: Time) -> None:
    versions = [register.version(1)]
    changes = [
        lambda: register.enter(1, "ana"),
        lambda: register.hear("other", 1, {"bo": 1}),
        lambda: register.leave(1, "ana"),
        lambda: setattr(time, "now", SECONDS_TOLD + 1) or register.expire(),
    ]
    for change in changes:
        change()
        versions.append(register.version(1))
    assert len(set(versions)) == len(versions)
    register.enter(2, "bo")
    assert register.version(1) == versions[-1]


def test_the_others_are_told_who_left_altogether(register: Register) -> None:
    register.enter(1, "ana")
    register.leave(1, "ana")
    assert register.here() == {1: {}}
