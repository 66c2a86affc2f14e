from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What a table writes down in a round."""

    round = models.ForeignKey("live.Round", models.PROTECT, related_name="notes")
    table = models.PositiveSmallIntegerField()
    text = models.TextField(_("notes"), blank=True)
    version = models.PositiveIntegerField(default=1)
    # Who sat there while it was written: the notes are theirs, wherever they sit later.
    people = models.ManyToManyField("deliberation.Membership", related_name="notes")
    # The table was formed anew since, of other people.
    table_left = models.BooleanField(default=False)

    class Meta:
        ordering = ("round", "table")
        constraints = (models.UniqueConstraint(fields=("round", "table"), name="note_one_a_table"),)

    def __str__(self) -> str:
        return f"{self.round_id}/{self.table}"
