import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.conference.models import FractionField


class Choice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class Ballot(models.Model):
    """A secret vote on one proposal, or on the whole opinion, under the rule copied from the mandate at its opening.

    The figures stay empty until it is closed.
    """

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")
        NO_QUORUM = "no-quorum", _("Not adopted: too few people voted")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="ballots")
    proposal = models.OneToOneField(
        "deliberation.Proposal", models.PROTECT, null=True, blank=True, related_name="ballot"
    )
    opinion = models.ForeignKey("deliberation.Opinion", models.PROTECT, null=True, blank=True, related_name="ballots")
    text_digest = models.CharField(max_length=64)
    quorum = FractionField()
    majority = FractionField()
    strict = models.BooleanField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    in_favour = models.PositiveIntegerField(null=True, blank=True)
    against = models.PositiveIntegerField(null=True, blank=True)
    abstained = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(proposal=None) ^ models.Q(opinion=None),
                name="ballot_on_one_text",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, outcome="", in_favour=None, against=None, abstained=None)
                | (
                    models.Q(
                        closed_at__isnull=False,
                        in_favour__isnull=False,
                        against__isnull=False,
                        abstained__isnull=False,
                    )
                    & ~models.Q(outcome="")
                ),
                name="ballot_figures_only_once_closed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.outcome}"


class RollEntry(models.Model):
    """A citizen who may vote, and whether they did. ``request`` makes a cast that is sent twice count once."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="roll")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="roll")
    voted = models.BooleanField(default=False)
    request = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "membership"), name="roll_entry_once"),)

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.voted}"


class Paper(models.Model):
    """What was voted, by nobody, at no time, under a random key."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="papers")
    choice = models.CharField(max_length=8, choices=Choice.choices)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.choice
