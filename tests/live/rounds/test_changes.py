"""What changes a day that is under way: leaving a round out, putting it back, going back to the one before."""

from datetime import timedelta

import pytest

from deliberation.conference.models import Conference
from deliberation.conference.stages import CAN_BE_LEFT, Role, Stage
from deliberation.journal.models import Entry
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.models import Opinion
from deliberation.panel.models import Panellist
from sessions.rounds import actions
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round
from sessions.rounds.queries import next_round
from sessions.sittings.actions import close_sitting
from tests.cast import enter
from tests.hall import Hall
from tests.live.rounds.test_actions import everything

LEFT = sorted(CAN_BE_LEFT - {Stage.PAUSE})
DECIDES = sorted(set(KINDS) - set(LEFT))


def do(hall: Hall, act: str, stage: Stage) -> None:
    getattr(actions, act)(actor=hall.facilitator, conference=hall.conference, round_id=hall.round(stage).pk)
    hall.conference.refresh_from_db()


def said(verb: str) -> int:
    return Entry.objects.filter(verb=f"rounds:round-{verb}").count()


def refused(hall: Hall, act: str, stage: Stage) -> bool:
    before = everything()
    with pytest.raises(Refused):
        do(hall, act, stage)
    return everything() == before


# Leaving out


def test_a_round_left_out_is_not_the_next_one_and_does_not_start(hall: Hall) -> None:
    hall.open()
    first, second = Round.objects.filter(sitting__number=1)[:2]
    assert next_round(hall.conference) == first
    do(hall, "skip_round", first.stage)
    assert next_round(hall.conference) == second
    assert refused(hall, "start_round", first.stage)
    do(hall, "restore_round", first.stage)
    assert next_round(hall.conference) == first
    hall.start(first.stage)
    assert hall.conference.stage == first.kind


def test_leaving_out_and_putting_back_again_change_nothing(hall: Hall) -> None:
    hall.open()
    for act, verb in (("skip_round", "skipped"), ("restore_round", "restored")):
        do(hall, act, Stage.HEARING)
        before = everything()
        do(hall, act, Stage.HEARING)
        assert (everything(), said(verb)) == (before, 1)


def test_what_was_held_is_not_left_out(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)
    assert refused(hall, "skip_round", Stage.PLENARY)


def test_in_a_sitting_that_is_over_nothing_is_left_out_nor_put_back(hall: Hall) -> None:
    hall.open()
    do(hall, "skip_round", Stage.HEARING)
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert refused(hall, "skip_round", Stage.PLENARY)
    assert refused(hall, "restore_round", Stage.HEARING)


@pytest.mark.parametrize("act", ["skip_round", "restore_round"])
def test_the_run_sheet_changes_between_two_rounds_only(act: str, hall: Hall) -> None:
    assert refused(hall, act, Stage.HEARING)
    hall.reach(Stage.PLENARY)
    assert refused(hall, act, Stage.HEARING)


# Going back


@pytest.mark.parametrize("stage", LEFT)
def test_the_round_before_goes_on_with_what_is_left_of_its_time(stage: Stage, hall: Hall) -> None:
    before = Stage.TABLES if stage == Stage.PLENARY else Stage.PLENARY
    hall.open()
    hall.held |= {before}
    hall.hold(before)
    ends_at = hall.round(before).ends_at
    hall.held |= {Stage.BALLOT} if stage == Stage.WRITING else set()
    hall.start(stage)
    do(hall, "go_back", stage)
    resumed, put_back = hall.round(before), hall.round(stage)
    assert (resumed.is_running, resumed.ends_at, hall.conference.stage) == (True, ends_at, before)
    assert hall.conference.stage_ends_at == ends_at
    assert (put_back.started_at, put_back.ends_at, put_back.ended_at) == (None, None, None)
    assert (said("put-back"), said("resumed")) == (1, 1)
    hall.end(before)
    hall.start(stage)
    assert hall.round(stage).is_running


def test_whose_time_was_over_gets_a_few_minutes(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)
    Round.objects.filter(kind="plenary").update(ends_at=clock.now() - timedelta(minutes=1))
    do(hall, "resume_round", Stage.PLENARY)
    left = hall.round(Stage.PLENARY).ends_at - clock.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=actions.MINUTES_AGAIN)
    assert hall.conference.stage_ends_at == hall.round(Stage.PLENARY).ends_at


def test_going_back_skips_what_was_left_out_and_what_was_not_held(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)
    do(hall, "skip_round", Stage.QUESTIONNAIRE)
    hall.start(Stage.REVIEW)
    do(hall, "go_back", Stage.REVIEW)
    assert hall.conference.stage == Stage.PLENARY
    assert hall.round(Stage.QUESTIONNAIRE).skipped_at


