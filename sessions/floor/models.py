from django.db import models
from django.db.models.functions import Coalesce


class Hand(models.Model):
    """A citizen asks for the floor, then has it, in one round. ``table`` is None in the room's own queue."""

    round = models.ForeignKey("live.Round", models.PROTECT, related_name="hands")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="hands")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    raised_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("raised_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "membership"), condition=models.Q(ended_at=None), name="hand_one_up_a_person"
            ),
            models.UniqueConstraint(
                models.F("round"),
                Coalesce("table", 0),
                condition=models.Q(given_at__isnull=False, ended_at=None),
                name="hand_one_speaks_in_a_queue",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.membership_id}"
