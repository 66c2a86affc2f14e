from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Role
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import seated, table_of
from sessions.guide.models import Arrival, Ready, Step
from sessions.guide.queries import Standing, said_at, standing_of, standings
from sessions.rounds.models import Round
from sessions.sittings.queries import running_round


def say_ready(*, actor: Actor, conference: Conference, step_id: int) -> None:
    """One has done what the step asks; from the shared tablet, the table has. Said again, it changes nothing.

    The journal says that somebody at this table was ready, not who: nobody is to be hurried by name.
    """
    with acting(Act.SAY_READY, actor, conference):
        round_, standing = _here(actor, conference)
        if standing.step.pk != step_id:
            raise Refused(_("Your table has gone on meanwhile."))
        arrival = _arrival(standing)
        if Ready.objects.get_or_create(arrival=arrival, membership=actor.member)[1]:
            _record(actor, conference, Verb.READY_SAID, round_, standing.table)


def take_back_ready(*, actor: Actor, conference: Conference) -> None:
    """One is not ready after all, nor is the table if its tablet had said so. Without that, nothing changes."""
    with acting(Act.SAY_READY, actor, conference):
        round_, standing = _here(actor, conference)
        for said in said_at(actor, round_, standing.table):
            said.delete()
            _record(actor, conference, Verb.READY_TAKEN_BACK, round_, standing.table)


def move_on(*, actor: Actor, conference: Conference, step_id: int, table: int | None = None) -> None:
    """A table comes to the step: its own people go to the next one, when half of them are ready.

    A facilitator brings any ``table`` there, or, without one, every table that is behind. Who is there, or further,
    stays: two who press at once move a table by one step.
    """
    with acting(Act.MOVE_ON, actor, conference):
        if actor.role != Role.FACILITATOR:
            round_, standing = _here(actor, conference)
            step = _step(round_, step_id)
            if step.number > standing.step.number:
                _require_proposal(standing, step)
            moved = [standing]
        else:
            round_ = _running(conference)
            step = _step(round_, step_id)
            if table is not None and table not in seated(conference):
                raise Refused(_("There is no such table."))
            moved = list(standings(round_, None if table is None else [table]).values())
        for each in moved:
            if each.step.number < step.number:
                _arrive(actor, conference, step, each.table)


def begin_steps(*, actor: Actor, conference: Conference, round_: Round) -> None:
    """A round that starts has every table at its first step, whatever was left of an earlier time."""
    with acting(Act.START_ROUND, actor, conference):
        first = Step.objects.filter(round=round_).order_by("number").first()
        if first is None:
            return
        Arrival.objects.filter(step__round=round_).delete()
        now = clock.now()
        Arrival.objects.bulk_create(Arrival(step=first, table=table, at=now) for table in seated(conference))


def end_steps(*, actor: Actor, conference: Conference, round_: Round) -> None:
    """A round that is over waits for nobody: who was ready is forgotten, where each table was is kept."""
    with acting(Act.END_ROUND, actor, conference):
        said = Ready.objects.filter(arrival__step__round=round_)
        if said.exists():
            said.delete()
            record(conference, Verb.READY_CLEARED, actor=actor.ref, round=round_.pk)


def resume_steps(*, actor: Actor, conference: Conference, round_: Round, pause: timedelta) -> None:
    """A round that goes on as if it had not ended: the pause is not taken from the steps' time."""
    with acting(Act.GO_BACK, actor, conference):
        Arrival.objects.filter(step__round=round_).update(at=F("at") + pause)


def _here(actor: Actor, conference: Conference) -> tuple[Round, Standing]:
    round_, table = _running(conference), table_of(actor.member)
    if table is None:
        raise Refused(_("You do not sit at a table yet: ask the facilitator."))
    standing = standing_of(round_, table)
    if standing is None:
        raise Refused(_("This step is not in parts."))
    return round_, standing


def _running(conference: Conference) -> Round:
    round_ = running_round(conference)
    if round_ is None:
        raise Refused(_("No round is running."))
    return round_


def _step(round_: Round, step_id: int) -> Step:
    step = Step.objects.filter(pk=step_id, round=round_).first()
    if step is None:
        raise Refused(_("This step has no such part."))
    return step


def _require_proposal(standing: Standing, step: Step) -> None:
    if standing.coming is None or standing.coming.pk != step.pk:
        raise Refused(_("Your table has gone on meanwhile."))
    if not standing.is_proposed:
        raise Refused(_("Your table goes on when half of it is ready."))


def _arrival(standing: Standing) -> Arrival:
    """Where a table is; one that was formed in the middle of a round is at its first step since the round began."""
    return Arrival.objects.get_or_create(step=standing.step, table=standing.table, defaults={"at": standing.since})[0]


def _arrive(actor: Actor, conference: Conference, step: Step, table: int) -> None:
    Ready.objects.filter(arrival__step__round=step.round_id, arrival__table=table).delete()
    Arrival.objects.create(step=step, table=table, at=clock.now())
    record(conference, Verb.MOVED_ON, actor=actor.ref, round=step.round_id, table=table, step=step.number)


def _record(actor: Actor, conference: Conference, verb: Verb, round_: Round, table: int) -> None:
    record(conference, verb, actor=actor.role.value, whose={actor.member.ref}, round=round_.pk, table=table)
