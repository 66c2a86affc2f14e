"""How a ballot may be decided: the names that a mandate, a ballot and a tally share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Method(models.TextChoices):
    """The first two decide on one text, the others on several at once."""

    FOR_AGAINST = "for-against", _("For, against or abstain")
    CONSENT = "consent", _("Consent")
    APPROVAL = "approval", _("Approval")
    MAJORITY_JUDGMENT = "majority-judgment", _("Majority judgment")
    POINTS = "points", _("Ranking by points")


SEVERAL = frozenset({Method.APPROVAL, Method.MAJORITY_JUDGMENT, Method.POINTS})


class Choice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class Consent(models.TextChoices):
    CONSENT = "consent", _("I consent")
    OBJECT = "object", _("I object")
    ABSTAIN = "abstain", _("I stand aside")


class Grade(models.TextChoices):
    """From the best to the worst: Balinski & Laraki, “Le jugement majoritaire : l’expérience d’Orsay”, Commentaire 118
    (2007), with “Excellent” added as in their later polls."""

    EXCELLENT = "excellent", pgettext_lazy("a grade", "Excellent")
    VERY_GOOD = "very-good", pgettext_lazy("a grade", "Very good")
    GOOD = "good", pgettext_lazy("a grade", "Good")
    FAIRLY_GOOD = "fairly-good", pgettext_lazy("a grade", "Fairly good")
    PASSABLE = "passable", pgettext_lazy("a grade", "Acceptable")
    INSUFFICIENT = "insufficient", pgettext_lazy("a grade", "Insufficient")
    REJECT = "reject", pgettext_lazy("a grade", "To be rejected")


# The one value of a box that is ticked.
APPROVED = "approve"


class QuorumOf(models.TextChoices):
    ROLL = "roll", _("of the citizens on the roll")
    PRESENT = "present", _("of the citizens present")


class Abstentions(models.TextChoices):
    """Whether those who abstain are among the votes from which a majority is taken."""

    IGNORED = "ignored", _("not counted among the votes cast")
    COUNTED = "counted", _("counted among the votes cast")


class Tie(models.TextChoices):
    """What becomes of texts between which the votes do not decide."""

    REJECTED = "rejected", _("None of them is adopted")
    ADOPTED = "adopted", _("All of them are adopted")
    LOT = "lot", _("Drawn by lot, from the digest of the papers")
    AGAIN = "again", _("They are voted on again")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Not adopted")
    NO_QUORUM = "no-quorum", _("Not adopted: too few people voted")
    TIED = "tied", _("Undecided: to be voted on again")
