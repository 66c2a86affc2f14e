from django.db import models
from django.utils.translation import gettext_lazy as _


class Shortfall(models.TextChoices):
    """Why fewer papers are counted than were given. A closed list: the journal keeps it, and it names nobody."""

    KEPT = "kept", _("Somebody kept their paper, or left with it")
    LOST = "lost", _("A paper cannot be found, or was destroyed")
    SET_ASIDE = "set-aside", _("The box held more papers than were given: none of them is counted")


class BoxCount(models.Model):
    """The count of a ballot's box. ``given`` people hold a paper when it opens; ``papers`` join the urn when it is
    settled, and from then on nothing else is kept of what lay in the box."""

    ballot = models.OneToOneField("deliberation.Ballot", models.PROTECT, related_name="box")
    given = models.PositiveIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)
    papers = models.PositiveIntegerField(null=True, blank=True)
    shortfall = models.CharField(max_length=10, choices=Shortfall.choices, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(settled_at=None, papers=None, shortfall="")
                | models.Q(settled_at__isnull=False, papers=models.F("given"), shortfall="")
                | (models.Q(settled_at__isnull=False, papers__lt=models.F("given")) & ~models.Q(shortfall="")),
                name="box_count_says_why_papers_are_missing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.papers}/{self.given}"


class Keying(models.Model):
    """The whole box as one person keyed it in; two make a count. ``pile`` is sealed as the urn is: see ``pile.py``."""

    count = models.ForeignKey(BoxCount, models.CASCADE, related_name="keyings")
    keyer = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="keyings")
    pile = models.BinaryField(default=bytes)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("count", "keyer"), name="keying_once_a_person"),)

    def __str__(self) -> str:
        return f"{self.count_id} {self.keyer_id}"
