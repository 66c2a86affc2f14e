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
    # Who writes the free parts: nobody else than everyone until a group is chosen. The seed makes a draw repeatable.
    drafters_chosen_at = models.DateTimeField(null=True, blank=True)
    drafters_seed = models.CharField(max_length=64, blank=True)
    # Where the read-through stands: the name of a part, "recommendation-3", or empty.
    read_aloud = models.CharField(max_length=24, blank=True)

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
    """A part in the citizens' own words, in markup (``kernel/richtext``) but for the title."""

    class Part(models.TextChoices):
        TITLE = "title", _("Title")
        PREAMBLE = "preamble", _("Preamble")
        DISAGREEMENTS = "disagreements", _("What we could not agree on")
        REQUESTS = "requests", _("What we ask the sponsor")
        CLOSING = "closing", _("Closing words")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="sections")
    part = models.CharField(max_length=13, choices=Part.choices)
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("opinion", "part"), name="section_part_once"),)

    def __str__(self) -> str:
        return self.part


# Nothing may be left to disagree on, or to ask.
REQUIRED = (Section.Part.TITLE, Section.Part.PREAMBLE, Section.Part.CLOSING)


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


class Proof(models.TextChoices):
    """How a citizen proved, just before signing, that it is they."""

    CODE = "code", _("A code sent by e-mail")
    BADGE = "badge", _("The code of their badge")


class Signature(models.Model):
    """What a citizen decided before the frozen text: to sign it, with a reservation or without, or to decline."""

    class Decision(models.TextChoices):
        SIGNED = "signed", _("I sign")
        DECLINED = "declined", _("I do not sign")

    class Form(models.TextChoices):
        OWN_KEY = "own-key", _("Signed with their own key")
        ATTESTED = "attested", _("Attested by a fresh proof of identity")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="signatures")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="signatures")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    text_digest = models.CharField(max_length=64)
    reservation = models.TextField(_("reservation"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    public_name = models.CharField(_("name to print"), max_length=80, blank=True)
    at = models.DateTimeField()
    # How it was given: empty when declined.
    form = models.CharField(max_length=8, choices=Form.choices, blank=True)
    # What stands in the public document for who signed without a name: drawn, tied to the person in the evidence alone.
    pseudonym = models.CharField(max_length=24, blank=True)
    # A detached CMS signature (DER), time-stamped, of who signed with their own key.
    cms = models.BinaryField(default=bytes)
    proof = models.CharField(max_length=8, choices=Proof.choices, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("opinion", "membership"), name="signature_once_a_person"),
            models.UniqueConstraint(
                fields=("opinion", "pseudonym"), condition=~models.Q(pseudonym=""), name="signature_pseudonym_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="declined", form="", proof="", pseudonym="", reservation="")
                | models.Q(decision="signed", form="attested", reason="")
                | (models.Q(decision="signed", form="own-key", reason="") & ~models.Q(proof="")),
                name="signature_says_how",
            ),
        )

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
    # Who stands behind which signature, for the guarantor; its digest is in the sealed record.
    evidence = models.BinaryField(default=bytes)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    # The sponsor's receipt: the digest of the bytes that reached them.
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    received_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.pdf_sha256
