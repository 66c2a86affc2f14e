from django.db.models import QuerySet

from deliberation.conference.models import Conference
from sessions.notices.models import Notice
from sessions.sittings.models import Sitting


def all_notices(sitting: Sitting) -> QuerySet[Notice]:
    """To everyone and to each table, the last one first; what was withdrawn is gone."""
    return Notice.objects.filter(sitting=sitting, withdrawn_at=None).order_by("-sent_at", "-pk")


def notices_of(sitting: Sitting, table: int | None = None) -> QuerySet[Notice]:
    """What was sent to this table alone; without a ``table``, to everyone."""
    return all_notices(sitting).filter(table=table)


def was_withdrawn(*, conference: Conference, notice_id: int, **_: object) -> bool:
    """Whether this message is withdrawn already."""
    return Notice.objects.filter(pk=notice_id, sitting__conference=conference, withdrawn_at__isnull=False).exists()
