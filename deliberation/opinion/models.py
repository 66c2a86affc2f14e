from django.db import models
from django.utils.translation import gettext_lazy as _


class Opinion(models.Model):
    """The citizens' opinion. Its adopted text is put together from its sections and recommendations until the first
    signature; from then on ``frozen_text`` is the text."""

    conference = models.OneToOneField("deliberation.Conference", models.PROTECT, related_name="opinion")
    adopted_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_text = models.TextField(blank=True)
    text_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(frozen_at=None, frozen_text="", text_digest="")
                | (
                    models.Q(frozen_at__isnull=False, adopted_at__isnull=False)
                    & ~models.Q(frozen_text="")
                    & ~models.Q(text_digest="")
                ),
                name="opinion_frozen_whole_once_adopted",
            ),
        )

    def __str__(self) -> str:
        return str(self.conference)


class Section(models.Model):
    """A part in the citizens' own words."""

    class Part(models.TextChoices):
        TITLE = "title", _("Title")
        PREAMBLE = "preamble", _("Preamble")
        CLOSING = "closing", _("Closing words")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="sections")
    part = models.CharField(max_length=10, choices=Part.choices)
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("opinion", "part"), name="section_part_once"),)

    def __str__(self) -> str:
        return self.part


class Recommendation(models.Model):
    """An adopted proposal at its place. Its words are the proposal's, frozen when it was voted."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="recommendations")
    proposal = models.OneToOneField("deliberation.Proposal", models.PROTECT, related_name="recommendation")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("opinion", "number"), name="recommendation_numbered_once"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.proposal}"


class Signature(models.Model):
    """What a citizen decided before the frozen text: to sign it, with a reservation or without, or to decline."""

    class Decision(models.TextChoices):
        SIGNED = "signed", _("I sign")
        DECLINED = "declined", _("I do not sign")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="signatures")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="signatures")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    text_digest = models.CharField(max_length=64)
    reservation = models.TextField(_("reservation"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    public_name = models.CharField(_("name to print"), max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("opinion", "membership"), name="signature_once_a_person"),)

    def __str__(self) -> str:
        return self.decision


class SealedOpinion(models.Model):
    """The sealed document, byte for byte."""

    conference = models.OneToOneField("deliberation.Conference", models.PROTECT, related_name="sealed_opinion")
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    public_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.pdf_sha256
