from django.db import models


class ItemKind(models.TextChoices):
    SCALE = "scale"
    SINGLE = "single"
    OPEN = "open"


class Item(models.Model):
    """A question asked of every citizen, the same each time it is asked."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="items")
    key = models.SlugField(max_length=60)
    text = models.TextField()
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    low = models.SmallIntegerField(null=True, blank=True)
    high = models.SmallIntegerField(null=True, blank=True)
    low_label = models.CharField(max_length=80, blank=True)
    high_label = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conference", "key"), name="item_key_once"),)

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    item = models.ForeignKey(Item, models.PROTECT, related_name="options")
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Questionnaire(models.Model):
    """Some items, asked together once."""

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="questionnaires")
    items = models.ManyToManyField(Item, related_name="questionnaires")
    under_way = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.conference_id}/{self.pk}"


class Answer(models.Model):
    """``respondent`` is a pseudonym: the same for one person throughout, tied to nobody in the database."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers")
    respondent = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("questionnaire", "item", "respondent"), name="answer_once_a_person"),
        )

    def __str__(self) -> str:
        return self.value
