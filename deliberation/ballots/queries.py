import hashlib
import uuid
from collections.abc import Iterable

from django.db.models import Count as CountOf
from django.db.models import Prefetch, Q, QuerySet

from deliberation.ballots.models import Ballot, BallotOption, Cast, RollEntry
from deliberation.ballots.tallies import Rule as CountingRule
from deliberation.ballots.tally import Tally
from deliberation.conference.methods import APPROVED, Abstentions, Choice, Consent, Grade, Method, Outcome, Tie
from deliberation.conference.models import Conference, Membership, Rule
from deliberation.conference.rules import Actor
from deliberation.proposals.queries import cited

LONGEST_REASON = 300


# The rule


def rule_of(rule: Rule) -> CountingRule:
    """The rule as those who count read it."""
    return CountingRule(
        method=Method(rule.method),
        quorum=rule.quorum,
        majority=rule.majority,
        strict=rule.strict,
        abstentions=Abstentions(rule.abstentions),
        tie=Tie(rule.tie),
        places=rule.places,
        least_grade=Grade(rule.least_grade),
        ranks=rule.ranks,
    )


def values_of(rule: Rule) -> tuple[str, ...]:
    """What a paper may say of an option."""
    return {
        Method.FOR_AGAINST: tuple(Choice.values),
        Method.CONSENT: tuple(Consent.values),
        Method.APPROVAL: (APPROVED,),
        Method.MAJORITY_JUDGMENT: tuple(Grade.values),
        Method.POINTS: tuple(str(rank) for rank in range(1, rule.ranks + 1)),
    }[Method(rule.method)]


# Ballots


def open_ballots(conference: Conference) -> QuerySet[Ballot]:
    return _whole(Ballot.objects.filter(conference=conference, closed_at=None))


def closed_ballots(conference: Conference) -> QuerySet[Ballot]:
    return _whole(Ballot.objects.filter(conference=conference).exclude(closed_at=None))


def _whole(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    options = BallotOption.objects.select_related(
        "proposal__theme", "proposal__merge", "opinion", "amendment__proposal", "drafter__membership"
    )
    options = options.prefetch_related(
        "counts", cited("proposal__"), "proposal__merge__origins", cited("proposal__merge__origins__proposal__")
    )
    return ballots.select_related("rule").prefetch_related(Prefetch("options", options.order_by("position")))


def paper_of(conference: Conference, ballot_id: int) -> dict[str, Ballot | None]:
    """What the form of a paper is made from: nothing where there is no such ballot, or no longer."""
    return {"ballot": open_ballots(conference).filter(pk=ballot_id).first()}


def texts_digest(options: Iterable[BallotOption]) -> str:
    """Of what is voted on: the digest of the one text, or the SHA-256 of those of several, joined by LF."""
    digests = [option.text_digest for option in options]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


# Who has voted


def turnout(ballot: Ballot) -> tuple[int, int]:
    """How many have voted, of how many on the roll: all that anyone learns before the closing."""
    row = ballot.roll.aggregate(voted=CountOf("pk", filter=Q(voted=True)), on_roll=CountOf("pk"))
    return row["voted"], row["on_roll"]


def turnouts(conference: Conference) -> dict[int, tuple[int, int]]:
    """The turnout of each ballot of the conference, in one query."""
    rows = (
        RollEntry.objects.filter(ballot__conference=conference)
        .values("ballot")
        .annotate(voted=CountOf("pk", filter=Q(voted=True)), on_roll=CountOf("pk"))
    )
    return {row["ballot"]: (row["voted"], row["on_roll"]) for row in rows}


def was_cast(*, actor: Actor, conference: Conference, ballot_id: int, request: uuid.UUID | None, **_: object) -> bool:
    """Whether this very request was counted: a page that never heard so and asks again is told."""
    if request is None or actor.membership is None:
        return False
    return Cast.objects.filter(
        entry__ballot=ballot_id,
        entry__ballot__conference=conference,
        entry__membership=actor.membership,
        request=request,
    ).exists()


def votes_of(memberships: Iterable[Membership]) -> set[tuple[int, int]]:
    """Who has voted on which ballot, for each person's own eyes: (membership, ballot)."""
    return set(RollEntry.objects.filter(membership__in=memberships, voted=True).values_list("membership", "ballot"))


# Results


def figures(option: BallotOption) -> Tally | None:
    """The tally of an option; None while its ballot is open."""
    ballot = option.ballot
    if ballot.closed_at is None:
        return None
    return Tally(
        method=Method(ballot.rule.method),
        counts={count.value: count.papers for count in option.counts.all()},
        voted=ballot.voted or 0,
        base=option.base or 0,
        on_roll=ballot.on_roll,
        electors=ballot.electors or 0,
        outcome=Outcome(option.outcome),
        score=option.score,
        place=option.place,
        grade=option.grade,
    )


def decisions(**texts: Iterable[object]) -> dict[int, BallotOption]:
    """The last closed vote on each of these texts: ``decisions(proposal=proposals)`` is by proposal."""
    ((kind, found),) = texts.items()
    rows = BallotOption.objects.filter(**{f"{kind}__in": list(found)}).exclude(ballot__closed_at=None)
    rows = rows.select_related("ballot__rule", "proposal__theme", "amendment").prefetch_related("counts")
    return {getattr(row, f"{kind}_id"): row for row in rows.order_by("ballot")}


def by_support(options: Iterable[BallotOption]) -> list[BallotOption]:
    """The best supported first: by the place that the method gives, else by votes in favour, then by fewest against."""

    def key(option: BallotOption) -> tuple[int, int, int, int]:
        tally = figures(option)
        if tally is None:
            raise ValueError("A vote that is open supports nothing yet.")
        return option.place or 0, -tally.in_favour, tally.against, option.pk

    return sorted(options, key=key)
