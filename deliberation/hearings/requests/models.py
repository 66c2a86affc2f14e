from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HearingRequest(models.Model):
    """Whom, or which point of view, a citizen asks to have heard, and why; what was answered, and where it led.

    ``answer`` is the reason given with the acceptance or the refusal. Who asked is kept for their own acts, and shown
    nowhere.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("A person")
        ORGANISATION = "organisation", _("An organisation")
        VIEWPOINT = "viewpoint", _("A point of view")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("a request for a hearing", "Accepted")
        REFUSED = "refused", pgettext_lazy("a request for a hearing", "Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn by who had asked")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="hearing_requests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.CharField(_("who or what to hear"), max_length=200)
    reason = models.CharField(_("why"), max_length=1000)
    asked_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="hearing_requests")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("reason given"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        "deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="hearing_answers"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    hearing = models.ForeignKey("deliberation.Hearing", models.PROTECT, null=True, blank=True, related_name="requests")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & ~models.Q(closed_at=None)),
                name="hearing_request_closed_with_a_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "refused"], answered_by__isnull=False) & ~models.Q(answer="")
                | models.Q(state__in=["open", "withdrawn"], answered_by=None, answer=""),
                name="hearing_request_answered_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(hearing=None) | models.Q(state="accepted"), name="hearing_request_linked_if_accepted"
            ),
        )

    def __str__(self) -> str:
        return self.subject


class HearingRequestSupport(models.Model):
    """A citizen who asks for it too."""

    request = models.ForeignKey(HearingRequest, models.PROTECT, related_name="supports")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="hearing_supports")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("request", "membership"), name="hearing_request_supported_once"),
        )

    def __str__(self) -> str:
        return str(self.request_id)
