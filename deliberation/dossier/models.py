from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.dossier.media import EXTENSIONS


def kept_as(document: "Document", filename: str) -> str:
    """A name that tells nothing, collides with nothing, and ends as its content says, whatever it was called."""
    return f"dossier/{document.conference.slug}/{document.sha256}.{EXTENSIONS[document.media_type]}"


class Term(models.Model):
    """A word of the glossary, explained wherever citizens meet it."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="terms")
    word = models.CharField(_("word"), max_length=60)
    explanation = models.TextField(_("explanation"))

    class Meta:
        ordering = ("word",)
        constraints = (models.UniqueConstraint(fields=("conference", "word"), name="term_once"),)

    def __str__(self) -> str:
        return self.word


class Document(models.Model):
    """What citizens are given to read. Never replaced: a new version is a new document."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=200)
    file = models.FileField(_("file"), upload_to=kept_as, max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="documents")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (models.UniqueConstraint(fields=("conference", "sha256"), name="document_once"),)

    def __str__(self) -> str:
        return self.title
