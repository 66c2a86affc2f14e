"""Something the product stands on breaks while a hall goes on: afterwards every page is right, without a reload by
hand, and nothing that was acknowledged is lost or done twice."""

import time
from collections.abc import Callable

import pytest

from tests.faults import acts
from tests.faults.hall import RIGHT_WITHIN, Hall
from tests.faults.record import assert_kept
from tests.live.serving.running import wait_until
from tests.services import Service

pytestmark = [pytest.mark.services, pytest.mark.slow]

# How long a service is gone: longer than the product waits for one that does not answer.
GONE = 5.0
ACTS_BEFORE, ACTS_AFTER = 1.0, 2.0
# The browser's own waits between tries grow to this, when a hall had no network for long.
LONGEST_WAIT = 20.0


@pytest.fixture(autouse=True)
def everyone(hall: Hall) -> None:
    hall.everyone_comes()


def test_everyone_sees_the_truth_when_nothing_is_broken(hall: Hall) -> None:
    """Else the others would show nothing."""
    with acts.going_on(hall.writers()) as ledger:
        time.sleep(ACTS_BEFORE)
    hall.assert_right(time.monotonic())
    assert_kept(hall.served, ledger)
    assert ledger.acts == ledger.presses > 4
    assert not ledger.refused


def test_a_server_process_is_killed(hall: Hall) -> None:
    """Some of those it served never come back, and it cannot say so: the desk must not count them."""
    with acts.going_on(hall.writers()) as ledger:
        time.sleep(ACTS_BEFORE)
        leaving = hall.may_leave(12)
        killed = hall.served.kill_worker()
        at = time.monotonic()
        wait_until(lambda: len(hall.served.workers - {killed}) == 2)
        time.sleep(ACTS_AFTER)
    gone = [seat for seat in leaving if not seat.page.busy]
    assert gone, "nobody of those who would not come back was on the process that was killed"
    _report("a process killed", hall.assert_right(at), ledger)
    assert_kept(hall.served, ledger)
    assert not ledger.refused


def test_redis_is_killed_and_comes_back_empty(hall: Hall) -> None:
    """Meanwhile nothing can be told: not what people do, nor that a round began, nor who left."""
    actings = hall.questioners(0)
    with acts.going_on(actings) as ledger:
        time.sleep(ACTS_BEFORE)
        leaving = hall.may_leave(2)
        at = _gone(
            hall.served.redis, hall.served.redis.kill, meanwhile=lambda: hall.crowd.cut([s.page for s in leaving])
        )
        time.sleep(ACTS_AFTER)
    _report("Redis killed", hall.assert_right(at), ledger)
    assert_kept(hall.served, ledger)
    assert not ledger.refused


def test_a_round_begins_while_redis_is_gone(hall: Hall) -> None:
    at = _gone(hall.served.redis, hall.served.redis.kill, meanwhile=lambda: hall.go_to(hall.planned("hearing", 1)))
    _report("Redis killed, a round begun", hall.assert_right(at))


def test_postgresql_is_restarted(hall: Hall) -> None:
    with acts.going_on(hall.questioners(2)) as ledger:
        time.sleep(ACTS_BEFORE)
        at = _gone(hall.served.database, hall.served.database.stop)
        time.sleep(ACTS_AFTER)
    _report("PostgreSQL restarted", hall.assert_right(at), ledger)
    assert_kept(hall.served, ledger)
    assert not ledger.refused


def test_postgresql_is_killed_during_a_ballot(hall: Hall) -> None:
    with acts.going_on(hall.voters()) as ledger:
        time.sleep(ACTS_BEFORE)
        leaving = hall.may_leave(2)
        at = _gone(hall.served.database, hall.served.database.kill, meanwhile=lambda: hall.lose(leaving))
        time.sleep(ACTS_AFTER)
    _report("PostgreSQL killed", hall.assert_right(at), ledger)
    hall.pause()
    assert_kept(hall.served, ledger)
    assert not ledger.refused


def test_nobody_has_a_network_for_half_a_minute(hall: Hall) -> None:
    """Those elsewhere go on: they write, and the round changes."""
    with acts.going_on(hall.writers()) as ledger:
        time.sleep(ACTS_BEFORE)
        hall.line.cut()
        hall.crowd.cut()
        cut_at = time.monotonic()
        time.sleep(10)
    with acts.going_on(hall.questioners(1)) as asked:
        time.sleep(cut_at + 30 - time.monotonic())
        assert not any(seat.page.open for seat in hall.seats)
        hall.line.mend()
        at = time.monotonic()
        time.sleep(ACTS_AFTER)
    # A page whose try failed just before the line was mended waits its longest before the next.
    _report("no network", hall.assert_right(at, within=LONGEST_WAIT + 5), asked)
    ledger.questions += asked.questions
    assert_kept(hall.served, ledger)
    assert not ledger.refused + asked.refused


def test_all_processes_are_replaced_during_a_ballot(hall: Hall) -> None:
    """As a deployment does. Nobody's act is refused, nobody's line is broken without a word."""
    voters = hall.voters()
    before, lost = hall.served.workers, dict(hall.crowd.complaints)
    with acts.going_on(voters) as ledger:
        time.sleep(ACTS_BEFORE)
        hall.served.replace_workers()
        wait_until(lambda: len(hall.served.workers) == 2 and not hall.served.workers & before)
        at = time.monotonic()
        time.sleep(ACTS_AFTER)
    _report("processes replaced", hall.assert_right(at), ledger)
    hall.pause()
    assert_kept(hall.served, ledger)
    assert not ledger.refused
    closed = {said: count - lost.get(said, 0) for said, count in hall.crowd.complaints.items()}
    assert {said for said, count in closed.items() if count} <= {"closed with 4012"}


def _gone(service: Service, take_away: Callable[[], None], meanwhile: Callable[[], object] = lambda: None) -> float:
    """Without this service for a while; when it was back."""
    begun = time.monotonic()
    take_away()
    time.sleep(1)
    meanwhile()
    time.sleep(max(0.0, begun + GONE - time.monotonic()))
    service.start()
    return time.monotonic()


def _report(what: str, right_after: float, ledger: acts.Ledger | None = None) -> None:
    """Shown when asked (``-rP``): how near the bounds it was."""
    done = f"; {ledger.acts} acts acknowledged in {ledger.presses} presses" if ledger else ""
    print(f"{what}: right after {right_after:.1f} of {RIGHT_WITHIN:g} s{done}")
