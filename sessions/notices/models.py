from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """A message of the facilitators to everyone, or to one table. Shown while its sitting is open."""

    sitting = models.ForeignKey("live.Sitting", models.PROTECT, related_name="notices")
    written_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="notices")
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(_("message"), max_length=300)
    sent_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.text
