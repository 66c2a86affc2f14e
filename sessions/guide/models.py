from datetime import datetime, timedelta

from django.db import models


class Step(models.Model):
    """One of the prompts that a round at tables goes through, and its time. Numbered from 1."""

    round = models.ForeignKey("live.Round", models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("round", "number")
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="step_numbered_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="step_from_one"),
            models.CheckConstraint(condition=models.Q(minutes__range=(1, 600)), name="step_has_its_time"),
            models.CheckConstraint(condition=~models.Q(text=""), name="step_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"


class Arrival(models.Model):
    """A table came to a step, once. It is at the one with the highest number it came to."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="arrivals")
    table = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("step", "table")
        constraints = (models.UniqueConstraint(fields=("step", "table"), name="arrival_once_a_table"),)

    def __str__(self) -> str:
        return f"{self.step_id}/{self.table}"

    @property
    def ends_at(self) -> datetime:
        return self.at + timedelta(minutes=self.step.minutes)


class Ready(models.Model):
    """Somebody at the table has done what the step asks; its shared tablet says so for all of them.

    Kept for as long as the table is at the step: what is shown is how many, and the journal names nobody.
    """

    arrival = models.ForeignKey(Arrival, models.CASCADE, related_name="ready")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("arrival", "membership"), name="ready_once"),)

    def __str__(self) -> str:
        return f"{self.arrival_id}/{self.membership_id}"
