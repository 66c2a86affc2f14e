from django.db.models import QuerySet

from deliberation.conference.models import Conference, Membership
from deliberation.conference.stages import Role
from deliberation.hearings.models import Expert, Hearing, Question


def experts_of(conference: Conference) -> QuerySet[Expert]:
    return Expert.objects.filter(conference=conference).order_by("pk")


def expert_of(membership: Membership) -> Expert | None:
    """What the programme says of this member, when they are an expert."""
    if membership.role != Role.EXPERT:
        return None
    return Expert.objects.filter(conference=membership.conference, key=membership.place).first()


def questions_of(hearing: Hearing) -> QuerySet[Question]:
    return hearing.questions.select_related("asked_by").order_by("asked_at", "pk")


def current_question(hearing: Hearing) -> Question | None:
    """The one the expert is asked now: the last that was put and is not answered, nor left for writing."""
    put = hearing.questions.filter(put_at__isnull=False, answered_at=None, due=None, group=None)
    return put.order_by("-put_at", "-pk").first()
