from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import AT_TABLES, Act, Role
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from sessions.help.models import HelpCall
from sessions.help.queries import calls_to_withdraw, open_calls
from sessions.sittings.models import Sitting
from sessions.sittings.queries import open_sitting_of


def call_for_help(*, actor: Actor, conference: Conference) -> None:
    """Ask a facilitator to come: to the table in a round at tables, and from its tablet; else to the person alone.

    A table that has called waits already, whoever presses again.
    """
    with acting(Act.CALL_FOR_HELP, actor, conference) as locked:
        sitting = open_sitting_of(conference)
        if sitting is None:
            raise Refused(_("No sitting is open."))
        together = locked.current_stage in AT_TABLES or actor.role == Role.TABLE
        table = table_of(actor.member) if together else None
        same = {"table": table} if table else {"table": None, "membership": actor.member}
        if open_calls(sitting).filter(**same).exists():
            return
        HelpCall.objects.create(sitting=sitting, membership=actor.member, table=table, called_at=clock.now())
        record(conference, Verb.HELP_CALLED, actor=actor.ref, table=table or 0)


def withdraw_call(*, actor: Actor, conference: Conference) -> None:
    """Nobody needs to come any more, to this person or to their table. Without an open call nothing changes."""
    with acting(Act.WITHDRAW_CALL, actor, conference):
        for call in calls_to_withdraw(actor, conference):
            _withdraw(actor, conference, call)


def answer_call(*, actor: Actor, conference: Conference, call_id: int) -> None:
    """A facilitator goes there. A call that is over already changes nothing."""
    with acting(Act.ANSWER_CALL, actor, conference):
        call = HelpCall.objects.filter(pk=call_id, sitting__conference=conference).select_related("membership").first()
        if call is None:
            raise Refused(_("There is no such call."))
        if call.ended_at:
            return
        call.ended_at, call.answered_by = clock.now(), actor.member
        call.save(update_fields=["ended_at", "answered_by"])
        _record(actor, conference, Verb.HELP_ANSWERED, call)


def end_calls(*, actor: Actor, conference: Conference, sitting: Sitting) -> None:
    """A sitting that closes leaves nobody waiting."""
    with acting(Act.CLOSE_SITTING, actor, conference):
        for call in HelpCall.objects.filter(sitting=sitting, ended_at=None).select_related("membership"):
            _withdraw(actor, conference, call)


def _withdraw(actor: Actor, conference: Conference, call: HelpCall) -> None:
    call.ended_at = clock.now()
    call.save(update_fields=["ended_at"])
    _record(actor, conference, Verb.HELP_WITHDRAWN, call)


def _record(actor: Actor, conference: Conference, verb: Verb, call: HelpCall) -> None:
    record(
        conference,
        verb,
        actor=actor.ref,
        whose={call.membership.ref},
        call=call.pk,
        table=call.table or 0,
    )
