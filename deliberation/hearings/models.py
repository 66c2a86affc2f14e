from django.db import models
from django.utils.translation import gettext_lazy as _


class Expert(models.Model):
    """Who is to be heard, from where, and with which view. The person is the member whose ``place`` is ``key``."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="experts")
    key = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    affiliation = models.CharField(_("affiliation"), max_length=200)
    viewpoint = models.TextField(_("viewpoint"))
    works_for_organiser = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conference", "key"), name="expert_key_once"),)

    def __str__(self) -> str:
        return self.title


class Hearing(models.Model):
    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="hearings")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="hearings")
    under_way = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("conference",), condition=models.Q(under_way=True), name="hearing_one_under_way"
            ),
        )

    def __str__(self) -> str:
        return str(self.expert)


class Question(models.Model):
    """A citizen's question to the expert; answered once someone who guides the hearing has marked it so."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    asked_at = models.DateTimeField()
    # When it was put to the expert: the latest that is not answered yet is the one on the screen.
    put_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer, in a few words"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return self.text