def test_with_no_round_before_the_conference_pauses(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    do(hall, "go_back", Stage.PLENARY)
    assert (hall.conference.stage, hall.conference.stage_ends_at) == (Stage.PAUSE, None)
    assert next_round(hall.conference) == hall.round(Stage.PLENARY)
    assert refused(hall, "resume_round", Stage.PLENARY)


def test_what_was_decided_is_not_reopened_by_going_back(hall: Hall) -> None:
    hall.reach(Stage.WRITING)
    do(hall, "go_back", Stage.WRITING)
    assert hall.conference.stage == Stage.PAUSE
    assert not hall.round(Stage.BALLOT).is_running


@pytest.mark.parametrize("stage", DECIDES)
def test_a_round_that_decides_is_not_left_by_going_back(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    assert refused(hall, "go_back", stage)


@pytest.mark.parametrize("stage", [s for s in DECIDES if s != Stage.HANDOVER])
def test_a_round_that_decided_does_not_go_on(stage: Stage, hall: Hall) -> None:
    hall.reach(stage)
    if stage == Stage.SIGNING:
        hall.sign(hall.citizens[0])
    hall.end(stage)
    assert refused(hall, "resume_round", stage)


def test_only_the_round_that_ended_last_goes_on(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)
    hall.hold(Stage.REVIEW)
    assert refused(hall, "resume_round", Stage.PLENARY)
    do(hall, "resume_round", Stage.REVIEW)
    assert refused(hall, "resume_round", Stage.PLENARY)


def test_after_the_sitting_nothing_goes_on(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)
    close_sitting(actor=hall.facilitator, conference=hall.conference, number=1)
    assert refused(hall, "resume_round", Stage.PLENARY)


def test_a_hearing_is_under_way_while_its_round_is(hall: Hall) -> None:
    hall.open()
    hall.hold(Stage.PLENARY)
    hall.start(Stage.HEARING)
    do(hall, "go_back", Stage.HEARING)
    assert not hall.round(Stage.HEARING).hearing.under_way
    hall.end(Stage.PLENARY)
    hall.start(Stage.HEARING)
    hall.end(Stage.HEARING)
    do(hall, "resume_round", Stage.HEARING)
    assert hall.round(Stage.HEARING).hearing.under_way


def test_people_keep_their_seats(hall: Hall) -> None:
    hall.open()
    Round.objects.filter(kind="tables").update(reseat=True)
    hall.hold(Stage.TABLES)
    Panellist.objects.filter(membership=hall.citizens[0].member).update(table=7)
    do(hall, "resume_round", Stage.TABLES)
    assert Panellist.objects.get(membership=hall.citizens[0].member).table == 7


def test_writing_that_goes_on_voids_no_more_than_it_would(hall: Hall) -> None:
    hall.reach(Stage.WRITING)
    hall.end(Stage.WRITING)
    do(hall, "resume_round", Stage.WRITING)
    assert (hall.conference.stage, Opinion.objects.count()) == (Stage.WRITING, 1)


# Who


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.FACILITATOR, Role.OPERATOR}])
def test_only_a_facilitator_changes_the_day(role: Role, hall: Hall) -> None:
    other = enter(hall.conference, role, table=1)
    hall.open()
    hall.hold(Stage.PLENARY)
    before = everything()
    for act in ("skip_round", "restore_round", "go_back", "resume_round"):
        with pytest.raises(Refused):
            getattr(actions, act)(actor=other, conference=hall.conference, round_id=hall.round(Stage.PLENARY).pk)
    assert everything() == before


def test_another_conferences_round_is_out_of_reach(hall: Hall, other_conference: Conference) -> None:
    theirs = enter(other_conference, Role.FACILITATOR)
    hall.open()
    hall.hold(Stage.PLENARY)
    Conference.objects.filter(pk=other_conference.pk).update(stage=Stage.PAUSE)
    before = everything()
    for act in ("skip_round", "restore_round", "go_back", "resume_round"):
        with pytest.raises(Refused):
            getattr(actions, act)(actor=theirs, conference=other_conference, round_id=hall.round(Stage.PLENARY).pk)
    assert everything() == before


# More time


def test_more_time_from_an_end_that_has_moved_is_not_given_twice(hall: Hall) -> None:
    hall.reach(Stage.PLENARY)
    seen = hall.round(Stage.PLENARY).ends_at
    for _ in range(2):
        actions.extend_round(
            actor=hall.facilitator,
            conference=hall.conference,
            round_id=hall.round(Stage.PLENARY).pk,
            minutes=5,
            from_end=seen.isoformat(),
        )
    assert hall.round(Stage.PLENARY).ends_at == seen + timedelta(minutes=5)
    assert said("extended") == 1
