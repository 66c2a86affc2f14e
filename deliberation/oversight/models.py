from typing import Any, Never

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet["Observation"]):
    def update(self, **_: Any) -> Never:
        raise TypeError("Observations are never changed.")

    def delete(self) -> Never:
        raise TypeError("Observations are never deleted.")


class Observation(models.Model):
    """What the guarantor noticed. Append-only: a mistake is corrected by a further observation.

    ``entry`` is the number of the journal's entry it is about, None when about none in particular.
    """

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="observations")
    written_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="observations")
    entry = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(_("observation"))
    at = models.DateTimeField()

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Observations are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("Observations are never deleted.")


class Statement(models.Model):
    """What the guarantor says of the whole, printed with the opinion as it stands when that is sealed."""

    conference = models.OneToOneField("deliberation.Conference", models.PROTECT, related_name="statement")
    written_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="statements")
    text = models.TextField(_("statement"))
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.text[:60]
