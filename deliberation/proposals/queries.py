from django.db.models import QuerySet

from deliberation.conference.models import Conference
from deliberation.proposals.models import Proposal


def of_table(conference: Conference, table: int) -> QuerySet[Proposal]:
    return Proposal.objects.filter(conference=conference, table=table).order_by("pk")


def submitted(conference: Conference) -> QuerySet[Proposal]:
    """What the panel reviews and votes on: everything a table submitted, whatever became of it."""
    return Proposal.objects.filter(conference=conference).exclude(state=Proposal.State.DRAFT).order_by("table", "pk")
