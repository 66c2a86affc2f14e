"""Who writes and where they sit, as it is known between two frames."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.conference.stages import Stage
from deliberation.panel.actions import move_citizen
from sessions.drafting import seats
from sessions.drafting.seats import Seats
from sessions.fanout.audiences import Visit
from sessions.rounds.actions import end_round
from sessions.sittings.queries import running_round
from tests.cast import sign_in
from tests.hall import Hall


@pytest.fixture
def tables(hall: Hall) -> Hall:
    hall.reach(Stage.TABLES)
    return hall


@pytest.fixture
def visit(tables: Hall) -> Visit:
    return Visit(sign_in(tables.at_table(1)[0].member.user), "eau")


def seat(found: Seats, visit: Visit) -> tuple[int | None, Stage] | None:
    (seen,) = found.of([visit])
    return (seen.table, seen.conference.current_stage) if seen else None


def test_what_was_done_meanwhile_is_known_at_once(tables: Hall, visit: Visit) -> None:
    found = Seats()
    assert seat(found, visit) == (1, Stage.TABLES)
    ref = tables.at_table(1)[0].member.ref
    move_citizen(actor=tables.facilitator, conference=tables.conference, ref=ref, table=2)
    assert seat(found, visit) == (2, Stage.TABLES)
    round_ = running_round(tables.conference)
    assert round_ is not None
    end_round(actor=tables.facilitator, conference=tables.conference, round_id=round_.pk)
    assert seat(found, visit) == (2, Stage.PAUSE)


def test_between_two_acts_one_question_is_enough(tables: Hall, visit: Visit) -> None:
    found = Seats()
    other = Visit(sign_in(tables.at_table(2)[0].member.user), "eau")
    found.of([visit, other])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [each and each.table for each in found.of([visit, other, visit])] == [1, 2, 1]
    assert len(asked) == 1


def test_who_signed_out_is_nobody_a_second_later(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Seats()
    assert seat(found, visit) == (1, Stage.TABLES)
    Session.objects.get(session_key=visit.session).delete()
    monkeypatch.setattr(seats, "SECONDS_KEPT", 0.0)
    assert seat(found, visit) is None
