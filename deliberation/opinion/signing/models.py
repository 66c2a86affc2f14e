from django.db import models


class SigningAuthority(models.Model):
    """The certificate of the authority that certifies the citizens' keys of one conference. Its own key is a file,
    destroyed when the signing closes."""

    opinion = models.OneToOneField("deliberation.Opinion", models.PROTECT, related_name="signing_authority")
    certificate = models.BinaryField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.made_at:%Y-%m-%d}"


class SigningCode(models.Model):
    """A code sent by e-mail to prove who signs: the last one sent counts. Only a keyed digest of it is kept."""

    opinion = models.ForeignKey("deliberation.Opinion", models.PROTECT, related_name="signing_codes")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="signing_codes")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    spent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.membership_id} {self.sent_at:%Y-%m-%d}"


class SigningCertificate(models.Model):
    """A certificate issued for a key that a citizen's browser made, valid for minutes, and what they chose when they
    asked for it. Of several, the last one counts."""

    opinion = models.ForeignKey("deliberation.Opinion", models.PROTECT, related_name="signing_certificates")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="signing_certificates")
    certificate = models.BinaryField()
    pseudonym = models.CharField(max_length=24)
    public_name = models.CharField(max_length=80, blank=True)
    reservation = models.TextField(blank=True)
    proof = models.CharField(max_length=8)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.membership_id} {self.issued_at:%Y-%m-%d}"
