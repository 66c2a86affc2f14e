import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deliberation.ballots import receipts
from deliberation.ballots.models import Ballot, BallotOption, Mark, NamedPaper, Paper
from deliberation.ballots.queries import closed_ballots, figures
from deliberation.ballots.slips import Slip
from deliberation.ballots.tally import Tally, is_consensus
from deliberation.ballots.wording import title_of, title_of_ballot, value_said
from deliberation.conference.models import Conference, Membership
from deliberation.conference.queries import stated
from deliberation.conference.wording import rule_sentence

FORMAT = "deliberation-ballot/1"


@dataclass(frozen=True)
class Result:
    """What became of one text of a ballot."""

    option: BallotOption
    title: str
    tally: Tally
    consensus: bool


@dataclass(frozen=True)
class Counted:
    """A closed ballot, as anyone may check it."""

    ballot: Ballot
    title: str
    rule: str
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Read:
    """A paper as people read it; ``voter`` in a named ballot only."""

    receipt: str
    said: tuple[tuple[str, str], ...]
    reason: str
    voter: str


@dataclass(frozen=True)
class Kept:
    """A ballot where this browser left a paper, and its receipt. ``paper`` is there once the ballot is closed."""

    ballot: Ballot
    title: str
    receipt: str
    paper: Paper | None


def counted(conference: Conference, ballots: Iterable[Ballot] | None = None) -> list[Counted]:
    """The latest first."""
    found = closed_ballots(conference).order_by("-closed_at", "-pk") if ballots is None else ballots
    return [
        Counted(ballot, title_of_ballot(ballot), rule_sentence(ballot.rule), tuple(_results(conference, ballot)))
        for ballot in found
    ]


def _results(conference: Conference, ballot: Ballot) -> Iterable[Result]:
    for option in sorted(ballot.options.all(), key=lambda each: (each.place or 0, each.position)):
        option.ballot = ballot
        tally = figures(option)
        if tally is not None:
            yield Result(option, title_of(option), tally, is_consensus(tally, conference.mandate.consensus))


def slips_of(ballot: Ballot) -> list[Slip]:
    """Its papers, in the order of their keys."""
    places = {option.pk: n for n, option in enumerate(ballot.options.all())}
    values: dict[str, list[str]] = {}
    for paper, option, value in Mark.objects.filter(paper__ballot=ballot).values_list("paper", "option", "value"):
        values.setdefault(paper, [""] * len(places))[places[option]] = value
    voters = dict(NamedPaper.objects.filter(paper__ballot=ballot).values_list("paper", "membership__ref"))
    return [
        Slip(paper.key, tuple(values.get(paper.key, [""] * len(places))), paper.reason, voters.get(paper.key, ""))
        for paper in ballot.papers.order_by("key")
    ]


def papers_of(ballot: Ballot) -> list[Read]:
    """In the order of the receipts, which is nobody's."""
    options = list(ballot.options.order_by("position").select_related("proposal", "amendment__proposal", "opinion"))
    several = len(options) > 1
    names = dict(NamedPaper.objects.filter(paper__ballot=ballot).values_list("paper", "membership__name"))
    return [
        Read(
            receipts.said(slip.key),
            tuple(
                (title_of(option) if several else "", value_said(ballot.rule, value))
                for option, value in zip(options, slip.values, strict=True)
                if value
            ),
            slip.reason,
            names.get(slip.key, ""),
        )
        for slip in slips_of(ballot)
    ]


def export_of(ballot: Ballot) -> dict[str, Any]:
    """What ``recount.py`` reads: the rule, the texts with what became of them, the papers, and the digests. A ballot as
    ``closed_ballots`` gives it: its options and their counts are read with it."""
    return {
        "format": FORMAT,
        "conference": ballot.conference.slug,
        "ballot": ballot.pk,
        "opened_at": ballot.opened_at.isoformat(),
        "closed_at": ballot.closed_at.isoformat() if ballot.closed_at else None,
        "rule": stated(ballot.rule),
        "on_roll": ballot.on_roll,
        "electors": ballot.electors,
        "voted": ballot.voted,
        "texts": [_text(option) for option in ballot.options.all()],
        "papers": [json.loads(slip.line) for slip in slips_of(ballot)],
        "papers_sha256": ballot.papers_digest,
        "roll_sha256": ballot.roll_digest,
    }


def _text(option: BallotOption) -> dict[str, Any]:
    return {
        "position": option.position,
        "title": title_of(option),
        "text_sha256": option.text_digest,
        "counts": {count.value: count.papers for count in option.counts.all()},
        "base": option.base,
        "score": option.score,
        "place": option.place,
        "grade": option.grade or None,
        "outcome": option.outcome,
    }


def kept_by(conference: Conference, membership: Membership, secret: str) -> list[Kept]:
    """The receipts of this person in this browser: of ballots where they voted, and only if it was from here."""
    kept = []
    voted = Ballot.objects.filter(conference=conference, roll__membership=membership, roll__voted=True)
    for ballot in voted.select_related("rule").prefetch_related("options__proposal").order_by("-pk"):
        key = receipts.key_of(secret, ballot=ballot.pk, ref=membership.ref)
        paper = Paper.objects.filter(ballot=ballot, key=key).first()
        if paper is not None or ballot.closed_at is None:
            kept.append(Kept(ballot, title_of_ballot(ballot), receipts.said(key), paper))
    return kept
