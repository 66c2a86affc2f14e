from django.db import models
from django.utils.translation import gettext_lazy as _


class Depth(models.TextChoices):
    """How far an answer goes, the shortest first."""

    EASY = "easy", _("Easy to read")
    ESSENTIAL = "essential", _("The essential")
    IN_DEPTH = "in-depth", _("In depth")


class Sheet(models.Model):
    """A question that people ask about the subject, and its answer. What it says is in its versions."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="sheets")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class SheetVersion(models.Model):
    """A sheet as it was at one time: the question, and the answer in each depth. Nothing of it changes; the one of the
    highest number is shown.

    ``written_by`` is empty for what came with the scenario.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    question = models.CharField(_("question"), max_length=300)
    easy = models.TextField()
    essential = models.TextField()
    in_depth = models.TextField()
    source = models.CharField(_("source"), max_length=200, blank=True)
    # For whoever read the version before.
    changed = models.CharField(_("what changed"), max_length=300, blank=True)
    written_by = models.ForeignKey("deliberation.Membership", models.PROTECT, null=True, related_name="sheets")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("sheet", "number")
        constraints = (
            models.UniqueConstraint(fields=("sheet", "number"), name="sheet_version_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="sheet_version_counted_from_one"),
            models.CheckConstraint(
                condition=~models.Q(easy="") & ~models.Q(essential="") & ~models.Q(in_depth=""),
                name="sheet_version_in_every_depth",
            ),
        )

    def __str__(self) -> str:
        return self.question

    def answer(self, depth: Depth) -> str:
        return {Depth.EASY: self.easy, Depth.ESSENTIAL: self.essential, Depth.IN_DEPTH: self.in_depth}[depth]


class NotUnderstood(models.Model):
    """A reader did not understand a version in one of its depths: one fact a person, which they can take back.

    Who it was is kept for that alone, and shown nowhere; nor is the time.
    """

    version = models.ForeignKey(SheetVersion, models.PROTECT, related_name="not_understood")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="not_understood")
    depth = models.CharField(max_length=12, choices=Depth.choices)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("version", "membership"), name="sheet_not_understood_once"),
            models.CheckConstraint(
                condition=models.Q(depth__in=[depth.value for depth in Depth]), name="sheet_not_understood_in_a_depth"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.depth}"
