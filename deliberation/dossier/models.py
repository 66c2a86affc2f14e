from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.dossier.media import EXTENSIONS, LINK, PDF, TEXT


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
    """What citizens are given to read: a file, a link or a text.

    Nothing of it changes: a new version is a document of its own that ``replaces`` this one, which can be read and
    cited as before.
    """

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=200)
    author = models.CharField(_("author"), max_length=200, blank=True)
    affiliation = models.CharField(_("affiliation of the author"), max_length=200, blank=True)
    # In its own words: “2016”, “spring 2023”.
    dated = models.CharField(_("date"), max_length=60, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    file = models.FileField(_("file"), upload_to=kept_as, max_length=200, blank=True)
    address = models.URLField(_("address of a page or a video"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="documents")
    added_at = models.DateTimeField()
    # At which it is presented.
    hearing = models.ForeignKey(
        "deliberation.Hearing", models.PROTECT, null=True, blank=True, related_name="presentations"
    )
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(address="", text="") & ~models.Q(file="")
                | models.Q(file="", text="") & ~models.Q(address="")
                | models.Q(file="", address="") & ~models.Q(text=""),
                name="document_one_content",
            ),
            models.CheckConstraint(
                condition=models.Q(version=1, replaces=None) | models.Q(version__gt=1, replaces__isnull=False),
                name="document_version_of_another",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_pdf(self) -> bool:
        return self.media_type == PDF

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_link(self) -> bool:
        return self.media_type == LINK

    @property
    def is_text(self) -> bool:
        return self.media_type == TEXT


class DocumentPage(models.Model):
    """The words of one page, for who searches; a text is one page.

    The database keeps an index of ``words``, which are those of ``text`` as they are looked for: the migration
    ``0015_dossier`` makes it, and on SQLite keeps it with triggers, which a migration that alters this table there must
    lay again.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    words = models.TextField()

    class Meta:
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="document_page_once"),)

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"
