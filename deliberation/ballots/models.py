import uuid

from django.db import models

from deliberation.conference.methods import Grade, Outcome


class Ballot(models.Model):
    """A vote on one text, or on several at once, under a rule of the mandate.

    While it is open its papers lie in the ``urn``, which is sealed: see ``urn.py``. At its closing they are laid out
    as papers, and the digests of papers and roll are published. Once it is stopped nobody casts any more: the papers
    of its box are being counted (see ``box/``).
    """

    conference = models.ForeignKey("deliberation.Conference", models.PROTECT, related_name="ballots")
    rule = models.ForeignKey("deliberation.Rule", models.PROTECT, related_name="ballots")
    on_roll = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    urn = models.BinaryField(default=bytes)
    # Of how many people the quorum is a share, and how many papers there were.
    electors = models.PositiveIntegerField(null=True, blank=True)
    voted = models.PositiveIntegerField(null=True, blank=True)
    papers_digest = models.CharField(max_length=64, blank=True)
    roll_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closed_at=None, electors=None, voted=None, papers_digest="", roll_digest="")
                | (
                    models.Q(closed_at__isnull=False, electors__isnull=False, voted__isnull=False)
                    & ~models.Q(papers_digest="")
                    & ~models.Q(roll_digest="")
                ),
                name="ballot_figures_only_once_closed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.papers_digest[:8]}"


class BallotOption(models.Model):
    """A text that is voted on; what became of it stays empty until its ballot is closed."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey("deliberation.Proposal", models.PROTECT, null=True, blank=True, related_name="options")
    amendment = models.ForeignKey(
        "deliberation.Amendment", models.PROTECT, null=True, blank=True, related_name="options"
    )
    opinion = models.ForeignKey("deliberation.Opinion", models.PROTECT, null=True, blank=True, related_name="options")
    # A citizen who offers to write the opinion.
    drafter = models.ForeignKey("deliberation.Drafter", models.PROTECT, null=True, blank=True, related_name="options")
    text_digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    # The votes from which the majority is taken; what else its method finds.
    base = models.PositiveIntegerField(null=True, blank=True)
    score = models.PositiveIntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    grade = models.CharField(max_length=12, choices=Grade.choices, blank=True)

    class Meta:
        ordering = ("ballot", "position")
        constraints = (
            models.UniqueConstraint(fields=("ballot", "position"), name="option_one_a_position"),
            models.CheckConstraint(
                condition=models.Q(proposal__isnull=False, amendment=None, opinion=None, drafter=None)
                | models.Q(proposal=None, amendment__isnull=False, opinion=None, drafter=None)
                | models.Q(proposal=None, amendment=None, opinion__isnull=False, drafter=None)
                | models.Q(proposal=None, amendment=None, opinion=None, drafter__isnull=False),
                name="option_is_one_text",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ballot_id}.{self.position} {self.outcome}"


class Count(models.Model):
    """How many papers of a closed ballot give an option this value."""

    option = models.ForeignKey(BallotOption, models.PROTECT, related_name="counts")
    value = models.CharField(max_length=12)
    papers = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("option", "value"), name="count_one_a_value"),)

    def __str__(self) -> str:
        return f"{self.value} {self.papers}"


class RollEntry(models.Model):
    """A citizen who may vote, and whether they did: in the urn or, once given a paper, in the box."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="roll")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="roll")
    voted = models.BooleanField(default=False)
    on_paper = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ballot", "membership"), name="roll_entry_once"),
            models.CheckConstraint(
                condition=models.Q(on_paper=False) | models.Q(voted=True), name="roll_entry_signed_for_a_paper"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.voted}"


class Cast(models.Model):
    """A request that was acknowledged: sent again, it is acknowledged again and changes nothing."""

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="casts")
    request = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "request"), name="cast_once"),)

    def __str__(self) -> str:
        return str(self.request)


class Paper(models.Model):
    """What was voted, by nobody, at no time, under a key drawn by the voter's browser: their receipt.

    Papers exist once their ballot is closed, all laid down together in the order of their keys. ``reason`` is an
    objector's.
    """

    key = models.CharField(primary_key=True, max_length=16, editable=False)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="papers")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class Mark(models.Model):
    """What a paper says of one option."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="marks")
    option = models.ForeignKey(BallotOption, models.PROTECT, related_name="marks")
    value = models.CharField(max_length=12)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("paper", "option"), name="mark_once_a_paper"),)

    def __str__(self) -> str:
        return self.value


class NamedPaper(models.Model):
    """Whose a paper is: in the ballots that the mandate says are named, and in no other."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="named")
    membership = models.ForeignKey("deliberation.Membership", models.PROTECT, related_name="named_papers")

    def __str__(self) -> str:
        return str(self.membership_id)
