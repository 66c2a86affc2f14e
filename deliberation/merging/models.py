from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.Model):
    """A heading under which proposals are read together."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="themes")
    title = models.CharField(_("title of the theme"), max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("conference", "title"), name="theme_one_a_title"),)

    def __str__(self) -> str:
        return self.title


class Merge(models.Model):
    """A request of the facilitators that close proposals become one. ``proposal`` is the draft that the citizens of the
    tables concerned write together; it replaces its origins once they agreed to submit it, and lapses otherwise."""

    proposal = models.OneToOneField("deliberation.Proposal", models.PROTECT, related_name="merge")
    reason = models.CharField(_("why"), max_length=1000)
    asked_at = models.DateTimeField()
    # Withdrawn, or not agreed when the review was over; with why.
    lapsed_at = models.DateTimeField(null=True, blank=True)
    lapse_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.proposal_id)

    @property
    def is_living(self) -> bool:
        """It is being written: neither agreed nor given up."""
        return self.lapsed_at is None and self.proposal.state == "draft"


class Origin(models.Model):
    """One of the proposals that a merge joins."""

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="origins")
    proposal = models.ForeignKey("deliberation.Proposal", models.PROTECT, related_name="merged_into")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("merge", "proposal"), name="origin_once_a_merge"),)

    def __str__(self) -> str:
        return f"{self.merge_id} {self.proposal_id}"
