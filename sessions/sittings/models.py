from urllib.parse import urlsplit

from django.db import models


class Sitting(models.Model):
    """A day in a hall, or an evening online."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="sittings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    day = models.DateField(null=True, blank=True)
    # When the first round is planned to begin, by the clock of the place.
    starts = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200)
    online = models.BooleanField(default=False)
    # Where an online sitting is joined: the organisers’ own video meeting. Kept until the sitting closes.
    joining_address = models.URLField(max_length=500, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("conference", "number")
        constraints = (
            models.UniqueConstraint(fields=("conference", "number"), name="sitting_numbered_once"),
            models.UniqueConstraint(
                fields=("conference",),
                condition=models.Q(opened_at__isnull=False, closed_at=None),
                name="sitting_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(joining_address="") | models.Q(online=True, closed_at=None),
                name="sitting_joined_online_until_closed",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def joining_host(self) -> str:
        """The site to which the joining link leads."""
        return urlsplit(self.joining_address).hostname or ""


class Attendance(models.Model):
    """A citizen signed the attendance sheet of a sitting."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attendances")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="attendances")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sitting", "membership"), name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.membership_id}"
