from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="proposals")
    table = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what we recommend"))
    reason = models.TextField(_("why"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    frozen = models.BooleanField(default=False)

    class Meta:
        ordering = ("table", "pk")

    def __str__(self) -> str:
        return self.title


class Remark(models.Model):
    """What a citizen says of a proposal while all are reviewed."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="remarks")
    made_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="remarks")
    text = models.CharField(_("remark"), max_length=1000)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.text
