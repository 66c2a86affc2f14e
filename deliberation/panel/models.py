from django.db import models
from django.utils.translation import gettext_lazy as _


class Panellist(models.Model):
    """A citizen of the panel: their number on the badge, what the panel's diversity is counted by, their table now."""

    membership = models.OneToOneField("deliberation.Membership", models.PROTECT, related_name="panellist")
    number = models.PositiveSmallIntegerField()
    criteria = models.ManyToManyField("deliberation.Criterion", related_name="panellists")
    table = models.PositiveSmallIntegerField(_("table"), null=True, blank=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.membership)


class Criterion(models.Model):
    """One value of one criterion of diversity, e.g. gender: woman."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="criteria")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conference", "name", "value"), name="criterion_value_once"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Badge(models.Model):
    """A printed card that signs its bearer in. Only a keyed digest of its code is kept; the card holds the code."""

    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="badges")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("membership",),
                condition=models.Q(revoked_at=None),
                name="badge_one_valid_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership} {self.issued_at:%Y-%m-%d}"
