from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.actions import enter_stage, freeze_mandate
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act, Stage
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import table_of
from sessions.allocation.actions import seat_latecomer
from sessions.cards.actions import end_cards
from sessions.floor.actions import forget_turns
from sessions.help.actions import end_calls
from sessions.sittings.models import Attendance, Sitting


def open_sitting(*, actor: Actor, conference: Conference, number: int) -> None:
    """Open a sitting; the first opening freezes the mandate. Opening an open one changes nothing."""
    with acting(Act.OPEN_SITTING, actor, conference):
        sitting = Sitting.objects.filter(conference=conference, number=number).first()
        if sitting is None or sitting.closed_at:
            raise Refused(_("There is no such sitting to open."))
        if sitting.is_open:
            return
        if Sitting.objects.filter(conference=conference, opened_at__isnull=False, closed_at=None).exists():
            raise Refused(_("Another sitting is open: close it first."))
        freeze_mandate(actor=actor, conference=conference)
        sitting.opened_at = clock.now()
        sitting.save(update_fields=["opened_at"])
        record(conference, Verb.SITTING_OPENED, actor=actor.ref, sitting=sitting.number)
        enter_stage(actor=actor, conference=conference, act=Act.OPEN_SITTING, stage=Stage.PAUSE)


def close_sitting(*, actor: Actor, conference: Conference, number: int) -> None:
    """Close a sitting between two rounds. Closing a closed one changes nothing."""
    with acting(Act.CLOSE_SITTING, actor, conference):
        sitting = Sitting.objects.filter(conference=conference, number=number).first()
        if sitting is None or sitting.opened_at is None:
            raise Refused(_("This sitting is not open."))
        if sitting.closed_at:
            return
        end_calls(actor=actor, conference=conference, sitting=sitting)
        end_cards(actor=actor, conference=conference, sitting=sitting)
        forget_turns(actor=actor, conference=conference, act=Act.CLOSE_SITTING, sitting=sitting)
        sitting.closed_at = clock.now()
        sitting.save(update_fields=["closed_at"])
        record(conference, Verb.SITTING_CLOSED, actor=actor.ref, sitting=sitting.number)


def sign_attendance(*, actor: Actor, conference: Conference) -> None:
    """A citizen says “I am here”. Where tables are formed already, they get a seat. Again changes nothing."""
    with acting(Act.SIGN_ATTENDANCE, actor, conference):
        sitting = Sitting.objects.filter(conference=conference, opened_at__isnull=False, closed_at=None).first()
        if sitting is None:
            raise Refused(_("No sitting is open."))
        created = Attendance.objects.get_or_create(
            sitting=sitting, membership=actor.member, defaults={"at": clock.now()}
        )[1]
        if created:
            table = table_of(actor.member) or 0
            record(conference, Verb.ATTENDANCE_SIGNED, actor=actor.ref, sitting=sitting.number, table=table)
        seat_latecomer(actor=actor, conference=conference)
