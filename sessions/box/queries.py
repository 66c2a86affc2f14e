"""What the page of the paper box shows, for the eyes of who asks."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deliberation.ballots.box import queries
from deliberation.ballots.box.models import BoxCount
from deliberation.ballots.box.queries import Keyed
from deliberation.ballots.models import Ballot
from deliberation.ballots.queries import open_ballots
from deliberation.ballots.slips import Slip
from deliberation.ballots.wording import called, title_of_ballot, value_said
from deliberation.conference.models import Conference, Membership
from deliberation.panel.queries import tables_of


@dataclass(frozen=True)
class Box:
    """An open vote, and its box. ``few``: so few hold a paper that who keys in may guess whose is whose."""

    ballot: Ballot
    title: str
    given: int
    count: BoxCount | None

    @property
    def few(self) -> bool:
        return 0 < self.given < queries.FEW

    @property
    def waits(self) -> bool:
        """The vote cannot end before its count is settled."""
        return bool(self.given) and (self.count is None or self.count.settled_at is None)


@dataclass(frozen=True)
class Elector:
    """Somebody on the roll, and how many papers they hold: one for each vote, at most. ``lacks``: they hold none of a
    vote whose box is not open yet; they may have voted on a page."""

    person: Membership
    table: int | None
    papers: int
    lacks: bool


@dataclass(frozen=True)
class Difference:
    """A paper on which the two keyings differ; empty where one of the two has no such paper."""

    number: int
    mine: str
    theirs: str
    slip: Slip | None


def boxes_of(conference: Conference, ballots: Iterable[Ballot] | None = None) -> list[Box]:
    """Of the open votes, or of those that are at hand."""
    given, counts = queries.on_paper(conference), BoxCount.objects.filter(ballot__conference=conference)
    by_ballot = {count.ballot_id: count for count in counts}
    return [
        Box(ballot, title_of_ballot(ballot), given.get(ballot.pk, 0), by_ballot.get(ballot.pk))
        for ballot in (open_ballots(conference).order_by("pk") if ballots is None else ballots)
    ]


def electors_of(conference: Conference, sought: str = "") -> list[Elector]:
    """The roll of the open votes: those who hold a paper first, then in the order of their numbers; ``sought`` is a
    part of a name."""
    papers: Counter[int] = Counter()
    lacks: set[int] = set()
    people: dict[int, Membership] = {}
    for entry in queries.open_entries(conference):
        people[entry.membership_id] = entry.membership
        papers[entry.membership_id] += entry.on_paper
        if not (entry.on_paper or entry.ballot.stopped_at or entry.ballot.rule.named):
            lacks.add(entry.membership_id)
    tables = tables_of(people.values())
    found = [
        Elector(person, tables.get(pk), papers[pk], pk in lacks)
        for pk, person in people.items()
        if papers[pk] or _plain(sought) in _plain(person.name)
    ]
    return sorted(found, key=lambda elector: (not elector.papers, elector.person.pk))


def _plain(text: str) -> str:
    """Without accents or capitals: a name is found however it is typed."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


def said_of(box: BoxCount, slip: Slip | None) -> str:
    """A keyed paper in words; empty where there is none."""
    if slip is None:
        return ""
    options = queries.options_of(box)
    said = [
        f"{called(option)} : {value_said(box.ballot.rule, value)}"
        if len(options) > 1
        else value_said(box.ballot.rule, value)
        for option, value in zip(options, slip.values, strict=True)
        if value
    ]
    return " · ".join([*said, *([f"« {slip.reason} »"] if slip.reason else [])])


def differences_of(box: BoxCount, mine: Keyed, keyings: Sequence[Keyed]) -> Iterator[Difference]:
    """For the eyes of somebody who keyed the whole box in."""
    other = next(each for each in keyings if each is not mine)
    for number in queries.differences_of(keyings):
        here, there = (each.pile[number - 1] if number <= each.papers else None for each in (mine, other))
        yield Difference(number, said_of(box, here), said_of(box, there), here)


def keying_of(keyings: Sequence[Keyed], person: Membership) -> Keyed | None:
    return next((each for each in keyings if each.keying.keyer_id == person.pk), None)


def is_free(keyings: Sequence[Keyed]) -> bool:
    """Whether somebody else may begin to key in."""
    return len(keyings) < queries.KEYERS
