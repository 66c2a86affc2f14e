from django.utils.translation import gettext as _

from deliberation.conference.acting import acting
from deliberation.conference.models import Conference
from deliberation.conference.rules import Actor
from deliberation.conference.stages import Act
from deliberation.journal.record import record
from deliberation.journal.verbs import Verb
from deliberation.kernel import clock
from deliberation.kernel.errors import Refused
from deliberation.panel.queries import seated
from sessions.notices.models import Notice
from sessions.notices.queries import notices_of
from sessions.sittings.queries import open_sitting_of


def send_notice(*, actor: Actor, conference: Conference, text: str, table: int | None = None) -> None:
    """Tell something to everyone, or to one table. The very same, shown to the same already, is sent once."""
    with acting(Act.SEND_NOTICE, actor, conference):
        sitting = open_sitting_of(conference)
        if sitting is None:
            raise Refused(_("No sitting is open."))
        if table is not None and table not in seated(conference):
            raise Refused(_("There is no such table."))
        if notices_of(sitting, table).filter(text=text).exists():
            return
        notice = Notice.objects.create(
            sitting=sitting, written_by=actor.member, table=table, text=text, sent_at=clock.now()
        )
        record(conference, Verb.NOTICE_SENT, actor=actor.ref, notice=notice.pk, table=table or 0)


def withdraw_notice(*, actor: Actor, conference: Conference, notice_id: int) -> None:
    """Nobody sees it any more. A message that is withdrawn already stays so."""
    with acting(Act.WITHDRAW_NOTICE, actor, conference):
        notice = Notice.objects.filter(pk=notice_id, sitting__conference=conference).first()
        if notice is None:
            raise Refused(_("There is no such message."))
        if notice.withdrawn_at:
            return
        notice.withdrawn_at = clock.now()
        notice.save(update_fields=["withdrawn_at"])
        record(conference, Verb.NOTICE_WITHDRAWN, actor=actor.ref, notice=notice.pk, table=notice.table or 0)
