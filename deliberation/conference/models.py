import secrets
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from deliberation.conference.methods import Abstentions, Grade, Method, QuorumOf, Tie
from deliberation.conference.stages import Role, Stage


def new_ref() -> str:
    return secrets.token_hex(6)


def one_fifth() -> Fraction:
    return Fraction(1, 5)


class Conference(models.Model):
    slug = models.SlugField(unique=True, max_length=60)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=200)
    question = models.TextField()
    context = models.TextField()
    purpose = models.TextField()
    organisers = models.TextField()
    sponsor = models.CharField(max_length=200)
    commitment = models.TextField()
    scenario = models.SlugField(max_length=60)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.PREPARATION)
    stage_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="conference_stage_is_known"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def current_stage(self) -> Stage:
        return Stage(self.stage)


if TYPE_CHECKING:
    # Only the type stubs know that a field has parameters: what may be set, and what is read.
    TextColumn = models.CharField[Fraction | str | None, Fraction]
else:
    TextColumn = models.CharField


class FractionField(TextColumn):
    """A share such as 2/3, kept exactly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 15)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: object) -> Fraction | None:
        return Fraction(value) if value else None

    def to_python(self, value: object) -> Fraction | None:
        return Fraction(str(value)) if value else None

    def get_prep_value(self, value: object) -> str:
        return str(value) if value is not None else ""


class Rule(models.Model):
    """How one kind of ballot is decided. Shares are of the roll or of those present (quorum), and of the votes cast
    (majority); ``docs/ballots.md`` says what each method makes of them."""

    method = models.CharField(max_length=20, choices=Method.choices, default=Method.FOR_AGAINST)
    # A named ballot says who voted what: only where the mandate says so, and the page before one votes.
    named = models.BooleanField(default=False)
    quorum = FractionField()
    quorum_of = models.CharField(max_length=8, choices=QuorumOf.choices, default=QuorumOf.ROLL)
    majority = FractionField()
    strict = models.BooleanField()
    abstentions = models.CharField(max_length=8, choices=Abstentions.choices, default=Abstentions.IGNORED)
    tie = models.CharField(max_length=8, choices=Tie.choices, default=Tie.REJECTED)
    # Of several texts: how many are adopted at most, the least majority grade, how many each person may rank.
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    least_grade = models.CharField(max_length=12, choices=Grade.choices, default=Grade.FAIRLY_GOOD)
    ranks = models.PositiveSmallIntegerField(default=3)

    def __str__(self) -> str:
        return f"{self.method}: {self.quorum}, {self.majority}"


class Mandate(models.Model):
    """The rules of decision, frozen when the first sitting opens."""

    conference = models.OneToOneField(Conference, models.PROTECT, related_name="mandate")
    proposals = models.OneToOneField(Rule, models.PROTECT, related_name="+")
    amendments = models.OneToOneField(Rule, models.PROTECT, related_name="+")
    adoption = models.OneToOneField(Rule, models.PROTECT, related_name="+")
    consensus = FractionField(blank=True)
    # Of the panel, whose support puts an amendment that its table did not take to the vote of all.
    amendment_support = FractionField(default=one_fifth)
    # How many citizens write the free parts of the opinion together: 0, everyone. Drawn among those who offer to, or
    # elected by this rule.
    drafters = models.PositiveSmallIntegerField(default=0)
    drafting = models.OneToOneField(Rule, models.PROTECT, null=True, blank=True, related_name="+")
    proposals_per_table = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    publication_days = models.PositiveSmallIntegerField()
    # From the hand-over: when the sponsor owes a reasoned answer to each recommendation.
    answer_days = models.PositiveSmallIntegerField()
    # From a citizens' request for a hearing: when it is to be accepted or refused.
    hearing_answer_days = models.PositiveSmallIntegerField(default=7)
    frozen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.conference}: {self.proposals}"


class RecordSheet(models.Model):
    """What the public reads about how a conference is held, in the organisers' words: the fiche of DREES 2016."""

    conference = models.OneToOneField(Conference, models.PROTECT, related_name="sheet")
    methods = models.TextField(blank=True)
    deliverables = models.TextField(blank=True)
    transparency = models.TextField(blank=True)
    recruitment = models.TextField(blank=True)
    information = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    conditions = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.conference)


class Membership(models.Model):
    """A person's role in one conference: one at most, so that nobody writes with one hand and guides with the other.

    ``place`` says which of several places of that role they hold: for an expert, the key of the programme; for a
    shared tablet, the number of its table.
    """

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="memberships")
    user = models.ForeignKey("deliberation.User", models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(_("name"), max_length=80)
    # How a citizen wishes to be called at the table; staff and the record go by the name.
    called = models.CharField(_("how I am called"), max_length=40, blank=True)
    place = models.SlugField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("conference", "user"), name="membership_one_role_a_conference"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role in Role.values if role != Role.OPERATOR]),
                name="membership_role_is_a_persons",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return self.called or self.name


class Invitation(models.Model):
    """The right to join a conference in a role, proved by a link sent to one address."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    name = models.CharField(_("name"), max_length=80)
    place = models.SlugField(max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"
