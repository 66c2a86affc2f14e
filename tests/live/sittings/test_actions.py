"""Opening, attending, closing."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from deliberation.conference.rules import Actor
from deliberation.conference.stages import Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import seated, table_of
from sessions.sittings import actions
from sessions.sittings.models import Attendance, Sitting
from tests.cast import enter, found_conference
from tests.hall import Hall, plan


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def open_(hall: Hall, number: int) -> None:
    actions.open_sitting(actor=hall.facilitator, conference=hall.conference, number=number)


def close(hall: Hall, number: int) -> None:
    actions.close_sitting(actor=hall.facilitator, conference=hall.conference, number=number)


def state() -> list[tuple[bool, bool]]:
    return [(s.opened_at is not None, s.closed_at is not None) for s in Sitting.objects.order_by("number")]


def test_opening_again_changes_nothing(hall: Hall) -> None:
    open_(hall, 1)
    at, said = Sitting.objects.get(number=1).opened_at, verbs()
    open_(hall, 1)
    assert (Sitting.objects.get(number=1).opened_at, verbs()) == (at, said)


def test_one_sitting_is_open_at_a_time(hall: Hall) -> None:
    open_(hall, 1)
    with pytest.raises(Refused):
        open_(hall, 2)
    close(hall, 1)
    open_(hall, 2)
    assert state() == [(True, True), (True, False)]


def test_the_database_itself_refuses_a_second_open_sitting(hall: Hall) -> None:
    open_(hall, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(number=2).update(opened_at=clock.now())


def test_a_closed_sitting_does_not_open_again(hall: Hall) -> None:
    open_(hall, 1)
    close(hall, 1)
    said = verbs()
    close(hall, 1)
    with pytest.raises(Refused):
        open_(hall, 1)
    assert verbs() == said


def test_a_sitting_that_was_not_opened_is_not_closed(hall: Hall) -> None:
    with pytest.raises(Refused):
        close(hall, 1)
    with pytest.raises(Refused):
        open_(hall, 9)
    assert state() == [(False, False), (False, False)]


def test_a_sitting_does_not_close_under_a_round(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    with pytest.raises(Refused):
        close(hall, 1)
    assert state()[0] == (True, False)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_opens_and_closes(role: Role, hall: Hall) -> None:
    other = enter(hall.conference, role)
    for act in (actions.open_sitting, actions.close_sitting):
        with pytest.raises(Refused):
            act(actor=other, conference=hall.conference, number=1)
    assert state()[0] == (False, False)


@pytest.mark.django_db(transaction=True)
def test_two_sittings_opened_at_once_are_one() -> None:
    conference = found_conference()
    plan(conference)
    hall, together = Hall(conference, enter(conference, Role.FACILITATOR), []), threading.Barrier(2)
    refused = []

    def run(number: int) -> None:
        try:
            together.wait()
            open_(hall, number)
        except Refused:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = [s.number for s in Sitting.objects.all() if s.is_open]
    assert sorted(opened + refused) == [1, 2]
    assert verbs().count("conference:mandate-frozen") == 1


# Attending


def sign(hall: Hall, citizen: Actor) -> None:
    actions.sign_attendance(actor=citizen, conference=hall.conference)


def test_attendance_is_signed_once(hall: Hall) -> None:
    open_(hall, 1)
    for _ in range(2):
        sign(hall, hall.citizens[0])
    assert (Attendance.objects.count(), verbs().count("sittings:attendance-signed")) == (1, 1)


def test_nobody_attends_what_is_not_open(hall: Hall) -> None:
    with pytest.raises(Refused):
        sign(hall, hall.citizens[0])
    open_(hall, 1)
    close(hall, 1)
    with pytest.raises(Refused):
        sign(hall, hall.citizens[0])
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.OPERATOR}])
def test_only_citizens_sign_the_sheet(role: Role, hall: Hall) -> None:
    open_(hall, 1)
    with pytest.raises(Refused):
        sign(hall, enter(hall.conference, role))
    assert Attendance.objects.count() == 0


def test_a_latecomer_gets_a_seat_with_their_signature(hall: Hall) -> None:
    open_(hall, 1)
    for citizen in hall.citizens[:5]:
        sign(hall, citizen)
    hall.start(Stage.TABLES)
    assert table_of(hall.citizens[5].member) is None
    sign(hall, hall.citizens[5])
    assert [len(names) for names in seated(hall.conference).values()] == [3, 3]


def test_the_page_is_for_members_and_not_for_the_sponsor(hall: Hall, client_of: Callable, stranger: object) -> None:
    hall.open()
    answers = {
        role: client_of(enter(hall.conference, role)).get("/conferences/eau/sitting/").status_code
        for role in Role
        if role != Role.OPERATOR
    }
    assert answers == {role: 403 if role == Role.SPONSOR else 200 for role in answers}
    for who in (stranger, None):
        assert client_of(who).get("/conferences/eau/sitting/").status_code == 403


def test_the_page_of_a_person_is_kept_by_no_cache(hall: Hall, client_of: Callable) -> None:
    """A tablet goes from hand to hand."""
    page = client_of(hall.citizens[0]).get("/conferences/eau/sitting/")
    assert "no-store" in page["Cache-Control"]
