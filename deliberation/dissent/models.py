from django.db import models
from django.utils.translation import gettext_lazy as _


class MinorityOpinion(models.Model):
    """What a citizen writes against a proposal that was adopted; printed beside it."""

    proposal = models.ForeignKey("deliberation.Proposal", models.PROTECT, related_name="minority_opinions")
    written_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="minority_opinions")
    text = models.TextField(_("minority opinion"))
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("proposal", "written_by"),
                condition=models.Q(withdrawn_at=None),
                name="minority_opinion_one_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.version}"


class Joining(models.Model):
    """A citizen who joins a minority opinion as it stands at ``version``."""

    opinion = models.ForeignKey(MinorityOpinion, models.PROTECT, related_name="joinings")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="joinings")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("opinion", "membership"), name="joining_one_a_person"),)

    def __str__(self) -> str:
        return str(self.opinion_id)
