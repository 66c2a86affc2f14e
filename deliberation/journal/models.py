from typing import Any, Never

from django.db import models


class AppendOnly(models.QuerySet["Entry"]):
    def update(self, **_: Any) -> Never:
        raise TypeError("Journal entries are never changed.")

    def delete(self) -> Never:
        raise TypeError("Journal entries are never deleted.")


class Entry(models.Model):
    """One fact. ``hash`` covers every other column and the hash of the entry before: see ``chain.py``."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="journal")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    detail = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("conference", "number")
        constraints = (models.UniqueConstraint(fields=("conference", "number"), name="journal_entry_numbered_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Journal entries are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("Journal entries are never deleted.")


class Head(models.Model):
    """Where a conference's chain ends: without it, taking away the last entries would leave a sound chain."""

    conference = models.OneToOneField("deliberation.Conference", models.PROTECT, related_name="journal_head")
    length = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.length} {self.hash}"
