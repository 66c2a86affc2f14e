import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.kernel import clock

# What is said of an expert, on which the steering committee decides.
DESCRIBED = ("affiliation", "viewpoint", "works_for_organiser")


class Expert(models.Model):
    """Who is to be heard, from where, and with which view. The person is the member whose ``place`` is ``key``.

    ``interests`` is what they declared, empty when they declared that they have none; nothing counts as declared before
    ``declared_at``.
    """

    class Declared(models.TextChoices):
        """Who wrote the declaration down."""

        SELF = "self", _("written by the expert")
        BEHALF = "behalf", _("keyed in by a facilitator on the expert’s behalf")
        PROGRAMME = "programme", _("given with the first programme")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="experts")
    key = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    affiliation = models.CharField(_("affiliation"), max_length=200)
    viewpoint = models.TextField(_("viewpoint"))
    works_for_organiser = models.BooleanField()
    side = models.ForeignKey("deliberation.Side", models.PROTECT, null=True, blank=True, related_name="experts")
    interests = models.TextField(_("interests"), blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_how = models.CharField(max_length=10, choices=Declared.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("conference", "key"), name="expert_key_once"),
            models.CheckConstraint(
                condition=models.Q(declared_at=None, declared_how="", interests="")
                | (models.Q(declared_at__isnull=False) & ~models.Q(declared_how="")),
                name="expert_declaration_has_a_date_and_an_author",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def named(self) -> str:
        """Their title with what stands beside it everywhere, in the language in force, where no mark can."""
        if not self.works_for_organiser:
            return self.title
        return gettext("%(expert)s (works for an organiser or the sponsor)") % {"expert": self.title}

    @property
    def described(self) -> dict[str, Any]:
        """What the steering committee decides on."""
        return {name: getattr(self, name) for name in DESCRIBED}

    @property
    def wording(self) -> str:
        """Tells what is said of them now from what was said before a correction."""
        return hashlib.sha256("\f".join(map(str, (self.title, *self.described.values()))).encode()).hexdigest()


class Hearing(models.Model):
    """``expert`` is None for a hearing that nobody is scheduled for yet: it does not begin so. ``phase`` is the part it
    is in; ``order`` in which questions are shown; ``note_taker`` the citizen who notes what is answered, when one
    volunteered."""

    class Phase(models.TextChoices):
        PRESENTATION = "presentation", _("The expert presents")
        CLARIFICATION = "clarification", _("What was not clear")
        PREPARATION = "preparation", _("Tables choose their questions")
        EXCHANGE = "exchange", _("Questions and answers")

    class Order(models.TextChoices):
        SUPPORT = "support", _("The most supported first")
        TABLES = "tables", _("So that the most tables are heard")

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="hearings")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="hearings")
    under_way = models.BooleanField(default=False)
    # When it began first, also where it was put back since.
    begun_at = models.DateTimeField(null=True, blank=True)
    # When somebody was scheduled who was not in the programme at first.
    scheduled_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=20, choices=Phase.choices, default=Phase.PRESENTATION)
    order = models.CharField(max_length=10, choices=Order.choices, default=Order.SUPPORT)
    note_taker = models.ForeignKey(
        "deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="hearings_noted"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("conference",), condition=models.Q(under_way=True), name="hearing_one_under_way"
            ),
            models.CheckConstraint(
                condition=models.Q(under_way=False) | models.Q(expert__isnull=False), name="hearing_hears_somebody"
            ),
        )

    def __str__(self) -> str:
        return str(self.expert or self.pk)

    @property
    def heard(self) -> Expert:
        """Who is heard, in a hearing that has begun: it does not begin without anybody."""
        if self.expert is None:
            raise ValueError("Nobody is scheduled for this hearing.")
        return self.expert

    @property
    def is_noted(self) -> bool:
        """Whether a citizen who is still here notes the answers."""
        return self.note_taker is not None and self.note_taker.ended_at is None


class Question(models.Model):
    """A citizen's question to the expert; answered once what was said was noted, or the expert wrote an answer.

    Questions that ask the same are read as one: the others lead to it by ``group``, and it is put and answered for all.
    """

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    asked_at = models.DateTimeField()
    # Where its author sat.
    table = models.PositiveSmallIntegerField(null=True, blank=True)
    # When that table agreed that it is one of its own.
    chosen_at = models.DateTimeField(null=True, blank=True)
    group = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="grouped")
    # When it was put to the expert: the latest that is not answered yet is the one on the screen.
    put_at = models.DateTimeField(null=True, blank=True)
    # To be answered in writing, until then.
    due = models.DateTimeField(_("to be answered until"), null=True, blank=True)
    answer = models.TextField(_("answer, in a few words"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # How often the words of the answer were given or changed.
    version = models.PositiveIntegerField(default=0)
    # By the expert, not aloud.
    written = models.BooleanField(default=False)
    noted_by = models.ForeignKey(
        "deliberation.Membership", models.PROTECT, null=True, blank=True, related_name="answers_noted"
    )
    # When the expert said that this is what they answered; what was noted, where they said it in other words.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    noted_answer = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(answered_at__isnull=False),
                name="question_confirmed_is_answered",
            ),
            models.CheckConstraint(condition=~models.Q(group=models.F("id")), name="question_not_its_own_group"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def is_overdue(self) -> bool:
        """Whether it is owed in writing, and the time for it is over."""
        return bool(self.due and self.answered_at is None and clock.now() > self.due)

    @property
    def is_late(self) -> bool:
        """Whether its written answer came after it was owed."""
        return bool(self.due and self.written and self.answered_at and self.answered_at > self.due)


class QuestionSupport(models.Model):
    """A citizen who wants it asked, its author too; ``table`` is where they sat then."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="supports")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="question_supports")
    table = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("question", "membership"), name="question_supported_once"),)

    def __str__(self) -> str:
        return str(self.question_id)


class QuestionChoice(models.Model):
    """Somebody of its table who agrees that the question is one of the few that the table asks."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="choices")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="question_choices")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("question", "membership"), name="question_chosen_once"),)

    def __str__(self) -> str:
        return str(self.question_id)
