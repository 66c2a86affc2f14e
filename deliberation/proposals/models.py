from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """What a table proposes to the panel: what it observes, what it recommends, why, and to whom it says so."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")
        MERGED = "merged", _("Merged into another")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="proposals")
    table = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=160)
    observation = models.TextField(_("what we observe"), blank=True)
    text = models.TextField(_("what we recommend"))
    reason = models.TextField(_("why"), blank=True)
    addressee = models.CharField(_("to whom it is addressed"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    theme = models.ForeignKey("deliberation.Theme", models.PROTECT, null=True, blank=True, related_name="proposals")
    version = models.PositiveIntegerField(default=1)
    frozen = models.BooleanField(default=False)
    # Its table was formed anew since, of other people: it belongs to those who took part in it.
    table_left = models.BooleanField(default=False)
    # Of the text whose submission was proposed; empty while nobody proposed it.
    submission_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("table", "pk")

    def __str__(self) -> str:
        return self.title


class Remark(models.Model):
    """What a citizen says of a proposal, or of one passage of it, while all are reviewed.

    ``passage`` is the source of one block of ``field`` as it was read; both are empty for the whole.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="remarks")
    made_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="remarks")
    field = models.CharField(max_length=12, blank=True)
    passage = models.TextField(blank=True)
    text = models.CharField(_("remark"), max_length=1000)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return self.text


class Participation(models.Model):
    """Somebody who sat at the table while it wrote a proposal; when they wrote in it themselves, first and last.

    Nothing is counted: who wrote how much is nobody's business.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="participations")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="participations")
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "membership"), name="participation_once_a_person"),
            models.CheckConstraint(
                condition=models.Q(first_at=None, last_at=None) | models.Q(first_at__lte=models.F("last_at")),
                name="participation_first_before_last",
            ),
        )

    def __str__(self) -> str:
        return str(self.membership)


class Evidence(models.Model):
    """What a proposal rests on: an answer heard, a document, a page of it, or a table's note, and words quoted from it.

    Texts link to it as ``evidence:KEY``: the key comes from what it says, so that a link that is carried into another
    proposal leads to the same thing there, or nowhere.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="evidence")
    key = models.CharField(max_length=20)
    answer = models.ForeignKey("deliberation.Question", models.PROTECT, null=True, blank=True, related_name="evidence")
    document = models.ForeignKey(
        "deliberation.Document", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    note = models.ForeignKey("live.Note", models.PROTECT, null=True, blank=True, related_name="evidence")
    page = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)
    quote = models.CharField(_("words quoted from it"), max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(fields=("proposal", "key"), name="evidence_one_a_key"),
            models.CheckConstraint(
                condition=models.Q(answer__isnull=False, document=None, note=None)
                | models.Q(answer=None, document__isnull=False, note=None)
                | models.Q(answer=None, document=None, note__isnull=False),
                name="evidence_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(page=None) | models.Q(page__gte=1, document__isnull=False),
                name="evidence_page_of_a_document",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How a text links to it."""
        return f"evidence:{self.key}"


class Agreement(models.Model):
    """What a person at the table answers when it is asked to submit the text of this digest: yes when nothing is
    ``missing``, else what is."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="agreements")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="agreements")
    text_digest = models.CharField(max_length=64)
    missing = models.CharField(_("what is still missing"), max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("proposal", "membership"), name="agreement_one_a_person"),)

    def __str__(self) -> str:
        return self.missing
