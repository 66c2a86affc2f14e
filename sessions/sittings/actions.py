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
        # Nobody joins it any more: where it was joined is forgotten.
        sitting.closed_at, sitting.joining_address = clock.now(), ""
        sitting.save(update_fields=["closed_at", "joining_address"])
        record(conference, Verb.SITTING_CLOSED, actor=actor.ref, sitting=sitting.number)


def give_joining_link(*, actor: Actor, conference: Conference, number: int, address: str) -> None:
    """Say where an online sitting is joined, in the place of what was said before. The same again changes nothing.

    The journal hears that it was given, not where it leads.
    """
    with acting(Act.GIVE_JOINING_LINK, actor, conference):
        sitting = _to_be_joined(conference, number)
        if sitting.joining_address == address:
            return
        sitting.joining_address = address
        sitting.save(update_fields=["joining_address"])
        record(conference, Verb.JOINING_LINK_GIVEN, actor=actor.ref, sitting=sitting.number)


def withdraw_joining_link(*, actor: Actor, conference: Conference, number: int) -> None:
    """Nobody is shown the link any more. Without a link, nothing changes."""
    with acting(Act.GIVE_JOINING_LINK, actor, conference):
        sitting = _to_be_joined(conference, number)
        if not sitting.joining_address:
            return
        sitting.joining_address = ""
        sitting.save(update_fields=["joining_address"])
        record(conference, Verb.JOINING_LINK_WITHDRAWN, actor=actor.ref, sitting=sitting.number)


def _to_be_joined(conference: Conference, number: int) -> Sitting:
    """An online sitting that is not over."""
    sitting = Sitting.objects.filter(conference=conference, number=number).first()
    if sitting is None:
        raise Refused(_("There is no such sitting."))
    if not sitting.online:
        raise Refused(_("This sitting is not online: nobody joins it by a link."))
    if sitting.closed_at:
        raise Refused(_("This sitting is over: nobody joins it any more."))
    return sitting


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
