from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Seat(models.Model):
    """Where a person sat in a round at tables: where they were last, if they moved. Who sat together, met."""

    round = models.ForeignKey("live.Round", models.PROTECT, related_name="seats")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="seats")
    table = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("round", "table")
        constraints = (models.UniqueConstraint(fields=("round", "membership"), name="seat_one_a_round"),)

    def __str__(self) -> str:
        return f"{self.round_id}/{self.table}"


class SeatingRule(models.Model):
    """What must hold of a person in every seating. ``reason`` is for the facilitators alone."""

    class Kind(models.TextChoices):
        APART = "apart", _("Keep apart")
        TOGETHER = "together", _("Keep together")
        AT_TABLE = "at-table", _("Must sit at a table")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="seating_rules")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="+")
    other = models.ForeignKey("deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="at-table", other=None, table__isnull=False, table__gte=1)
                | Q(kind__in=["apart", "together"], other__isnull=False, table=None),
                name="seating_rule_has_what_its_kind_needs",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("person")), name="seating_rule_is_of_two_people"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Plan(models.Model):
    """Tables of coming rounds, found in the background. ``progress`` is in percent; ``beat_at`` says until when the
    process that computes is known to have lived."""

    class State(models.TextChoices):
        COMPUTING = "computing", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not possible")
        INTERRUPTED = "interrupted", _("Interrupted")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="plans")
    asked_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.COMPUTING)
    progress = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField()
    seed = models.PositiveIntegerField()
    failure = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("conference",), condition=Q(state="computing"), name="plan_one_computing_a_conference"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class PlannedSeat(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="seats")
    round = models.ForeignKey("live.Round", models.PROTECT, related_name="+")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="+")
    table = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("round", "table")
        constraints = (
            models.UniqueConstraint(fields=("plan", "round", "membership"), name="planned_seat_one_a_round"),
        )

    def __str__(self) -> str:
        return f"{self.round_id}/{self.table}"
