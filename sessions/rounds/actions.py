from datetime import timedelta

from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.actions import enter_stage
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.opinion.handover import actions as handover
from deliberation.panel.queries import seated
from sessions.allocation.actions import take_seats
from sessions.allocation.seating import seating_at_start
from sessions.floor.actions import end_queues, forget_turns
from sessions.guide.actions import begin_steps, end_steps, resume_steps
from sessions.rounds.kinds import KINDS
from sessions.rounds.models import Round
from sessions.rounds.queries import held_before, last_held, may_resume, was_extended
from sessions.tables.queries import notes_of

# What a round that is resumed gets at least.
MINUTES_AGAIN = 5


def start_round(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """Start a round of the open sitting: do what its kind does, then move the conference to its stage."""
    proposed = seating_at_start(_round(conference, round_id))
    with acting(Act.START_ROUND, actor, conference) as locked:
        round_ = _round(locked, round_id)
        if not round_.sitting.is_open:
            raise Refused(_("Open the sitting first."))
        if round_.skipped_at:
            raise Refused(_("This round was left out: put it back on the run sheet first."))
        kind = KINDS[round_.stage]
        if round_.ended_at and not kind.again:
            raise Refused(_("This round has been held: it is not held twice."))
        kind.start(actor, round_)
        if kind.tables:
            take_seats(actor=actor, round_=round_, proposed=proposed)
        round_.started_at, round_.ended_at = clock.now(), None
        round_.ends_at = round_.started_at + timedelta(minutes=round_.minutes)
        round_.save(update_fields=["started_at", "ended_at", "ends_at"])
        begin_steps(actor=actor, conference=conference, round_=round_)
        record(conference, Verb.ROUND_STARTED, actor=actor.ref, round=round_.pk, kind=round_.kind)
        enter_stage(
            actor=actor,
            conference=conference,
            act=Act.START_ROUND,
            stage=round_.stage,
            ends_at=round_.ends_at,
        )


def extend_round(*, actor: Actor, conference: Conference, round_id: int, minutes: int, from_end: str = "") -> None:
    """Give the running round ``minutes`` more: from its end, or from now when its time is over.

    ``from_end`` is the end the person saw; when it has moved since, somebody else just gave more time: that is enough.
    """
    with acting(Act.EXTEND_ROUND, actor, conference):
        round_ = _running(conference, round_id)
        if was_extended(conference=conference, round_id=round_id, from_end=from_end):
            return
        round_.ends_at = max(round_.ends_at or clock.now(), clock.now()) + timedelta(minutes=minutes)
        round_.save(update_fields=["ends_at"])
        Conference.objects.filter(pk=conference.pk).update(stage_ends_at=round_.ends_at)
        record(conference, Verb.ROUND_EXTENDED, actor=actor.ref, round=round_.pk, minutes=minutes)


def end_round(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """End the running round: what its kind does at its end, then the conference pauses."""
    with acting(Act.END_ROUND, actor, conference):
        round_ = _running(conference, round_id)
        kind = KINDS[round_.stage]
        kind.end(actor, round_)
        kind.over(actor, round_)
        _end(actor, conference, round_)
        enter_stage(actor=actor, conference=conference, act=Act.END_ROUND, stage=Stage.PAUSE)


def show_table(*, actor: Actor, conference: Conference, round_id: int, table: int | None = None) -> None:
    """Put a table's notes on the screen of the room, or none any more. The one that is shown already stays."""
    with acting(Act.SHOW_TABLE, actor, conference):
        round_ = _running(conference, round_id)
        if table is not None and not _exists(conference, table):
            raise Refused(_("There is no such table."))
        if round_.table_shown == table:
            return
        round_.table_shown = table
        round_.save(update_fields=["table_shown"])
        # Everyone in the room sees it: it is no fact of that table alone.
        record(conference, Verb.TABLE_SHOWN, actor=actor.ref, round=round_.pk, shown=table or 0)


def hand_over(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """Hand the sealed opinion over; the conference's last round ends with it."""
    with acting(Act.HAND_OVER, actor, conference):
        round_ = _running(conference, round_id)
        _end(actor, conference, round_)
        # The last sitting may never be closed.
        forget_turns(actor=actor, conference=conference, act=Act.HAND_OVER, sitting=round_.sitting)
        handover.hand_over(actor=actor, conference=conference)


def skip_round(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """Leave out a round that has not begun. Again changes nothing."""
    with acting(Act.SKIP_ROUND, actor, conference) as locked:
        round_ = _round(locked, round_id)
        if round_.started_at or round_.sitting.closed_at:
            raise Refused(_("Only a round that is still to come can be left out."))
        if round_.skipped_at is None:
            round_.skipped_at = clock.now()
            round_.save(update_fields=["skipped_at"])
            record(conference, Verb.ROUND_SKIPPED, actor=actor.ref, round=round_.pk, kind=round_.kind)


def restore_round(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """Put a round that was left out back on the run sheet. Again changes nothing."""
    with acting(Act.RESTORE_ROUND, actor, conference) as locked:
        round_ = _round(locked, round_id)
        if round_.sitting.closed_at:
            raise Refused(_("This sitting is over."))
        if round_.skipped_at:
            round_.skipped_at = None
            round_.save(update_fields=["skipped_at"])
            record(conference, Verb.ROUND_RESTORED, actor=actor.ref, round=round_.pk, kind=round_.kind)


def go_back(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """Leave the running round, which is put back to be held later, for the one before it, which goes on.

    Where there is none, or something was decided at its end, the conference pauses.
    """
    with acting(Act.GO_BACK, actor, conference) as locked:
        round_ = _running(locked, round_id)
        KINDS[round_.stage].end(actor, round_)
        end_queues(actor=actor, conference=conference, round_=round_)
        end_steps(actor=actor, conference=conference, round_=round_)
        round_.started_at = round_.ends_at = round_.table_shown = None
        round_.save(update_fields=["started_at", "ends_at", "table_shown"])
        record(conference, Verb.ROUND_PUT_BACK, actor=actor.ref, round=round_.pk, kind=round_.kind)
        enter_stage(actor=actor, conference=conference, act=Act.GO_BACK, stage=Stage.PAUSE)
        before = held_before(round_)
        if before and may_resume(before):
            _resume(actor, locked, before)


def resume_round(*, actor: Actor, conference: Conference, round_id: int) -> None:
    """In a pause: the round that has just ended goes on, as if it had not."""
    with acting(Act.GO_BACK, actor, conference) as locked:
        last = last_held(locked)
        if locked.current_stage != Stage.PAUSE or last is None or last.pk != round_id:
            raise Refused(_("This round is not the one that has just ended."))
        if not may_resume(last):
            raise Refused(_("Something was decided at the end of this round: it is not reopened."))
        _resume(actor, locked, last)


def _resume(actor: Actor, conference: Conference, round_: Round) -> None:
    """From a pause. What is left of its time, else a few minutes."""
    round_.sitting.conference = conference
    if resume := KINDS[round_.stage].resume:
        resume(actor, round_)
    now = clock.now()
    if round_.ends_at is None or round_.ends_at <= now:
        round_.ends_at = now + timedelta(minutes=MINUTES_AGAIN)
    if round_.ended_at:
        resume_steps(actor=actor, conference=conference, round_=round_, pause=now - round_.ended_at)
    round_.ended_at = None
    round_.save(update_fields=["ended_at", "ends_at"])
    record(conference, Verb.ROUND_RESUMED, actor=actor.ref, round=round_.pk, kind=round_.kind)
    enter_stage(actor=actor, conference=conference, act=Act.GO_BACK, stage=round_.stage, ends_at=round_.ends_at)


def _end(actor: Actor, conference: Conference, round_: Round) -> None:
    end_queues(actor=actor, conference=conference, round_=round_)
    end_steps(actor=actor, conference=conference, round_=round_)
    round_.ended_at, round_.table_shown = clock.now(), None
    round_.save(update_fields=["ended_at", "table_shown"])
    record(conference, Verb.ROUND_ENDED, actor=actor.ref, round=round_.pk, kind=round_.kind)


def _exists(conference: Conference, table: int) -> bool:
    """Somebody sits there, or sat there and wrote."""
    return table in seated(conference) or notes_of(conference).filter(table=table).exists()


def _round(conference: Conference, round_id: int) -> Round:
    found = (
        Round.objects.select_related("sitting", "hearing", "questionnaire")
        .filter(sitting__conference=conference, pk=round_id)
        .first()
    )
    if found is None:
        raise Refused(_("There is no such round."))
    # One object for the whole action: what is read from it later is what is locked.
    found.sitting.conference = conference
    return found


def _running(conference: Conference, round_id: int) -> Round:
    round_ = _round(conference, round_id)
    if not round_.is_running:
        raise Refused(_("This round is not running."))
    return round_
