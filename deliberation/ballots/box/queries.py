from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from deliberation.ballots.box import pile
from deliberation.ballots.box.models import BoxCount, Keying
from deliberation.ballots.models import Ballot, BallotOption, RollEntry
from deliberation.ballots.queries import open_ballots
from deliberation.conference.models import Conference, Membership
from deliberation.conference.rules import Actor
from deliberation.kernel.errors import Refused

# Two people key each box in.
KEYERS = 2
# Under so many papers, those who key them in may guess whose is whose.
FEW = 5


# The roll


def open_entries(conference: Conference, person: str = "") -> QuerySet[RollEntry]:
    """The lines of the roll of the ballots that are open; of one person, by reference."""
    found = RollEntry.objects.filter(ballot__conference=conference, ballot__closed_at=None)
    found = found.filter(membership__ref=person) if person else found
    return found.select_related("ballot__rule", "membership").order_by("ballot")


def on_paper(conference: Conference) -> dict[int, int]:
    """How many people hold a paper, by open ballot; nothing of those where nobody does."""
    rows = RollEntry.objects.filter(ballot__conference=conference, ballot__closed_at=None, on_paper=True)
    return dict(rows.values_list("ballot").annotate(people=Count("pk")))


def papers_of(memberships: Collection[Membership]) -> set[tuple[int, int]]:
    """Who holds a paper of which ballot: (membership, ballot)."""
    found = RollEntry.objects.filter(membership__in=memberships, on_paper=True)
    return set(found.values_list("membership", "ballot"))


def holds_papers(*, conference: Conference, person: str, **_given: object) -> bool:
    """Whether this person has been given all the papers there are for them."""
    entries = list(open_entries(conference, person))
    return any(entry.on_paper for entry in entries) and all(entry.voted for entry in entries)


def holds_none(*, conference: Conference, person: str, **_given: object) -> bool:
    return not any(entry.on_paper for entry in open_entries(conference, person))


# The count


def box_of(conference: Conference, ballot_id: int) -> BoxCount | None:
    """The count of an open ballot's box; None where it has not begun."""
    ballot = open_ballots(conference).filter(pk=ballot_id).first()
    found = BoxCount.objects.filter(ballot=ballot).first() if ballot else None
    if found is not None and ballot is not None:
        found.ballot = ballot
    return found


def is_counted(*, conference: Conference, ballot_id: int, **_given: object) -> bool:
    """Whether the count of this box has begun."""
    return box_of(conference, ballot_id) is not None


def is_settled(*, conference: Conference, ballot_id: int, **_given: object) -> bool:
    box = box_of(conference, ballot_id)
    return box is not None and box.settled_at is not None


def is_done(*, actor: Actor, conference: Conference, ballot_id: int, **_given: object) -> bool:
    return Keying.objects.filter(
        count__ballot=ballot_id,
        count__ballot__conference=conference,
        keyer=actor.membership,
        done_at__isnull=False,
    ).exists()


def missing_from_box(ballot: Ballot) -> int:
    """How many papers of a ballot that closes were given and not counted. Refused while its box waits to be."""
    box = BoxCount.objects.filter(ballot=ballot).first()
    if box is not None and box.papers is not None:
        return box.given - box.papers
    if box is not None or ballot.roll.filter(on_paper=True).exists():
        raise Refused(_("People vote on paper: open the box and settle its count first. The vote stays open."))
    return 0


@dataclass(frozen=True)
class Keyed:
    """One keying, read: for its keyer's eyes, or for both once both are done."""

    keying: Keying
    pile: pile.Pile

    @property
    def papers(self) -> int:
        return len(self.pile)


def keyings_of(box: BoxCount) -> list[Keyed]:
    return [
        Keyed(keying, pile.opened(keying.pile, box.ballot))
        for keying in box.keyings.select_related("keyer").order_by("pk")
    ]


def are_done(keyings: Collection[Keyed]) -> bool:
    return len(keyings) == KEYERS and all(each.keying.done_at for each in keyings)


def differences_of(keyings: Collection[Keyed]) -> list[int]:
    """The numbers of the papers on which the two keyings differ. ValueError unless there are two."""
    one, other = keyings
    return pile.differences(one.pile, other.pile)


def paper_of(conference: Conference, ballot_id: int) -> dict[str, Ballot | None]:
    """What the form of a keyed paper is made from: nothing where no box is being counted."""
    box = box_of(conference, ballot_id)
    return {"ballot": box.ballot if box else None}


def options_of(box: BoxCount) -> list[BallotOption]:
    return sorted(box.ballot.options.all(), key=lambda option: option.position)
