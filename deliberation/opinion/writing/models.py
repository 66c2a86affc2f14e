from django.db import models
from django.utils.translation import gettext_lazy as _


class Drafter(models.Model):
    """A citizen who offers to write the opinion's free parts; one of the drafting group once ``chosen``."""

    class Choice(models.TextChoices):
        """How the group comes about; where there is to be none, everyone writes."""

        EVERYONE = "everyone", _("everyone writes")
        ALL = "all", _("all who offered")
        NOBODY = "nobody", _("nobody offered")
        LOT = "lot", _("lot")
        ELECTION = "election", _("election")

    opinion = models.ForeignKey("deliberation.Opinion", models.PROTECT, related_name="drafters")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="drafting")
    offered_at = models.DateTimeField()
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("opinion", "membership"), name="drafter_once_a_person"),)

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.membership_id}"


class ChangeRequest(models.Model):
    """What a citizen asks the drafting group to change in a part of the opinion."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the drafting group")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Not done")
        WITHDRAWN = "withdrawn", _("Withdrawn by who asked")

    section = models.ForeignKey("deliberation.Section", models.PROTECT, related_name="change_requests")
    # The words it is about, as they stood; empty when it is about the whole part.
    passage = models.TextField(blank=True)
    text = models.TextField(_("what should change, and why"))
    asked_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="change_requests")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        "deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="change_answers"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class ChangeSupport(models.Model):
    """A citizen who asks for the same change."""

    request = models.ForeignKey(ChangeRequest, models.PROTECT, related_name="supports")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="change_supports")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("request", "membership"), name="change_supported_once"),)

    def __str__(self) -> str:
        return f"{self.request_id} {self.membership_id}"
