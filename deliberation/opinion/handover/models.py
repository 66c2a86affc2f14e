from django.db import models
from django.utils.translation import gettext_lazy as _


class HandoverCertificate(models.Model):
    """What was handed over, and what reached the sponsor: made once, when they acknowledge receipt, and kept."""

    class Means(models.TextChoices):
        """How the sponsor said which bytes they hold."""

        COMPUTED = "computed", _("Computed by the sponsor’s own device from the file it holds")
        SENT = "sent", _("Computed here from the file that the sponsor sent back")
        TYPED = "typed", _("Its first and last eight characters, typed by the sponsor from their own tool")

    original = models.OneToOneField("deliberation.SealedOpinion", models.PROTECT, related_name="certificate")
    means = models.CharField(max_length=8, choices=Means.choices)
    # The role of who handed it over.
    handed_over_by = models.CharField(max_length=20)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.pdf_sha256


class Correction(models.Model):
    """A mistake of the sealed opinion, corrected by its citizens in a document of its own, which names the first."""

    original = models.ForeignKey("deliberation.SealedOpinion", models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    passage = models.TextField(_("what the opinion says"))
    text = models.TextField(_("what it should say"))
    reason = models.TextField(_("why"))
    proposed_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="corrections")
    proposed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(default=bytes)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("original", "number"), name="correction_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None, pdf_sha256="")
                | (models.Q(sealed_at__isnull=False, withdrawn_at=None) & ~models.Q(pdf_sha256="")),
                name="correction_sealed_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.original_id}/{self.number}"


class CorrectionAgreement(models.Model):
    """A citizen who agrees to a correction."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="agreements")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="correction_agreements")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("correction", "membership"), name="correction_agreed_once"),)

    def __str__(self) -> str:
        return f"{self.correction_id} {self.membership_id}"


class Derivative(models.Model):
    """The opinion in other words for other readers. It says what it is, and that the signed original prevails."""

    class Kind(models.TextChoices):
        EASY_READ = "easy-read", _("Easy-read version")
        TRANSLATION = "translation", _("Translation")

    original = models.ForeignKey("deliberation.SealedOpinion", models.PROTECT, related_name="derivatives")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    # A BCP 47 tag.
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    made_by = models.CharField(_("made by"), max_length=200)
    added_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="derivatives")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(_("why it is withdrawn"), max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title
