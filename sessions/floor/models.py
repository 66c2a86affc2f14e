from datetime import timedelta

from django.db import models
from django.db.models.functions import Coalesce


class Hand(models.Model):
    """A citizen asks for the floor, then has it, in one round; kept until the sitting closes.

    ``table`` is None in the room's own queue. An interjection is a short word during somebody else's turn, which waits
    meanwhile and then goes on.
    """

    round = models.ForeignKey("live.Round", models.PROTECT, related_name="hands")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="hands")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    interjection = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    # How long interjections have held this turn up.
    held_up = models.DurationField(default=timedelta)
    ended_at = models.DateTimeField(null=True, blank=True)
    # From the end of the turn on: how long it was, without what held it up.
    spoken = models.DurationField(null=True, blank=True)

    class Meta:
        ordering = ("raised_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "membership", "interjection"),
                condition=models.Q(ended_at=None),
                name="hand_one_up_a_person",
            ),
            models.UniqueConstraint(
                models.F("round"),
                Coalesce("table", 0),
                models.F("interjection"),
                condition=models.Q(given_at__isnull=False, ended_at=None),
                name="hand_one_speaks_in_a_queue",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.membership_id}"


class Share(models.Model):
    """How evenly the people of a table, or of the room (``table`` is None), spoke in a round: figures of five people or
    more, and nobody's own. See ``evenness`` for what they mean."""

    round = models.ForeignKey("live.Round", models.CASCADE, related_name="shares")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    people = models.PositiveSmallIntegerField()
    spoke = models.PositiveSmallIntegerField()
    half_by = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("round", "table")
        constraints = (
            models.UniqueConstraint(models.F("round"), Coalesce("table", 0), name="share_one_a_table"),
            models.CheckConstraint(condition=models.Q(people__gte=5), name="share_of_five_people"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.table}"

    @property
    def everyone(self) -> bool:
        return self.spoke == self.people
