from django.db import models


class ItemKind(models.TextChoices):
    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    OPEN = "open"


CHOSEN = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE})


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
    """Some items, asked together once.

    While it is under way its answers lie in the ``urn``, which is sealed: see ``sheets.py``. At its closing they are
    laid out as answers.
    """

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="questionnaires")
    items = models.ManyToManyField(Item, related_name="questionnaires")
    under_way = models.BooleanField(default=False)
    urn = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"{self.conference_id}/{self.pk}"


class RollLine(models.Model):
    """That a citizen answered a questionnaire: not what, nor under which code, nor whether they withdrew it."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="roll")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("questionnaire", "membership"), name="answers_once_a_person"),)

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.membership_id}"


class Answer(models.Model):
    """One value that somebody gave to an item, or an empty one for an item they left out; of several that they chose,
    a row each.

    ``respondent`` is a digest of a code that the person alone keeps (see ``codes.py``). Answers exist once their
    questionnaire is closed, all laid down together in the order of these digests. ``agreed``: these words may be shown.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers")
    respondent = models.CharField(max_length=64)
    value = models.TextField()
    agreed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("questionnaire", "item", "respondent", "value"), name="answer_once_a_person"
            ),
        )

    def __str__(self) -> str:
        return self.value
