from django.db import models
from django.utils.translation import gettext_lazy as _


class Card(models.Model):
    """A yellow card: a word that people said they do not understand, and how often.

    Never who, where or when. Its words are erased once it is answered: what somebody typed may betray them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        EXPLAINED = "explained", _("Explained")
        PUT_ASIDE = "put-aside", _("Put aside")

    sitting = models.ForeignKey("live.Sitting", models.PROTECT, related_name="cards")
    # As it was first typed; empty when nobody said which word.
    text = models.CharField(max_length=80, blank=True)
    # By which the same word is known, however it was typed.
    folded = models.CharField(max_length=320, blank=True)
    count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)

    class Meta:
        ordering = ("-count", "text")
        constraints = (
            models.UniqueConstraint(
                fields=("sitting", "folded"), condition=models.Q(state="waiting"), name="card_one_a_word"
            ),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="card_of_somebody"),
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(text="", folded=""), name="card_forgets_its_word"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.state}"
