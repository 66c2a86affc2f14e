from django.db import models


class HelpCall(models.Model):
    """Somebody asks a facilitator to come. A table's call has its number, a person's alone has none."""

    sitting = models.ForeignKey("live.Sitting", models.PROTECT, related_name="calls")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="calls")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    called_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # None when it was withdrawn.
    answered_by = models.ForeignKey("deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("called_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("sitting", "table"),
                condition=models.Q(ended_at=None, table__isnull=False),
                name="call_one_open_a_table",
            ),
            models.UniqueConstraint(
                fields=("sitting", "membership"),
                condition=models.Q(ended_at=None, table=None),
                name="call_one_open_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.table or self.membership_id}"
