from django.db import models

NOTE, PROPOSAL, SECTION = "note", "proposal", "section"


class Document(models.Model):
    """A text that is written together: a table's notes of a round, one of its proposals, or a part of the opinion.

    What it holds is its updates, in order; the notes' and the proposal's own columns are written down from it now and
    then. It exists from the moment somebody opens it.
    """

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="drafts")
    # Of notes and proposals; a part of the opinion is the whole panel's.
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    round = models.ForeignKey("live.Round", models.PROTECT, null=True, blank=True, related_name="drafts")
    proposal = models.OneToOneField(
        "deliberation.Proposal", models.PROTECT, null=True, blank=True, related_name="draft"
    )
    section = models.OneToOneField("deliberation.Section", models.PROTECT, null=True, blank=True, related_name="draft")
    # How many updates there are: the number of the last.
    length = models.PositiveIntegerField(default=0)
    # Together they weigh so many bytes.
    weight = models.PositiveIntegerField(default=0)
    # Up to this update, what it holds was written down, and is kept here whole, so that nobody reads all again.
    written_down = models.PositiveIntegerField(default=0)
    written_down_at = models.DateTimeField(null=True, blank=True)
    state = models.BinaryField(default=bytes)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "table"), name="draft_one_a_table_and_round"),
            models.CheckConstraint(
                condition=models.Q(round__isnull=False, proposal=None, section=None, table__isnull=False)
                | models.Q(round=None, proposal__isnull=False, section=None, table__isnull=False)
                | models.Q(round=None, proposal=None, section__isnull=False, table=None),
                name="draft_of_one_text",
            ),
            models.CheckConstraint(
                condition=models.Q(written_down__lte=models.F("length")), name="draft_written_down_is_written"
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def at_table(self) -> int:
        """0 for what is the whole panel's."""
        return self.table or 0

    @property
    def kind(self) -> str:
        if self.section_id:
            return SECTION
        return PROPOSAL if self.proposal_id else NOTE

    @property
    def key(self) -> str:
        """Its name in addresses, which it has before it exists."""
        if self.section_id:
            return f"{SECTION}-{self.section_id}"
        return f"{PROPOSAL}-{self.proposal_id}" if self.proposal_id else f"{NOTE}-{self.round_id}-{self.table}"


class Update(models.Model):
    """What somebody changed: bytes of a Yjs update. Only ever added."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="updates")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    # None for what stood there before it was written together, and for what a table or all decided.
    author = models.ForeignKey(
        "deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="draft_updates"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("document", "number")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="draft_update_numbered_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="draft_update_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"


class Version(models.Model):
    """Which update a version that people read was written down from: what a form is typed against."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "version"), name="draft_version_once"),)

    def __str__(self) -> str:
        return f"{self.document_id}: {self.version}"
