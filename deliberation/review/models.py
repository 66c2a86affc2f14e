from django.db import models
from django.utils.translation import gettext_lazy as _


class Reading(models.Model):
    """The version of a proposal that a person has read last: theirs alone to see."""

    proposal = models.ForeignKey("deliberation.Proposal", models.PROTECT, related_name="readings")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="readings")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("proposal", "membership"), name="reading_one_a_person"),)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.version}"


class Temperature(models.Model):
    """How a person takes to a proposal while all are reviewed: theirs alone; an aggregate once the round is over."""

    class Degree(models.IntegerChoices):
        SUPPORT = 1, _("I support it")
        RATHER_SUPPORT = 2, _("I rather support it")
        UNSURE = 3, _("I am not sure")
        RATHER_OBJECT = 4, _("I rather object")
        OBJECT = 5, _("I object")

    proposal = models.ForeignKey("deliberation.Proposal", models.PROTECT, related_name="temperatures")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="temperatures")
    degree = models.PositiveSmallIntegerField(choices=Degree.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("proposal", "membership"), name="temperature_one_a_person"),
            models.CheckConstraint(condition=models.Q(degree__gte=1, degree__lte=5), name="temperature_degree_known"),
        )

    def __str__(self) -> str:
        return str(self.degree)
