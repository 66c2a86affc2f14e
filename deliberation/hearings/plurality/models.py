from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.hearings.models import DESCRIBED


class Side(models.Model):
    """One way of answering the conference’s question, in a few words: experts of the same side stand together, and a
    side with nobody shows what is missing."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="sides")
    label = models.CharField(_("side"), max_length=80)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("conference", "label"), name="side_once"),)

    def __str__(self) -> str:
        return self.label


class Decision(models.Model):
    """What the steering committee decided on an expert, on a document, or, with neither, on the programme. The latest
    stands; the ones before it are kept."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="decisions")
    expert = models.ForeignKey("deliberation.Expert", models.PROTECT, null=True, blank=True, related_name="decisions")
    document = models.ForeignKey(
        "deliberation.Document", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    approved = models.BooleanField()
    reason = models.TextField(_("reason"))
    # That the expert works for an organiser or the sponsor was seen when they were approved.
    acknowledged = models.BooleanField(default=False)
    # What was said of the expert when it was decided.
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    viewpoint = models.TextField(_("viewpoint"), blank=True)
    works_for_organiser = models.BooleanField(default=False)
    decided_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expert=None) | models.Q(document=None), name="decision_is_about_one_thing"
            ),
        )

    def __str__(self) -> str:
        return f"{'+' if self.approved else '-'} {self.expert_id or ''} {self.document_id or ''}"

    @property
    def is_former(self) -> bool:
        """Whether what is said of the expert is not what was said when it was decided."""
        if self.expert is None:
            return False
        return {name: getattr(self, name) for name in DESCRIBED} != self.expert.described
