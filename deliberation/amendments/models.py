from django.db import models
from django.utils.translation import gettext_lazy as _


class Amendment(models.Model):
    """Other words for one passage of a submitted proposal, and why.

    ``passage`` is the source of one block (a paragraph, a heading, an item of a list) of ``field`` as it was read;
    ``settled`` what stands in its place once the amendment was accepted, rewritten or voted. An empty ``replacement``
    takes the passage out.
    """

    class Field(models.TextChoices):
        OBSERVATION = "observation", _("What we observe")
        TEXT = "text", _("What we recommend")
        REASON = "reason", _("Why")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the table")
        ACCEPTED = "accepted", _("Accepted by the table")
        REWRITTEN = "rewritten", _("Accepted by the table, in other words")
        REJECTED = "rejected", _("Rejected by the table")
        UNANSWERED = "unanswered", _("Not answered by the table in time")
        OVERTAKEN = "overtaken", _("Its passage is no longer in the text")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")
        VOTED = "voted", _("Adopted by the vote of all")
        LOST = "lost", _("Not adopted by the vote of all")

    proposal = models.ForeignKey("deliberation.Proposal", models.PROTECT, related_name="amendments")
    made_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="amendments")
    made_at = models.DateTimeField()
    field = models.CharField(max_length=12, choices=Field.choices)
    passage = models.TextField()
    replacement = models.TextField(blank=True)
    reason = models.CharField(_("why"), max_length=1000)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    settled = models.TextField(blank=True)
    # Why it ended as it did, said by whoever ended it; the state says the rest.
    outcome_reason = models.CharField(_("reason given"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & ~models.Q(closed_at=None)),
                name="amendment_closed_with_a_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["rewritten", "rejected", "withdrawn"]) | ~models.Q(outcome_reason=""),
                name="amendment_ends_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class AmendmentSupport(models.Model):
    """A citizen who wants the amendment, whatever its table says."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="supports")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="amendment_supports")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("amendment", "membership"), name="amendment_supported_once"),)

    def __str__(self) -> str:
        return str(self.amendment_id)


class Verdict(models.Model):
    """What somebody of the proposal's table proposes to answer; the table's answer once most of those present agree."""

    class Kind(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        REWRITE = "rewrite", _("Accept in other words")
        REJECT = "reject", _("Reject")

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="verdicts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # In place of the passage, for REWRITE.
    text = models.TextField(blank=True)
    reason = models.CharField(_("why"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="verdicts")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="accept") | ~models.Q(reason=""), name="verdict_against_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.kind}"


class VerdictAgreement(models.Model):
    """Somebody of the table who agrees to one of the verdicts proposed: one verdict a person and amendment."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="agreements")
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="agreements")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="verdict_agreements")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("amendment", "membership"), name="verdict_one_a_person"),)

    def __str__(self) -> str:
        return str(self.verdict_id)
