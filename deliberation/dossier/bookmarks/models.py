from django.db import models


class Bookmark(models.Model):
    """How far a person is in a document: that they have read it, or the page where they stopped.

    Theirs alone to see, and deleted when they say so or leave. Nothing says when.
    """

    document = models.ForeignKey("deliberation.Document", models.CASCADE, related_name="bookmarks")
    membership = models.ForeignKey("deliberation.Membership", models.CASCADE, related_name="bookmarks")
    read = models.BooleanField(default=False)
    page = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "membership"), name="bookmark_one_a_person"),
            models.CheckConstraint(
                condition=models.Q(read=True) | models.Q(page__isnull=False), name="bookmark_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(page=None) | models.Q(page__gte=1), name="bookmark_page_from_one"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class SheetBookmark(models.Model):
    """The version of a sheet that a person has read last: theirs alone, as a bookmark of a document is."""

    sheet = models.ForeignKey("deliberation.Sheet", models.CASCADE, related_name="bookmarks")
    membership = models.ForeignKey("deliberation.Membership", models.CASCADE, related_name="sheet_bookmarks")
    version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("sheet", "membership"), name="sheet_bookmark_one_a_person"),)

    def __str__(self) -> str:
        return str(self.pk)
