from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.conference.stages import ROUNDS, Stage


class Round(models.Model):
    """A step of a sitting. ``kind`` is the stage the conference is in while it runs."""

    class FloorOrder(models.TextChoices):
        ARRIVAL = "arrival", _("As hands went up")
        LEAST_HEARD = "least-heard", _("The least heard first")

    sitting = models.ForeignKey("live.Sitting", models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=[(s.value, s.label) for s in Stage if s in ROUNDS])
    title = models.CharField(max_length=200)
    prompt = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    table_size = models.PositiveSmallIntegerField(null=True, blank=True)
    reseat = models.BooleanField(default=False)
    hearing = models.OneToOneField("deliberation.Hearing", models.PROTECT, null=True, blank=True)
    questionnaire = models.OneToOneField("deliberation.Questionnaire", models.PROTECT, null=True, blank=True)
    # In whose order the floor passes on, and how long a turn may be; None: as long as it takes.
    floor_order = models.CharField(max_length=20, choices=FloorOrder, default=FloorOrder.ARRIVAL)
    turn_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    # In a plenary: the table whose notes are on the screen of the room.
    table_shown = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("sitting", "number")
        constraints = (
            models.UniqueConstraint(fields=("sitting", "number"), name="round_numbered_once"),
            models.UniqueConstraint(
                fields=("sitting",),
                condition=models.Q(started_at__isnull=False, ended_at=None),
                name="round_one_running_a_sitting",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> Stage:
        return Stage(self.kind)

    @property
    def has_own_floor(self) -> bool:
        """Whether turns to speak follow a rule that is worth saying."""
        return self.floor_order != self.FloorOrder.ARRIVAL or self.turn_seconds is not None

    @property
    def is_to_come(self) -> bool:
        return self.started_at is None and self.skipped_at is None

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ended_at is None
